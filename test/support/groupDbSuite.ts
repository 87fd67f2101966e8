import { describe, expect } from 'vitest'
import type { GroupDb, GroupDbConfig } from '../../src/main/usermgmt/backends'
import { checkWith, collect, refused, type Made, type Maker } from './conformance'

/** What every group database keeps to. */
export function groupDbSuite(body: string, make: Maker<Made<GroupDb, GroupDbConfig>>): void {
  describe(`${body} keeps groups as every group database does`, () => {
    const check = checkWith(make)
    const groups = async (db: GroupDb) => (await collect(db.groups())).map(({ name }) => name)

    check('an added group is listed last and has no members', async ({ db, config }) => {
      const before = await groups(db)
      await config.addGroup('conformance A')
      expect(await groups(db)).toEqual([...before, 'conformance A'])
      expect(await collect(db.usersOf('conformance A'))).toEqual([])
      expect(await collect(db.membersOf('conformance A'))).toEqual([])
    })

    check('members that are users and members that are groups are told apart', async ({ db, config }) => {
      await config.addGroup('conformance A')
      await config.addGroup('conformance B')
      await config.addUserTo('conformance A', 'conformance B')
      expect(await db.hasUser('conformance A', 'conformance B')).toBe(true)
      expect(await db.hasMember('conformance A', 'conformance B')).toBe(false)
      await config.addMemberTo('conformance A', 'conformance B')
      await config.removeUserFrom('conformance A', 'conformance B')
      expect(await db.hasUser('conformance A', 'conformance B')).toBe(false)
      expect(await db.hasMember('conformance A', 'conformance B')).toBe(true)
      expect(await collect(db.membersOf('conformance A'))).toEqual(['conformance B'])
      await config.removeMemberFrom('conformance A', 'conformance B')
      expect(await collect(db.membersOf('conformance A'))).toEqual([])
    })

    check('only direct members are listed', async ({ db, config }) => {
      await config.addGroup('conformance A')
      await config.addGroup('conformance B')
      await config.addMemberTo('conformance A', 'conformance B')
      await config.addUserTo('conformance B', 'conformance anna')
      expect(await collect(db.usersOf('conformance A'))).toEqual([])
      expect(await db.hasUser('conformance A', 'conformance anna')).toBe(false)
    })

    check('a renamed group keeps its place, its members and its place in other groups', async ({ db, config }) => {
      await config.addGroup('conformance A')
      await config.addGroup('conformance B')
      await config.addMemberTo('conformance A', 'conformance B')
      await config.addUserTo('conformance B', 'conformance anna')
      const before = await groups(db)
      await config.renameGroup('conformance B', 'conformance C')
      expect(await groups(db)).toEqual(before.map((name) => (name === 'conformance B' ? 'conformance C' : name)))
      expect(await collect(db.membersOf('conformance A'))).toEqual(['conformance C'])
      expect(await collect(db.usersOf('conformance C'))).toEqual(['conformance anna'])
    })

    check('a removed group takes its members along', async ({ db, config }) => {
      await config.addGroup('conformance A')
      await config.addUserTo('conformance A', 'conformance anna')
      await config.removeGroup('conformance A')
      expect(await groups(db)).not.toContain('conformance A')
      await config.addGroup('conformance A')
      expect(await collect(db.usersOf('conformance A'))).toEqual([])
    })

    check('a renamed user stays in all its groups', async ({ db, config }) => {
      await config.addGroup('conformance A')
      await config.addGroup('conformance B')
      await config.addUserTo('conformance A', 'conformance anna')
      await config.addUserTo('conformance B', 'conformance anna')
      await config.userRenamed('conformance anna', 'conformance Änne')
      expect(await collect(db.usersOf('conformance A'))).toEqual(['conformance Änne'])
      expect(await collect(db.usersOf('conformance B'))).toEqual(['conformance Änne'])
    })

    check('groups that are not there cannot be changed, and one name is not given twice', async ({ config }) => {
      await config.addGroup('conformance A')
      await config.addGroup('conformance B')
      await refused('already-exists', config.addGroup('conformance A'))
      await refused('already-exists', config.renameGroup('conformance A', 'conformance B'))
      await refused('not-found', config.renameGroup('conformance none', 'conformance C'))
      await refused('not-found', config.removeGroup('conformance none'))
      await refused('not-found', config.addUserTo('conformance none', 'conformance anna'))
      await refused('not-found', config.removeUserFrom('conformance A', 'conformance anna'))
      await refused('not-found', config.removeMemberFrom('conformance A', 'conformance B'))
    })

    check('after all are deleted no group is listed, and what was exported comes back', async ({ db, config }) => {
      await config.addGroup('conformance A')
      await config.addUserTo('conformance A', 'conformance anna')
      const before = await groups(db)
      const exported = await config.exportGroups()
      await config.deleteAllGroups()
      expect(await groups(db)).toEqual([])
      await config.importGroups(exported)
      expect(await groups(db)).toEqual(before)
      expect(await collect(db.usersOf('conformance A'))).toEqual(['conformance anna'])
    })
  })
}
