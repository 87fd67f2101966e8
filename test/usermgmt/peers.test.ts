import { describe, expect, it } from 'vitest'
import { loggedIn, owner, PASSWORD, refuses } from './fillingLine'
import { begin, finish, loginStage, logIn } from './loginStage'

const GOOD = 'Snow over Kiel 3'
const NAMES = ['admin', 'anna', 'bogdan', 'chidi', 'dörte']

describe('one session’s login', () => {
  it('is never another’s, also when a hundred log in at the same time', async () => {
    const { manager, users } = loginStage()
    users.takes = 2
    const sessions = Array.from({ length: 100 }, (_, index) => ({
      session: manager.connect(),
      user: NAMES[index % NAMES.length] ?? '',
      password: index % 7 === 0 ? 'wrong' : PASSWORD,
    }))
    const silent = Array.from({ length: 20 }, () => manager.connect())
    const results = await Promise.allSettled(
      sessions.map(({ session, user, password }) => logIn(manager, session, { user, password })),
    )
    for (const [index, { session, user, password }] of sessions.entries()) {
      const result = results[index]
      expect(manager.userOf(session)).toBe(result?.status === 'fulfilled' ? user : undefined)
      if (password === 'wrong') expect(result?.status).toBe('rejected')
      if (result?.status === 'fulfilled') expect(result.value).toEqual({ is: 'ok', user })
    }
    for (const session of silent) expect(manager.userOf(session)).toBeUndefined()
    expect(results.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThan(50)
  })

  it('does not reach another session whose login is under way', async () => {
    const { manager, users } = loginStage()
    const [one, other] = [manager.connect(), manager.connect()]
    const [first, second] = [await begin(manager, one), await begin(manager, other)]
    const release = users.hold()
    const slow = finish(manager, one, first, { user: 'admin', password: PASSWORD })
    const wrong = finish(manager, other, second, { user: 'admin', password: 'wrong' })
    expect(manager.userOf(one)).toBeUndefined()
    release()
    await slow
    await refuses(wrong, 'login-failed')
    expect([manager.userOf(one), manager.userOf(other)]).toEqual(['admin', undefined])
    await refuses(manager.checkAccess(other, 'Device', 'view'), 'not-permitted')
  })

  it('ends with a logout, and no other session’s does', async () => {
    const { manager } = loginStage()
    const [one, other] = [manager.connect(), manager.connect()]
    await logIn(manager, one, { user: 'anna', password: PASSWORD })
    await logIn(manager, other, { user: 'anna', password: PASSWORD })
    manager.logout(one)
    await refuses(manager.checkAccess(one, 'Device', 'view'), 'not-permitted')
    await manager.checkAccess(other, 'Device', 'view')
    await logIn(manager, one, { user: 'bogdan', password: PASSWORD })
    expect([manager.userOf(one), manager.userOf(other)]).toEqual(['bogdan', 'anna'])
  })

  it('does not come after a logout that came while it was under way', async () => {
    const { manager, users } = loginStage()
    const session = manager.connect()
    const start = await begin(manager, session)
    const release = users.hold()
    const login = finish(manager, session, start, { user: 'anna', password: PASSWORD })
    manager.logout(session)
    release()
    await refuses(login, 'login-failed')
    expect(manager.userOf(session)).toBeUndefined()
  })

  it('that fails leaves the one before', async () => {
    const { manager } = loginStage()
    const session = manager.connect()
    await logIn(manager, session, { user: 'anna', password: PASSWORD })
    await refuses(logIn(manager, session, { user: 'admin', password: 'wrong' }), 'login-failed')
    expect(manager.userOf(session)).toBe('anna')
  })
})

describe('a new password from somebody else', () => {
  it('ends the user’s logins, and those under way with the old one, but not the one it was set from', async () => {
    const { manager, users } = loginStage()
    const admin = await loggedIn(manager, 'admin')
    if (admin.is !== 'session') throw new Error('no session')
    const [annas, again, bogdans] = [manager.connect(), manager.connect(), manager.connect()]
    await logIn(manager, annas, { user: 'anna', password: PASSWORD })
    await logIn(manager, bogdans, { user: 'bogdan', password: PASSWORD })
    const start = await begin(manager, again)
    const release = users.hold()
    const underWay = finish(manager, again, start, { user: 'anna', password: PASSWORD })
    await manager.users.setPassword(admin, { name: 'anna', password: GOOD })
    release()
    await refuses(underWay, 'login-failed')
    expect([annas, again, bogdans].map((session) => manager.userOf(session))).toEqual([undefined, undefined, 'bogdan'])
    await logIn(manager, annas, { user: 'anna', password: GOOD })

    const elsewhere = await loggedIn(manager, 'admin')
    await manager.users.setPassword(admin, { name: 'admin', password: GOOD })
    expect(manager.userOf(admin.session)).toBe('admin')
    expect(elsewhere.is === 'session' && manager.userOf(elsewhere.session)).toBeUndefined()
  })
})

describe('a user who', () => {
  it('is renamed stays logged in; a login under way with the old name is refused', async () => {
    const { manager, users } = loginStage()
    const [session, other] = [manager.connect(), manager.connect()]
    await logIn(manager, session, { user: 'anna', password: PASSWORD })
    const start = await begin(manager, other)
    const release = users.hold()
    const login = finish(manager, other, start, { user: 'anna', password: PASSWORD })
    await manager.users.change(owner, { name: 'anna', to: 'anna-maria' })
    release()
    await refuses(login, 'login-failed')
    expect(manager.userOf(session)).toBe('anna-maria')
    await manager.checkAccess(session, 'Device.PlcLogic', 'modify')
    expect((await manager.whoIs(session)).user).toMatchObject({ name: 'anna-maria', groups: ['Developer'] })
  })

  it('is gone is logged in no more, nor by a login under way', async () => {
    const { manager, users } = loginStage()
    const [session, other] = [manager.connect(), manager.connect()]
    await logIn(manager, session, { user: 'anna', password: PASSWORD })
    const start = await begin(manager, other)
    const release = users.hold()
    const login = finish(manager, other, start, { user: 'anna', password: PASSWORD })
    await manager.users.remove(owner, ['anna'])
    release()
    await refuses(login, 'login-failed')
    expect(manager.userOf(session)).toBeUndefined()
  })

  it('the back end dropped is nobody any more before somebody else gets the name', async () => {
    const { manager, accounts } = loginStage()
    const session = manager.connect()
    await logIn(manager, session, { user: 'anna', password: PASSWORD })
    await accounts.removeUser('anna')
    manager.changed('users')
    expect((await manager.whoIs(session)).user).toBeNull()
    expect(() => manager.authorize(session, 'Device', 'none')).toThrow('not-permitted')
    await manager.users.add(owner, { name: 'anna', password: GOOD, groups: ['Administrator'] })
    expect(manager.userOf(session)).toBeUndefined()
    await refuses(manager.checkAccess(session, 'Device', 'view'), 'not-permitted')
  })
})

describe('whoever listens', () => {
  it('hears of logins that come and go, and of nothing after unsubscribing', async () => {
    const { manager } = loginStage()
    let heard = 0
    const unsubscribe = manager.onLoginsChanged(() => (heard += 1))
    const step = async (act: () => unknown): Promise<boolean> => {
      heard = 0
      await act()
      return heard > 0
    }
    const session = manager.connect()
    const login = { user: 'anna', password: PASSWORD }
    expect(await step(() => logIn(manager, session, login))).toBe(true)
    expect(await step(() => manager.logout(session))).toBe(true)
    expect(await step(() => manager.logout(session))).toBe(false)
    expect(await step(() => refuses(logIn(manager, session, { ...login, password: 'x' }), 'login-failed'))).toBe(false)
    await logIn(manager, session, login)
    expect(await step(() => manager.users.setPassword(owner, { name: 'anna', password: GOOD }))).toBe(true)
    await logIn(manager, session, { ...login, password: GOOD })
    expect(await step(() => manager.closeSession(session))).toBe(true)
    unsubscribe()
    expect(await step(() => logIn(manager, manager.connect(), { ...login, password: GOOD }))).toBe(false)
  })
})
