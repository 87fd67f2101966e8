import { checksOf, demand, leaveEarly, sideBySide } from './check'
import { demandProperties, listedUsers, usersOf, type UserAbility, type UserDbConformance } from './heldUsers'
import { userDbConfigChecks } from './userDbConfig'

/** Names that are no user's, but properties of every object. */
const TRAPS = ['', ' ', '__proto__', 'constructor', 'toString', 'hasOwnProperty', 'conformance nobody']

/** What every user database keeps to, as far as its abilities go. */
export function userDbConformance(about: UserDbConformance): void {
  const lacks = (ability: UserAbility): boolean => about.without?.includes(ability) ?? false
  const check = checksOf(about)

  check('offers what was said of it', async ({ db, config, people }) => {
    demand(config !== undefined, !lacks('config'), 'A configuration half is there unless `without` names `config`.')
    demand(db.users !== undefined, !lacks('listing'), 'UserDb.users is there unless `without` names `listing`.')
    if (lacks('config'))
      demand((people?.length ?? 0) > 0, true, 'Without a configuration half `people` names some users.')
  })

  check('lets in whoever it holds with the right password, and with no other', async ({ db, people = [] }) => {
    for (const { name, password } of people) {
      demandProperties(await db.authenticate(name, password), 'UserDb.authenticate')
      for (const wrong of ['', `${password} `, password.slice(0, -1), `${password}\n`, 'conformance wrong 1!']) {
        demand(
          await db.authenticate(name, wrong),
          undefined,
          'A wrong password is refused: authenticate gives undefined.',
        )
      }
      for (const other of [`${name} `, name.toUpperCase() === name ? name.toLowerCase() : name.toUpperCase()]) {
        if (people.some(({ name }) => name === other)) continue
        demand(await db.authenticate(other, password), undefined, 'Names are compared exactly.')
      }
    }
  })

  check('refuses unknown names like wrong passwords: by undefined, not by a failure', async ({ db }) => {
    for (const name of TRAPS) {
      for (const password of ['', 'conformance wrong 1!']) {
        demand(
          await db.authenticate(name, password),
          undefined,
          'An unknown user is refused: authenticate gives undefined.',
        )
      }
    }
  })

  check('answers logins that come at the same time each for itself', async ({ db, people = [] }) => {
    const asked = people.slice(0, 4).flatMap(({ name, password }) => [
      { name, password, right: true },
      { name, password: `${password}!`, right: false },
      { name: `${name}!`, password, right: false },
    ])
    const answers = await Promise.all(asked.map(({ name, password }) => db.authenticate(name, password)))
    demand(
      answers.map((answer) => answer !== undefined),
      asked.map(({ right }) => right),
      'Each of several logins at once gets its own answer.',
    )
  })

  if (!lacks('listing')) {
    check('lists each user once, with the properties a login gives and without a password', async (made) => {
      const users = await listedUsers(made.db)
      demand(new Set(users.map(({ name }) => name)).size, users.length, 'UserDb.users gives each name once.')
      for (const user of users) demandProperties(user, 'UserDb.users')
      for (const { name, password } of made.people ?? []) {
        const user = users.find((each) => each.name === name)
        demand(
          { ...(await made.db.authenticate(name, password)), name },
          user,
          'Whoever can log in is listed, with the properties that a login gives.',
        )
        demand(JSON.stringify(users).includes(JSON.stringify(password)), false, 'A listing holds no password.')
      }
    })

    check('a listing that is left early lets go, and the next one is whole', async ({ db }) => {
      const all = await listedUsers(db)
      for (const how of ['break', 'throw'] as const) {
        demand(await leaveEarly(usersOf(db), how), all[0], 'A listing begins with the first user.')
        demand(await listedUsers(db), all, 'A listing that was left early leaves nothing behind for the next one.')
      }
    })

    check('two listings at the same time do not disturb each other', async ({ db }) => {
      const all = await listedUsers(db)
      demand(await sideBySide(usersOf(db), usersOf(db)), [all, all], 'Each listing has its own place.')
    })

    check('nothing is changed through what it gave out', async ({ db, people = [] }) => {
      const before = await listedUsers(db)
      for await (const user of usersOf(db)) spoil(user)
      for (const { name, password } of people) spoil(await db.authenticate(name, password))
      demand(await listedUsers(db), before, 'What a back end gives out are copies.')
    })
  }

  if (!lacks('config')) userDbConfigChecks(about, lacks)
}

/** Changes what it can of something that was given out; a frozen one is as good as a copy. */
function spoil(given: object | undefined): void {
  if (given === undefined) return
  for (const key of Object.keys(given)) Reflect.set(given, key, key === 'name' ? 'conformance spoilt' : null)
}
