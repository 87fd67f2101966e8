import { checksOf, collect, demand, leaveEarly, sideBySide } from './check'
import { groupDbConfigChecks } from './groupDbConfig'
import { demandNobody, groupNames, heldGroups, type GroupAbility, type GroupDbConformance } from './heldGroups'

/** Names that are no group's, but properties of every object. */
const TRAPS = ['', '__proto__', 'constructor', 'conformance none']

/** What every group database keeps to, as far as its abilities go. */
export function groupDbConformance(about: GroupDbConformance): void {
  const lacks = (ability: GroupAbility): boolean => about.without?.includes(ability) ?? false
  const check = checksOf(about)

  check('offers what was said of it', async ({ db, config, groups }) => {
    demand(config !== undefined, !lacks('config'), 'A configuration half is there unless `without` names `config`.')
    if (lacks('config')) {
      demand((groups?.length ?? 0) > 0, true, 'Without a configuration half `groups` names those it holds.')
    }
    if (groups) demand(await heldGroups(db), groups, 'It holds the groups it was said to hold.')
  })

  check('each group is listed once, and asking for one member agrees with listing them', async ({ db }) => {
    const held = await heldGroups(db)
    const names = held.map(({ name }) => name)
    demand(new Set(names).size, names.length, 'GroupDb.groups gives each name once.')
    const users = [...new Set(held.flatMap((group) => group.users)), 'conformance nobody', '__proto__']
    for (const group of held.slice(0, 20)) {
      for (const user of users.slice(-20)) {
        demand(await db.hasUser(group.name, user), group.users.includes(user), 'hasUser says what usersOf lists.')
      }
      for (const member of [...names.slice(0, 20), '__proto__']) {
        demand(
          await db.hasMember(group.name, member),
          group.members.includes(member),
          'hasMember says what membersOf lists.',
        )
      }
    }
  })

  check('a group that is not there has nobody', async ({ db }) => {
    for (const name of TRAPS) {
      await demandNobody(() => collect(db.usersOf(name)), [])
      await demandNobody(() => collect(db.membersOf(name)), [])
      await demandNobody(() => db.hasUser(name, 'conformance nobody'), false)
      await demandNobody(() => db.hasMember(name, 'conformance none'), false)
    }
  })

  check('a listing that is left early lets go, and the next one is whole', async ({ db }) => {
    const before = await heldGroups(db)
    for (const how of ['break', 'throw'] as const) {
      demand((await leaveEarly(db.groups(), how))?.name, before[0]?.name, 'A listing begins with the first group.')
      for (const { name, users, members } of before.slice(0, 20)) {
        demand(await leaveEarly(db.usersOf(name), how), users[0], 'usersOf begins with the first user.')
        demand(await leaveEarly(db.membersOf(name), how), members[0], 'membersOf begins with the first member.')
      }
    }
    demand(await heldGroups(db), before, 'A listing that was left early leaves nothing behind for the next one.')
  })

  check('listings at the same time do not disturb each other', async ({ db }) => {
    const names = await groupNames(db)
    const [one, other] = await sideBySide(db.groups(), db.groups())
    demand(
      [one, other].map((listing) => listing.map(({ name }) => name)),
      [names, names],
      'Each listing has its own place.',
    )
    const at = await Promise.all(names.slice(0, 20).map(async (name) => collect(db.usersOf(name))))
    demand(
      at,
      (await heldGroups(db)).slice(0, 20).map(({ users }) => users),
      'Each listing has its own place.',
    )
  })

  check('nothing is changed through what it gave out', async ({ db }) => {
    const before = await heldGroups(db)
    for (const group of await collect(db.groups())) Reflect.set(group, 'name', 'conformance spoilt')
    demand(await heldGroups(db), before, 'What a back end gives out are copies.')
  })

  if (!lacks('config')) groupDbConfigChecks(about, lacks)
}
