import type { GroupDbConfig } from '../main/usermgmt/backends'
import { byName, checksOf, collect, configOf, demand, failureOf, MANY, numbered, refused } from './check'
import { groupNames, heldGroups, type GroupAbility, type GroupDbConformance, type MadeGroupDb } from './heldGroups'

const A = 'conformance A'
const B = 'conformance B'
const C = 'conformance C'
const ANNA = 'conformance anna'

/** What a group database that can be configured keeps to as well. */
export function groupDbConfigChecks(about: GroupDbConformance, lacks: (ability: GroupAbility) => boolean): void {
  const check = checksOf(about)

  check('an added group is listed last and has no members', async (made) => {
    const config = configOf(made)
    const before = await groupNames(made.db)
    await config.addGroup(A)
    demand(await groupNames(made.db), [...before, A], 'GroupDbConfig.addGroup adds to the end of the list.')
    demand(await collect(made.db.usersOf(A)), [], 'A new group has no users.')
    demand(await collect(made.db.membersOf(A)), [], 'A new group has no groups in it.')
  })

  check('names count exactly as they are, and may be those of properties', async (made) => {
    const { db } = made
    const config = configOf(made)
    for (const name of ['conformance ü', 'conformance Ü', '__proto__', 'constructor']) {
      await config.addGroup(name)
      await config.addUserTo(name, '__proto__')
      demand(await collect(db.usersOf(name)), ['__proto__'], `“${name}” is a name like any other.`)
      await config.removeGroup(name)
      demand((await groupNames(db)).includes(name), false, 'A removed group is not listed.')
    }
    await config.addGroup('conformance ü')
    await config.addUserTo('conformance ü', ANNA)
    demand(await db.hasUser('conformance ü', 'Conformance anna'), false, 'Names are compared exactly.')
    await refused('not-found', () => config.addUserTo('conformance Ü', ANNA), 'A member for a group of another name')
  })

  check('members that are users and members that are groups are told apart', async (made) => {
    const { db } = made
    const config = await withTwo(made)
    await config.addUserTo(A, B)
    demand([await db.hasUser(A, B), await db.hasMember(A, B)], [true, false], 'A user named like a group is a user.')
    await config.addMemberTo(A, B)
    await config.removeUserFrom(A, B)
    demand([await db.hasUser(A, B), await db.hasMember(A, B)], [false, true], 'A group named like a user is a group.')
    demand(await collect(db.membersOf(A)), [B], 'membersOf lists groups only.')
    demand(await collect(db.usersOf(A)), [], 'usersOf lists users only.')
    await config.removeMemberFrom(A, B)
    demand(await collect(db.membersOf(A)), [], 'A group that was taken out is not listed.')
  })

  check('only direct members are listed, in the order of adding', async (made) => {
    const { db } = made
    const config = await withTwo(made)
    await config.addMemberTo(A, B)
    for (const user of [ANNA, 'conformance bogdan', 'conformance aaron']) await config.addUserTo(B, user)
    demand(await collect(db.usersOf(A)), [], 'What nesting leads to is the manager’s to find out.')
    demand(await db.hasUser(A, ANNA), false, 'What nesting leads to is the manager’s to find out.')
    demand(
      await collect(db.usersOf(B)),
      [ANNA, 'conformance bogdan', 'conformance aaron'],
      'Users stand in the order of adding.',
    )
  })

  check('a renamed group keeps its place, its members and its place in other groups', async (made) => {
    const config = await withTwo(made)
    await config.addMemberTo(A, B)
    await config.addUserTo(B, ANNA)
    const before = await heldGroups(made.db)
    await config.renameGroup(B, C)
    const renamed = (name: string): string => (name === B ? C : name)
    demand(
      await heldGroups(made.db),
      before.map(({ name, users, members }) => ({ name: renamed(name), users, members: members.map(renamed) })),
      'A renamed group stays what and where it was.',
    )
    await config.renameGroup(C, C)
    demand((await groupNames(made.db)).includes(C), true, 'Renaming to the same name changes nothing.')
  })

  check('a removed group takes its members along', async (made) => {
    const config = await withTwo(made)
    await config.addUserTo(A, ANNA)
    await config.addMemberTo(A, B)
    await config.removeGroup(A)
    demand((await groupNames(made.db)).includes(A), false, 'A removed group is not listed.')
    await config.addGroup(A)
    demand(await collect(made.db.usersOf(A)), [], 'A new group of the same name has nothing of the removed one.')
    demand(await collect(made.db.membersOf(A)), [], 'A new group of the same name has nothing of the removed one.')
  })

  check('a renamed user stays in all its groups', async (made) => {
    const { db } = made
    const config = await withTwo(made)
    for (const user of [ANNA, 'conformance bogdan']) await config.addUserTo(A, user)
    await config.addUserTo(B, ANNA)
    await config.addGroup(ANNA)
    await config.addMemberTo(A, ANNA)
    await config.userRenamed(ANNA, 'conformance Änne')
    demand(
      (await collect(db.usersOf(A))).toSorted(),
      ['conformance bogdan', 'conformance Änne'],
      'Memberships follow a renamed user.',
    )
    demand(await collect(db.usersOf(B)), ['conformance Änne'], 'Memberships follow a renamed user.')
    demand(await collect(db.membersOf(A)), [ANNA], 'A group named like the user is not renamed.')
    await config.userRenamed('conformance nobody', 'conformance somebody')
  })

  check(
    'groups that are not there are not changed, nothing is given twice, and what is refused changes nothing',
    async (made) => {
      const config = await withTwo(made)
      await config.addUserTo(A, ANNA)
      await config.addMemberTo(A, B)
      const before = await heldGroups(made.db)
      const none = 'conformance none'
      await refused('already-exists', () => config.addGroup(A), 'Adding a group that is there')
      await refused('already-exists', () => config.renameGroup(A, B), 'Renaming to a name that is taken')
      await refused('already-exists', () => config.addUserTo(A, ANNA), 'Adding a user that is in the group')
      await refused('already-exists', () => config.addMemberTo(A, B), 'Adding a group that is in the group')
      await refused('not-found', () => config.renameGroup(none, C), 'Renaming an unknown group')
      await refused('not-found', () => config.removeGroup(none), 'Removing an unknown group')
      await refused('not-found', () => config.addUserTo(none, ANNA), 'A user for an unknown group')
      await refused('not-found', () => config.addMemberTo(none, A), 'A group for an unknown group')
      await refused(
        'not-found',
        () => config.removeUserFrom(A, 'conformance nobody'),
        'Taking out a user who is not in',
      )
      await refused('not-found', () => config.removeMemberFrom(B, A), 'Taking out a group that is not in')
      demand(await heldGroups(made.db), before, 'A refused call changes nothing.')
    },
  )

  check('after all are deleted no group is listed, and what was exported comes back', async (made) => {
    const { db } = made
    const config = await withTwo(made)
    await config.addUserTo(A, ANNA)
    await config.addMemberTo(A, B)
    const before = await heldGroups(db)
    if (lacks('export')) {
      await refused('not-configurable', () => config.exportGroups(), 'Exporting')
      await refused('not-configurable', () => config.importGroups(new Uint8Array()), 'Importing')
      await config.deleteAllGroups()
      demand(await heldGroups(db), [], 'deleteAllGroups leaves no group.')
      return
    }
    const exported = await config.exportGroups()
    await config.deleteAllGroups()
    demand(await heldGroups(db), [], 'deleteAllGroups leaves no group.')
    await config.addGroup(C)
    await config.importGroups(exported)
    demand(byName(await heldGroups(db)), byName(before), 'importGroups brings back exactly what exportGroups gave out.')
    const damaged = exported.slice(0, Math.floor(exported.length / 2))
    demand(
      (await failureOf(() => config.importGroups(damaged))) === 'no failure',
      false,
      'Half an export is not imported.',
    )
    demand(byName(await heldGroups(db)), byName(before), 'An import that fails changes nothing.')
  })

  check('changes that come at the same time are all made', async (made) => {
    const config = await withTwo(made)
    const users = numbered('conformance', 8)
    await Promise.all(users.map((user) => config.addUserTo(A, user)))
    demand((await collect(made.db.usersOf(A))).toSorted(), users, 'No addition is lost.')
    const twice = await Promise.allSettled([config.addGroup(C), config.addGroup(C)])
    const added = twice.filter(({ status }) => status === 'fulfilled').length
    demand(added, 1, 'Of two additions of one name at the same time one succeeds.')
  })

  check('bits of a group are kept through what happens to it, or there are none', async (made) => {
    const { db } = made
    const config = configOf(made)
    if (config.setGroupProperty === undefined) return
    const bitsOf = async (name: string) => (await collect(db.groups())).find((group) => group.name === name)?.property
    await config.addGroup(A, 0x80000001)
    demand(await bitsOf(A), 0x80000001, 'addGroup gives a group its bits.')
    await config.addGroup(B)
    demand(await bitsOf(B), 0, 'A group has no bits unless it was given some.')
    await config.setGroupProperty(B, 0xffffffff)
    await config.renameGroup(B, C)
    demand(await bitsOf(C), 0xffffffff, 'A renamed group keeps its bits, all 32 of them.')
    await refused('not-found', async () => config.setGroupProperty?.(B, 1), 'Bits for a group that is not there')
  })

  check('many groups and many users in one group are listed in order', async (made) => {
    const config = configOf(made)
    const before = await groupNames(made.db)
    const many = numbered('conformance', about.many ?? MANY)
    for (const name of many) await config.addGroup(name)
    demand(await groupNames(made.db), [...before, ...many], 'Every group is listed, in the order of adding.')
    const last = many.at(-1) ?? ''
    for (const name of many) await config.addUserTo(last, name)
    demand(await collect(made.db.usersOf(last)), many, 'Every user is listed, in the order of adding.')
  })
}

async function withTwo(made: MadeGroupDb): Promise<GroupDbConfig> {
  const config = configOf(made)
  await config.addGroup(A)
  await config.addGroup(B)
  return config
}
