import { describe, expect, it } from 'vitest'
import { isConfiguring, mustReauthenticate } from '../../src/main/usermgmt/editTimeout'
import { PASSWORD, refuses } from './fillingLine'
import { authorized, loginStage, logIn } from './loginStage'

const USERS = 'Device.UserManagement.Users'
const SETTINGS = 'Device.Settings.SecuritySettings'

async function administrator() {
  const stage = loginStage()
  const session = stage.manager.connect()
  await logIn(stage.manager, session, { user: 'admin', password: PASSWORD })
  const may = (object: string, right: 'view' | 'modify' | 'execute' | 'addRemove' = 'modify') =>
    authorized(stage.manager, session, object, right)
  const again = (user = 'admin', password = PASSWORD) => logIn(stage.manager, session, { user, password, again: true })
  const reauthenticate = () => stage.manager.whoIs(session).then(({ user }) => user?.reauthenticate)
  return { ...stage, session, may, again, reauthenticate }
}

describe('UserMgrEditTimeout', () => {
  it('an administrator who did nothing for 300 seconds must log in again before configuring', async () => {
    const { seconds, may, reauthenticate, session, manager } = await administrator()
    seconds(299)
    await may(USERS)
    seconds(300)
    expect(await reauthenticate()).toBe(true)
    for (const [object, right] of [
      [USERS, 'addRemove'],
      ['Device.UserManagement', 'modify'],
      ['Device.UserManagement.Groups.Watch', 'modify'],
      [SETTINGS, 'modify'],
    ] as const) {
      await refuses(may(object, right), 'reauthenticate', { name: 'admin' })
      expect(manager.mayNow(session, object, right)).toBe(false)
    }
  })

  it('looking, and work that configures nothing, goes on', async () => {
    const { seconds, may, manager, session } = await administrator()
    seconds(100_000)
    await may(USERS, 'view')
    await may(SETTINGS, 'view')
    await may('Device.PlcLogic', 'modify')
    await manager.authorize(session, 'Device', 'none')
    expect(manager.mayNow(session, USERS, 'view')).toBe(true)
  })

  it('holds on every path to the user management, not only at the gate', async () => {
    const { seconds, manager, session } = await administrator()
    const actor = { is: 'session', session } as const
    seconds(300)
    await refuses(manager.users.remove(actor, ['anna']), 'reauthenticate')
    await refuses(manager.groups.add(actor, 'Night'), 'reauthenticate')
    await refuses(manager.rights.addObject(actor, 'Device.New'), 'reauthenticate')
    expect((await manager.users.list(actor)).map(({ name }) => name)).toContain('anna')
  })

  it('begins anew with a configuring call and with a sign of life, not with looking', async () => {
    const { seconds, may, manager, session } = await administrator()
    seconds(200)
    await may(USERS)
    seconds(200)
    manager.touch(session)
    seconds(200)
    await may(USERS, 'view')
    await may(USERS)
    seconds(200)
    await may(USERS, 'view')
    seconds(100)
    await refuses(may(USERS), 'reauthenticate')
  })

  it('has passed for good: a sign of life afterwards is too late', async () => {
    const { seconds, may, manager, session } = await administrator()
    seconds(300)
    manager.touch(session)
    await refuses(may(USERS), 'reauthenticate')
    seconds(-1)
    await may(USERS)
  })

  it('is no way round for a clock that is set back', async () => {
    const { seconds, may } = await administrator()
    seconds(-3600)
    await refuses(may(USERS), 'reauthenticate')
  })

  it('another number holds at once, and 0 turns it off', async () => {
    const { seconds, may, security } = await administrator()
    seconds(60)
    security.editTimeout = 60
    await refuses(may(USERS), 'reauthenticate')
    security.editTimeout = 0
    seconds(1_000_000)
    await may(USERS)
  })

  it('asks nobody who may not configure: there is nothing to log in again for', async () => {
    const { manager, seconds } = await administrator()
    const session = manager.connect()
    await logIn(manager, session, { user: 'bogdan', password: PASSWORD })
    seconds(300)
    await refuses(authorized(manager, session, USERS, 'modify'), 'not-permitted')
    expect((await manager.whoIs(session)).user).toMatchObject({ name: 'bogdan', reauthenticate: false })
  })
})

describe('logging in again', () => {
  it('as the same user goes on where it stopped', async () => {
    const { seconds, may, again, reauthenticate } = await administrator()
    seconds(300)
    expect(await again()).toEqual({ is: 'ok', user: 'admin' })
    await may(USERS)
    expect(await reauthenticate()).toBe(false)
  })

  it('with a wrong password leaves the login and the time-out as they are', async () => {
    const { seconds, may, again, manager, session } = await administrator()
    seconds(300)
    await refuses(again('admin', 'wrong'), 'login-failed', {})
    expect(manager.userOf(session)).toBe('admin')
    await refuses(may(USERS), 'reauthenticate')
    await may(USERS, 'view')
  })

  it.each([
    ['the right', PASSWORD],
    ['a wrong', 'wrong'],
  ])('as somebody else with %s password is refused before anybody looks at it', async (_, password) => {
    const { seconds, again, manager, session, users } = await administrator()
    seconds(300)
    const asked = users.asked.length
    for (let count = 0; count < 6; count += 1) {
      await refuses(again('anna', password), 'other-user', { name: 'admin' })
    }
    expect(users.asked).toHaveLength(asked)
    expect(manager.userOf(session)).toBe('admin')
    // Nothing was counted for the other one.
    await logIn(manager, manager.connect(), { user: 'anna', password: PASSWORD })
  })

  it('is for those who are logged in', async () => {
    const { manager } = await administrator()
    const session = manager.connect()
    await refuses(logIn(manager, session, { user: 'admin', password: PASSWORD, again: true }), 'not-permitted')
    expect(manager.userOf(session)).toBeUndefined()
  })

  it('as somebody else is possible by logging in anew', async () => {
    const { seconds, may, manager, session } = await administrator()
    seconds(300)
    await logIn(manager, session, { user: 'anna', password: PASSWORD })
    await refuses(may(USERS), 'not-permitted')
    expect(manager.userOf(session)).toBe('anna')
  })
})

describe('which calls configure', () => {
  it.each([
    ['Device.UserManagement', 'modify', true],
    ['Device.UserManagement.Access Rights', 'addRemove', true],
    ['Device.UserManagement', 'execute', true],
    ['Device.Settings.SecuritySettings', 'modify', true],
    ['Device.UserManagement', 'view', false],
    ['Device.UserManagement', 'none', false],
    ['Device.UserManagementElse', 'modify', false],
    ['Device.Settings', 'modify', false],
    ['Device.Sessions', 'execute', false],
    ['Device', 'modify', false],
  ] as const)('%s, %s: %s', (object, right, expected) => {
    expect(isConfiguring(object, right)).toBe(expected)
  })

  it.each([
    [{ timeout: 10, last: 0, now: 9_999 }, false],
    [{ timeout: 10, last: 0, now: 10_000 }, true],
    [{ timeout: 0, last: 0, now: 1e12 }, false],
    [{ timeout: 10, last: 1, now: 0 }, true],
  ])('%j: %s', (about, expected) => {
    expect(mustReauthenticate(about)).toBe(expected)
  })
})
