import { describe, expect } from 'vitest'
import type { UserDb, UserDbConfig } from '../../src/main/usermgmt/backends'
import { checkWith, collect, refused, type Made, type Maker } from './conformance'

const PASSWORD = 'Conformance 1!'
const FLAGS = { mayChangePassword: true, mustChangePassword: false }

/** What every user database keeps to. */
export function userDbSuite(body: string, make: Maker<Made<UserDb, UserDbConfig>>): void {
  describe(`${body} keeps users as every user database does`, () => {
    const check = checkWith(make)

    check('an added user is listed last with the properties given and can log in', async ({ db, config }) => {
      const before = await names(db)
      await config.addUser('conformance anna', PASSWORD, { mayChangePassword: false, mustChangePassword: false })
      expect(await names(db)).toEqual([...before, 'conformance anna'])
      const expected = { mayChangePassword: false, mustChangePassword: false, internal: false }
      expect(await db.authenticate('conformance anna', PASSWORD)).toMatchObject(expected)
    })

    check('a wrong password, an unknown user and an empty password are refused alike', async ({ db, config }) => {
      await config.addUser('conformance anna', PASSWORD, FLAGS)
      expect(await db.authenticate('conformance anna', 'Conformance 2!')).toBeUndefined()
      expect(await db.authenticate('conformance anna', '')).toBeUndefined()
      expect(await db.authenticate('conformance nobody', PASSWORD)).toBeUndefined()
      expect(await db.authenticate('Conformance Anna', PASSWORD)).toBeUndefined()
    })

    check('a renamed user keeps its place, its password and its properties', async ({ db, config }) => {
      await config.addUser('conformance anna', PASSWORD, { mayChangePassword: true, mustChangePassword: true })
      await config.addUser('conformance bogdan', PASSWORD, FLAGS)
      const before = await names(db)
      await config.changeUser('conformance anna', { to: 'conformance Änne' })
      const renamed = before.map((name) => (name === 'conformance anna' ? 'conformance Änne' : name))
      expect(await names(db)).toEqual(renamed)
      expect(await db.authenticate('conformance Änne', PASSWORD)).toMatchObject({ mustChangePassword: true })
      expect(await db.authenticate('conformance anna', PASSWORD)).toBeUndefined()
    })

    check('a changed property leaves the other one and the password as they were', async ({ db, config }) => {
      await config.addUser('conformance anna', PASSWORD, { mayChangePassword: true, mustChangePassword: true })
      await config.changeUser('conformance anna', { mustChangePassword: false })
      expect(await db.authenticate('conformance anna', PASSWORD)).toMatchObject(FLAGS)
    })

    check('a new password replaces the old one', async ({ db, config }) => {
      await config.addUser('conformance anna', PASSWORD, FLAGS)
      await config.setCredentials('conformance anna', 'Another word 2!')
      expect(await db.authenticate('conformance anna', PASSWORD)).toBeUndefined()
      expect(await db.authenticate('conformance anna', 'Another word 2!')).toBeDefined()
    })

    check('a removed user is neither listed nor let in', async ({ db, config }) => {
      const before = await names(db)
      await config.addUser('conformance anna', PASSWORD, FLAGS)
      await config.removeUser('conformance anna')
      expect(await names(db)).toEqual(before)
      expect(await db.authenticate('conformance anna', PASSWORD)).toBeUndefined()
    })

    check('users that are not there cannot be changed, and one name is not given twice', async ({ config }) => {
      await config.addUser('conformance anna', PASSWORD, FLAGS)
      await config.addUser('conformance bogdan', PASSWORD, FLAGS)
      await refused('already-exists', config.addUser('conformance anna', PASSWORD, FLAGS))
      await refused('already-exists', config.changeUser('conformance anna', { to: 'conformance bogdan' }))
      await refused('not-found', config.changeUser('conformance nobody', { mustChangePassword: true }))
      await refused('not-found', config.setCredentials('conformance nobody', PASSWORD))
      await refused('not-found', config.removeUser('conformance nobody'))
    })

    check('after all are deleted nobody is listed', async ({ db, config }) => {
      await config.addUser('conformance anna', PASSWORD, FLAGS)
      await config.deleteAllUsers()
      expect(await names(db)).toEqual([])
      expect(await db.authenticate('conformance anna', PASSWORD)).toBeUndefined()
    })

    check('what was exported comes back with passwords and properties', async ({ db, config }) => {
      await config.addUser('conformance anna', PASSWORD, { mayChangePassword: true, mustChangePassword: true })
      const before = await names(db)
      const exported = await config.exportUsers()
      await config.deleteAllUsers()
      await config.importUsers(exported)
      expect(await names(db)).toEqual(before)
      expect(await db.authenticate('conformance anna', PASSWORD)).toMatchObject({ mustChangePassword: true })
    })

    check('listing can be left early and begun again', async ({ db, config }) => {
      await config.addUser('conformance anna', PASSWORD, FLAGS)
      await config.addUser('conformance bogdan', PASSWORD, FLAGS)
      const all = await names(db)
      for await (const { name } of db.users?.() ?? []) {
        expect(name).toBe(all[0])
        break
      }
      expect(await names(db)).toEqual(all)
    })
  })
}

async function names(db: UserDb): Promise<string[]> {
  return (await collect(db.users?.() ?? [])).map(({ name }) => name)
}
