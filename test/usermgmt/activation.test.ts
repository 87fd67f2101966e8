import { describe, expect, it } from 'vitest'
import { SECURITY_DEFAULTS } from '../../src/contract/security'
import { activationOf } from '../../src/main/usermgmt/activation'
import { UserManager } from '../../src/main/usermgmt/manager'
import type { Session } from '../../src/main/usermgmt/operations'
import { MemoryGroups, MemoryObjects, MemoryUsers } from '../support/memoryBackEnds'
import { fillingLine, loggedIn, owner, PASSWORD, refuses } from './fillingLine'

const ENFORCED = { ...SECURITY_DEFAULTS, enforce: true }
const NOTHING = { name: '', password: '' }
const OBJECTS = ['Device', 'Device.PlcLogic', 'Device.UserManagement.Users', '/', '/PlcLogic', 'Elsewhere']

async function everyCheckFails(manager: UserManager, session: Session): Promise<void> {
  for (const object of OBJECTS) {
    await refuses(manager.checkAccess(session, object, 'view'), 'not-permitted', { object, right: 'view' })
    expect(manager.checkNow(session, object, 'view')).toBe(false)
  }
}

describe('the states of user-management 2', () => {
  it.each([
    [{ database: false, enforced: false, users: undefined }, 'deactivated'],
    [{ database: false, enforced: true, users: undefined }, 'to-be-set-up'],
    [{ database: true, enforced: true, users: 0 }, 'to-be-set-up'],
    [{ database: true, enforced: false, users: 0 }, 'active-empty'],
    [{ database: true, enforced: false, users: 1 }, 'active'],
    [{ database: true, enforced: true, users: 1 }, 'active'],
    // A database that does not list its users is taken to have some: it can only be logged in to.
    [{ database: true, enforced: true, users: undefined }, 'active'],
  ] as const)('%j is %s', (about, state) => {
    expect(activationOf(about)).toBe(state)
  })
})

describe('deactivated', () => {
  it('every check succeeds without calling a back end, and empty credentials log in', async () => {
    const manager = new UserManager()
    const objects = new MemoryObjects().put('Device', { Watch: { denied: 1 } })
    manager.registerObjects(objects, objects)
    expect(await manager.activation()).toBe('deactivated')
    const session = await manager.openSession(NOTHING)
    for (const object of OBJECTS) {
      expect(manager.checkNow(session, object, 'addRemove')).toBe(true)
      await manager.checkAccess(session, object, 'modify')
    }
    expect(objects.calls.size).toBe(0)
    expect(manager.userOf(session)).toBeUndefined()
  })

  it('a name has nobody to be checked against and does not log in', async () => {
    const manager = new UserManager()
    await refuses(manager.openSession({ name: 'anna', password: PASSWORD }), 'login-failed', {})
  })
})

describe('the moment a user database registers', () => {
  it('sessions opened with empty credentials get access errors on every object, and work again after a login', async () => {
    const manager = new UserManager()
    const session = await manager.openSession(NOTHING)
    await manager.checkAccess(session, 'Device', 'view')

    const line = fillingLine()
    manager.registerUsers(line.users)
    manager.registerGroups(line.groups)
    manager.registerObjects(line.objects)
    await everyCheckFails(manager, session)
    await refuses(manager.openSession(NOTHING), 'login-failed')

    await manager.relogin(session, { name: 'anna', password: PASSWORD })
    expect(manager.userOf(session)).toBe('anna')
    await manager.checkAccess(session, 'Device', 'view')
    await manager.checkAccess(session, 'Device.PlcLogic', 'modify')
    await refuses(manager.checkAccess(session, 'Device', 'modify'), 'not-permitted')
  })

  it('when it goes again everything is open again, and old logins do not count with the next one', async () => {
    const manager = new UserManager()
    const line = fillingLine()
    const unregister = manager.registerUsers(line.users)
    manager.registerGroups(line.groups)
    manager.registerObjects(line.objects)
    const session = await manager.openSession({ name: 'admin', password: PASSWORD })
    unregister()
    expect(await manager.activation()).toBe('deactivated')
    await manager.checkAccess(session, 'Device', 'modify')
    manager.registerUsers(new MemoryUsers().put('admin'))
    expect(manager.userOf(session)).toBeUndefined()
    await everyCheckFails(manager, session)
  })

  it('a login that was under way when its database went is refused', async () => {
    const manager = new UserManager()
    const unregister = manager.registerUsers(fillingLine().users)
    const login = manager.openSession({ name: 'admin', password: PASSWORD })
    unregister()
    await refuses(login, 'login-failed')
  })
})

describe('active, empty', () => {
  it('no login is possible and every check fails', async () => {
    const manager = new UserManager()
    const session = await manager.openSession(NOTHING)
    const users = new MemoryUsers()
    manager.registerUsers(users, users)
    expect(await manager.activation()).toBe('active-empty')
    await refuses(manager.openSession(NOTHING), 'login-failed')
    await refuses(manager.openSession({ name: 'admin', password: PASSWORD }), 'login-failed')
    await everyCheckFails(manager, session)
    await refuses(manager.createFirstAdministrator({ name: 'admin', password: PASSWORD }), 'not-permitted')
  })
})

describe('to be set up', () => {
  function toBeSetUp() {
    const manager = new UserManager({ settings: () => ENFORCED })
    const users = new MemoryUsers()
    const groups = new MemoryGroups().put('Administrator')
    manager.registerUsers(users, users)
    manager.registerGroups(groups, groups)
    return { manager, users }
  }

  it('nothing but the first administrator can be created, and there is no default account', async () => {
    const { manager } = toBeSetUp()
    expect(await manager.activation()).toBe('to-be-set-up')
    await refuses(manager.openSession(NOTHING), 'login-failed')
    await refuses(manager.openSession({ name: 'Administrator', password: '' }), 'login-failed')

    await manager.createFirstAdministrator({ name: 'Änne', password: PASSWORD })
    expect(await manager.activation()).toBe('active')
    const session = await manager.openSession({ name: 'Änne', password: PASSWORD })
    await manager.checkAccess(session, 'Device.UserManagement.Users', 'addRemove')
  })

  it('a session that was never logged in stays shut out, without and with a user database', async () => {
    const manager = new UserManager({ settings: () => ENFORCED })
    expect(await manager.activation()).toBe('to-be-set-up')
    await refuses(manager.openSession(NOTHING), 'login-failed')
    await refuses(manager.createFirstAdministrator({ name: 'admin', password: PASSWORD }), 'not-configurable', {
      subject: 'users',
    })
  })

  it('of two who create the first administrator at the same time one comes second', async () => {
    const { manager } = toBeSetUp()
    const first = manager.createFirstAdministrator({ name: 'anna', password: PASSWORD })
    await refuses(manager.createFirstAdministrator({ name: 'bogdan', password: PASSWORD }), 'not-permitted')
    await first
    expect((await manager.users.list(owner)).map(({ name }) => name)).toEqual(['anna'])
  })

  it('the first administrator’s name and password keep to the rules', async () => {
    const { manager } = toBeSetUp()
    await refuses(manager.createFirstAdministrator({ name: 'anna', password: 'short' }), 'password-refused')
    await refuses(manager.createFirstAdministrator({ name: 'Everyone', password: PASSWORD }), 'name-refused')
    expect(await manager.activation()).toBe('to-be-set-up')
  })

  it('accounts of the controller itself do not make it active', async () => {
    const { manager, users } = toBeSetUp()
    users.put('runtime', { internal: true })
    expect(await manager.activation()).toBe('to-be-set-up')
  })
})

describe('sessions', () => {
  it('an unknown user, a wrong password and an internal account fail alike', async () => {
    const { manager } = fillingLine()
    await refuses(manager.openSession({ name: 'nobody', password: PASSWORD }), 'login-failed', {})
    await refuses(manager.openSession({ name: 'anna', password: 'Filling-line 2' }), 'login-failed', {})
    await refuses(manager.openSession({ name: 'Anna', password: PASSWORD }), 'login-failed', {})
    await refuses(manager.openSession({ name: 'runtime', password: PASSWORD }), 'login-failed', {})
  })

  it('a failed login on a session leaves the login it has', async () => {
    const { manager } = fillingLine()
    const session = await manager.openSession({ name: 'admin', password: PASSWORD })
    await refuses(manager.relogin(session, { name: 'anna', password: 'wrong' }), 'login-failed')
    expect(manager.userOf(session)).toBe('admin')
  })

  it('a closed session, or another manager’s, has nothing', async () => {
    const { manager } = fillingLine()
    const session = await manager.openSession({ name: 'admin', password: PASSWORD })
    const elsewhere = await fillingLine().manager.openSession({ name: 'admin', password: PASSWORD })
    await manager.checkAccess(session, 'Device', 'modify')
    manager.closeSession(session)
    await everyCheckFails(manager, session)
    await everyCheckFails(manager, elsewhere)
    await refuses(manager.relogin(session, { name: 'admin', password: PASSWORD }), 'login-failed')
    await everyCheckFails(manager, session)
  })

  it('a session that is closed while it logs in stays closed', async () => {
    const { manager } = fillingLine()
    const session = await manager.openSession({ name: 'anna', password: PASSWORD })
    const login = manager.relogin(session, { name: 'admin', password: PASSWORD })
    manager.closeSession(session)
    await refuses(login, 'login-failed')
    await everyCheckFails(manager, session)
  })

  it('what is not known yet is said to be unknown, and known after one check', async () => {
    const { manager } = fillingLine()
    const session = await manager.openSession({ name: 'chidi', password: PASSWORD })
    expect(manager.checkNow(session, 'Device', 'view')).toBeUndefined()
    await manager.checkAccess(session, 'Device', 'view')
    expect(manager.checkNow(session, 'Device', 'view')).toBe(true)
    expect(manager.checkNow(session, 'Device', 'modify')).toBe(false)
  })

  it('a changed group takes effect on the next check of an open session', async () => {
    const { manager } = fillingLine()
    const session = await manager.openSession({ name: 'bogdan', password: PASSWORD })
    await refuses(manager.checkAccess(session, 'Device.PlcLogic', 'modify'), 'not-permitted')
    await manager.groups.addMember(owner, { group: 'Developer', user: 'bogdan' })
    await manager.checkAccess(session, 'Device.PlcLogic', 'modify')
    await manager.users.setGroups(owner, { names: ['bogdan'], groups: [] })
    await refuses(manager.checkAccess(session, 'Device', 'view'), 'not-permitted')
  })

  it('a login follows its user’s new name and ends with the user, also when the name is taken again', async () => {
    const { manager } = fillingLine()
    const anna = await manager.openSession({ name: 'anna', password: PASSWORD })
    await manager.users.change(owner, { name: 'anna', to: 'Anna' })
    expect(manager.userOf(anna)).toBe('Anna')
    await manager.checkAccess(anna, 'Device.PlcLogic', 'modify')
    await manager.users.remove(owner, ['Anna'])
    await manager.users.add(owner, { name: 'Anna', password: 'Filling-line 3', groups: ['Administrator'] })
    await everyCheckFails(manager, anna)
  })

  it('a login of a user that the back end no longer lists has nothing', async () => {
    const { manager, users } = fillingLine()
    const admin = await manager.openSession({ name: 'admin', password: PASSWORD })
    await manager.checkAccess(admin, 'Device', 'modify')
    await users.removeUser('admin')
    manager.changed('users')
    await everyCheckFails(manager, admin)
  })

  it('administrators have everything on any object, with and without an object database', async () => {
    const { manager, users, groups } = fillingLine()
    const admin = await loggedIn(manager, 'admin')
    if (admin.is !== 'session') throw new Error('no session')
    await manager.checkAccess(admin.session, 'Elsewhere', 'execute')
    const bare = new UserManager()
    bare.registerUsers(users)
    bare.registerGroups(groups)
    const session = await bare.openSession({ name: 'admin', password: PASSWORD })
    await bare.checkAccess(session, 'Device', 'execute')
    const anna = await bare.openSession({ name: 'anna', password: PASSWORD })
    await refuses(bare.checkAccess(anna, 'Device', 'view'), 'not-permitted')
  })
})
