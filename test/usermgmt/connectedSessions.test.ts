import { describe, expect, it } from 'vitest'
import { CONTRACT } from '../../src/contract/contract'
import type { Activation } from '../../src/contract/databases'
import { SECURITY_DEFAULTS } from '../../src/contract/security'
import { UserManager } from '../../src/main/usermgmt/manager'
import { MemoryGroups, MemoryUsers } from '../support/memoryBackEnds'
import { fillingLine, PASSWORD, refuses } from './fillingLine'
import { authorized, logIn, plainType, WatchedUsers } from './loginStage'

const ROWS = Object.values(CONTRACT).map(({ object, right }) => ({ object, right }))

function managerOf({ enforce }: { enforce: boolean }) {
  const manager = new UserManager({ settings: () => ({ ...SECURITY_DEFAULTS, enforce }) })
  manager.registerLoginType(plainType('asymmetric'))
  return manager
}

function nothingIsPossible(manager: UserManager, session = manager.connect()): Promise<unknown> {
  return Promise.all(
    ROWS.map(async ({ object, right }) => {
      expect(manager.mayNow(session, object, right)).toBe(false)
      await refuses(authorized(manager, session, object, right), 'not-permitted', { object, right })
    }),
  )
}

/** The table of user-management 2, seed 003, 1.4 and 2.3. */
describe('activation', () => {
  const state = async (manager: UserManager): Promise<Activation> => (await manager.whoIs(manager.connect())).activation

  it('deactivated: without a user database, and not enforced, everybody may do everything without a login', async () => {
    const manager = managerOf({ enforce: false })
    expect(await state(manager)).toBe('deactivated')
    const session = manager.connect()
    for (const { object, right } of ROWS) {
      expect(manager.authorize(session, object, right)).toBeUndefined()
      expect(manager.mayNow(session, object, right)).toBe(true)
    }
    expect(await manager.beginLogin(session, ['asymmetric'])).toEqual({ is: 'deactivated' })
    expect(await manager.whoIs(session)).toMatchObject({ activation: 'deactivated', user: null })
  })

  it.each([true, false])(
    'to be set up: enforced without a user, nothing but the first administrator (database: %s)',
    async (database) => {
      const manager = managerOf({ enforce: true })
      const users = new MemoryUsers()
      if (database) manager.registerUsers(users, users)
      expect(await state(manager)).toBe('to-be-set-up')
      await nothingIsPossible(manager)
      expect(await manager.beginLogin(manager.connect(), ['asymmetric'])).toEqual({ is: 'create-first-administrator' })
    },
  )

  it('to be set up becomes active with the first administrator, whose name and password the user chooses', async () => {
    const manager = managerOf({ enforce: true })
    const users = new MemoryUsers()
    const groups = new MemoryGroups().put('Administrator')
    manager.registerUsers(users, users)
    manager.registerGroups(groups, groups)
    let heard = 0
    manager.onLoginsChanged(() => (heard += 1))
    const session = manager.connect()
    await manager.createFirstAdministrator({ name: 'Käthe', password: PASSWORD })
    expect(heard).toBeGreaterThan(0)
    await nothingIsPossible(manager, session)
    await logIn(manager, session, { user: 'Käthe', password: PASSWORD })
    expect((await manager.whoIs(session)).user).toMatchObject({ name: 'Käthe', administrator: true })
    await authorized(manager, session, 'Device.UserManagement.Users', 'modify')
  })

  it('active, empty: a user database without a user that is not enforced lets nobody log in, and every check fails', async () => {
    const manager = managerOf({ enforce: false })
    const users = new MemoryUsers()
    manager.registerUsers(users, users)
    expect(await state(manager)).toBe('active-empty')
    await nothingIsPossible(manager)
    await refuses(logIn(manager, manager.connect(), { user: 'admin', password: PASSWORD }), 'login-failed', {})
    await refuses(logIn(manager, manager.connect(), { user: '', password: '' }), 'login-failed', {})
  })

  it.each([true, false])('active: with a user a login is needed (enforced: %s)', async (enforce) => {
    const manager = managerOf({ enforce })
    manager.registerUsers(new MemoryUsers().put('anna', { password: PASSWORD }))
    expect(await state(manager)).toBe('active')
    const session = manager.connect()
    await nothingIsPossible(manager, session)
    await logIn(manager, session, { user: 'anna', password: PASSWORD })
    await authorized(manager, session, 'Device', 'none')
  })

  it('there is no Anonymous: empty credentials are asked of no back end', async () => {
    const manager = managerOf({ enforce: false })
    const users = new WatchedUsers(new MemoryUsers().put('anna').put('Anonymous', { password: '' }))
    manager.registerUsers(users)
    for (const user of ['', 'Anonymous', 'anonymous']) {
      await refuses(logIn(manager, manager.connect(), { user, password: '' }), 'login-failed', {})
    }
    expect(users.asked.map(({ password }) => password)).not.toContain('')
    expect(users.asked.map(({ name }) => name)).not.toContain('')
  })
})

describe('the moment the first user database registers', () => {
  it('sessions of nobody get access errors on every object, and the same sessions work again after a login', async () => {
    const manager = managerOf({ enforce: false })
    const sessions = [manager.connect(), await manager.openSession({ name: '', password: '' })]
    for (const session of sessions) {
      for (const { object, right } of ROWS) expect(manager.mayNow(session, object, right)).toBe(true)
    }
    let heard = 0
    manager.onLoginsChanged(() => (heard += 1))

    const line = fillingLine()
    manager.registerUsers(line.users)
    expect(heard).toBe(1)
    // At once: nothing was awaited since.
    for (const session of sessions) {
      for (const { object, right } of ROWS) expect(manager.mayNow(session, object, right)).toBe(false)
    }
    manager.registerGroups(line.groups)
    manager.registerObjects(line.objects)
    for (const session of sessions) await nothingIsPossible(manager, session)

    for (const session of sessions) {
      await logIn(manager, session, { user: 'admin', password: PASSWORD })
      for (const { object, right } of ROWS) await authorized(manager, session, object, right)
    }
  })

  it('enforcing without a database shuts sessions out as well, the moment the setting says so', async () => {
    const security = { ...SECURITY_DEFAULTS }
    const manager = new UserManager({ settings: () => security })
    const session = manager.connect()
    await authorized(manager, session, 'Device', 'modify')
    security.enforce = true
    await nothingIsPossible(manager, session)
  })
})

describe('the check of a call', () => {
  it('is known at once where users and groups were read, and waits where they were not', async () => {
    const { manager } = fillingLine()
    manager.registerLoginType(plainType('asymmetric'))
    const session = manager.connect()
    await logIn(manager, session, { user: 'chidi', password: PASSWORD })
    expect(manager.mayNow(session, 'Device', 'view')).toBe(false)
    const first = manager.authorize(session, 'Device', 'view')
    expect(first).toBeInstanceOf(Promise)
    await first
    expect(manager.authorize(session, 'Device', 'view')).toBeUndefined()
    expect(() => manager.authorize(session, 'Device', 'modify')).toThrow('not-permitted')
    expect([manager.mayNow(session, 'Device', 'view'), manager.mayNow(session, 'Device', 'modify')]).toEqual([
      true,
      false,
    ])
    manager.changed('groups')
    await refuses(authorized(manager, session, 'Device', 'modify'), 'not-permitted')
  })

  it('none asks for a login and no right', async () => {
    const { manager } = fillingLine()
    manager.registerLoginType(plainType('asymmetric'))
    const session = manager.connect()
    await refuses(authorized(manager, session, 'Device', 'none'), 'not-permitted', { object: 'Device', right: 'none' })
    await logIn(manager, session, { user: 'dörte', password: PASSWORD })
    await authorized(manager, session, 'Device', 'none')
    expect(manager.mayNow(session, 'Device', 'none')).toBe(true)
    manager.closeSession(session)
    await refuses(authorized(manager, session, 'Device', 'none'), 'not-permitted')
    expect(manager.mayNow(session, 'Device', 'none')).toBe(false)
  })

  it('says who somebody is with groups, and nobody without a login', async () => {
    const { manager } = fillingLine()
    manager.registerLoginType(plainType('asymmetric'))
    const session = manager.connect()
    expect(await manager.whoIs(session)).toEqual({ activation: 'active', user: null, types: ['asymmetric'] })
    await logIn(manager, session, { user: 'dörte', password: PASSWORD })
    expect((await manager.whoIs(session)).user).toEqual({
      name: 'dörte',
      groups: ['Night shift'],
      administrator: false,
      mayChangePassword: true,
      mustChangePassword: false,
      reauthenticate: false,
    })
  })
})
