import { describe, expect, it } from 'vitest'
import { UserManager } from '../../src/main/usermgmt/manager'
import { MemoryUsers } from '../support/memoryBackEnds'
import { owner, PASSWORD, refuses } from './fillingLine'
import { authorized, loginStage, logIn, plainType } from './loginStage'

const GOOD = 'Snow over Kiel 3'
const CHANGE = { current: PASSWORD, password: GOOD }

async function sessionOf(stage: ReturnType<typeof loginStage>, user: string, password = PASSWORD) {
  const session = stage.manager.connect()
  const result = await logIn(stage.manager, session, { user, password })
  return { session, result }
}

describe('one’s own password', () => {
  it('is changed with the present one, without any right on users', async () => {
    const stage = loginStage()
    const { session } = await sessionOf(stage, 'bogdan')
    await refuses(stage.manager.checkAccess(session, 'Device.UserManagement.Users', 'modify'), 'not-permitted')
    await stage.manager.changeOwnPassword(session, CHANGE)
    expect(stage.manager.userOf(session)).toBe('bogdan')
    await refuses(sessionOf(stage, 'bogdan'), 'login-failed')
    await sessionOf(stage, 'bogdan', GOOD)
  })

  it('is not changed by somebody who does not know the present one, who has five tries', async () => {
    const stage = loginStage()
    const { session } = await sessionOf(stage, 'anna')
    for (let count = 0; count < 5; count += 1) {
      await refuses(stage.manager.changeOwnPassword(session, { ...CHANGE, current: 'wrong' }), 'login-failed', {})
    }
    await refuses(stage.manager.changeOwnPassword(session, CHANGE), 'login-failed', {})
    await refuses(sessionOf(stage, 'anna'), 'login-failed')
  })

  it('keeps to the rules, and is not the present one again', async () => {
    const stage = loginStage()
    const { session } = await sessionOf(stage, 'anna')
    const change = (password: string) => stage.manager.changeOwnPassword(session, { current: PASSWORD, password })
    await refuses(change(PASSWORD), 'password-refused', { missing: ['current'] })
    await refuses(change('qwertz123'), 'password-refused', { missing: ['guessable'] })
    await refuses(change(''), 'password-refused', { missing: ['empty'] })
    stage.security.passwordPolicy = false
    await change('x')
    await sessionOf(stage, 'anna', 'x')
  })

  it('is not for those who may not change theirs, unless they must', async () => {
    const stage = loginStage()
    stage.accounts.put('anna', { password: PASSWORD, mayChangePassword: false })
    stage.accounts.put('bogdan', { password: PASSWORD, mayChangePassword: false, mustChangePassword: true })
    stage.manager.changed('users')
    const anna = await sessionOf(stage, 'anna')
    await refuses(stage.manager.changeOwnPassword(anna.session, CHANGE), 'not-permitted')
    const bogdan = await sessionOf(stage, 'bogdan')
    await stage.manager.changeOwnPassword(bogdan.session, CHANGE)
    await stage.manager.checkAccess(bogdan.session, 'Device', 'view')
  })

  it('is for nobody without a login', async () => {
    const stage = loginStage()
    await refuses(stage.manager.changeOwnPassword(stage.manager.connect(), CHANGE), 'not-permitted')
  })

  it('cannot be changed where the user database takes no changes', async () => {
    const manager = new UserManager()
    manager.registerUsers(new MemoryUsers().put('anna', { password: PASSWORD }))
    manager.registerLoginType(plainType('asymmetric'))
    const session = manager.connect()
    await logIn(manager, session, { user: 'anna', password: PASSWORD })
    await refuses(manager.changeOwnPassword(session, CHANGE), 'not-configurable', { subject: 'users' })
  })

  it('ends the other logins with the old one', async () => {
    const stage = loginStage()
    const [one, other, bogdan] = [
      await sessionOf(stage, 'anna'),
      await sessionOf(stage, 'anna'),
      await sessionOf(stage, 'bogdan'),
    ]
    await stage.manager.changeOwnPassword(one.session, CHANGE)
    const users = [one, other, bogdan].map(({ session }) => stage.manager.userOf(session))
    expect(users).toEqual(['anna', undefined, 'bogdan'])
  })

  it('waits for edits of others, and is refused when one of them set a new password', async () => {
    const stage = loginStage()
    const { session } = await sessionOf(stage, 'anna')
    const set = stage.manager.users.setPassword(owner, { name: 'anna', password: 'Fog over Rostock 5' })
    await refuses(stage.manager.changeOwnPassword(session, CHANGE), 'login-failed')
    await set
    await sessionOf(stage, 'anna', 'Fog over Rostock 5')
  })
})

describe('a user who must change the password', () => {
  async function first() {
    const stage = loginStage()
    stage.accounts.put('admin', { password: PASSWORD, mustChangePassword: true })
    stage.manager.changed('users')
    return { ...stage, ...(await sessionOf(stage, 'admin')) }
  }
  const REFUSAL = { name: 'admin' }

  it('is told so by the login, and may do nothing before, whatever the rights', async () => {
    const { manager, session, result } = await first()
    expect(result).toEqual({ is: 'change-password', user: 'admin' })
    for (const right of ['view', 'modify', 'none'] as const) {
      await refuses(authorized(manager, session, 'Device', right), 'change-password', REFUSAL)
      expect(manager.mayNow(session, 'Device', right)).toBe(false)
    }
    await refuses(manager.checkAccess(session, 'Device', 'view'), 'change-password', REFUSAL)
    await refuses(manager.users.list({ is: 'session', session }), 'change-password', REFUSAL)
    expect((await manager.whoIs(session)).user).toMatchObject({ name: 'admin', mustChangePassword: true })
  })

  it('may do everything afterwards, and at the next login', async () => {
    const stage = await first()
    const { manager, session } = stage
    await manager.changeOwnPassword(session, CHANGE)
    await manager.checkAccess(session, 'Device', 'modify')
    await manager.authorize(session, 'Device', 'none')
    expect((await manager.whoIs(session)).user).toMatchObject({ mustChangePassword: false })
    expect((await sessionOf(stage, 'admin', GOOD)).result.is).toBe('ok')
  })

  it('must still, when the change was taken back because it could not be kept', async () => {
    const { manager, session, accounts } = await first()
    const before = await accounts.exportUsers()
    await manager.changeOwnPassword(session, CHANGE)
    await accounts.importUsers(before)
    manager.changed('users')
    await refuses(manager.checkAccess(session, 'Device', 'view'), 'change-password', REFUSAL)
    await manager.changeOwnPassword(session, CHANGE)
    await manager.checkAccess(session, 'Device', 'view')
  })

  it('may go on afterwards also where the user database does not list its users', async () => {
    const users = new MemoryUsers().put('anna', { password: PASSWORD, mustChangePassword: true })
    const manager = new UserManager()
    manager.registerUsers({ authenticate: (name, password) => users.authenticate(name, password) }, users)
    manager.registerLoginType(plainType('asymmetric'))
    const session = manager.connect()
    await logIn(manager, session, { user: 'anna', password: PASSWORD })
    await refuses(authorized(manager, session, 'Device', 'none'), 'change-password')
    await manager.changeOwnPassword(session, CHANGE)
    await manager.authorize(session, 'Device', 'none')
  })
})
