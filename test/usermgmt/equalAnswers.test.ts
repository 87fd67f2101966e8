import { describe, expect, it } from 'vitest'
import type { UserDb } from '../../src/main/usermgmt/backends'
import { UserManager } from '../../src/main/usermgmt/manager'
import type { Session } from '../../src/main/usermgmt/operations'
import { PASSWORD, refuses } from './fillingLine'
import { begin, finish, loginStage, logIn, plainType } from './loginStage'

type Stage = ReturnType<typeof loginStage>

async function locked(stage: Stage, user: string): Promise<void> {
  const { manager, security } = stage
  for (let count = 0; count < security.loginLock.attempts; count += 1) {
    await refuses(logIn(manager, manager.connect(), { user, password: 'wrong' }), 'login-failed')
  }
}

/** Each leads to an answer that must tell nothing. */
const REFUSED: [string, (stage: Stage, session: Session) => Promise<unknown>][] = [
  ['an unknown user', ({ manager }, session) => logIn(manager, session, { user: 'nobody', password: PASSWORD })],
  ['a wrong password', ({ manager }, session) => logIn(manager, session, { user: 'anna', password: 'Filling-line 2' })],
  ['no password', ({ manager }, session) => logIn(manager, session, { user: 'anna', password: '' })],
  ['no name', ({ manager }, session) => logIn(manager, session, { user: '', password: PASSWORD })],
  [
    'a name left out',
    async ({ manager }, session) => finish(manager, session, await begin(manager, session), { password: PASSWORD }),
  ],
  ['an internal account', ({ manager }, session) => logIn(manager, session, { user: 'runtime', password: PASSWORD })],
  [
    'a locked account with the right password',
    ({ manager }, session) => logIn(manager, session, { user: 'chidi', password: PASSWORD }),
  ],
  [
    'an answer that does not decrypt',
    async ({ manager }, session) =>
      finish(manager, session, await begin(manager, session), { user: 'anna', password: PASSWORD, nonce: 'another' }),
  ],
  [
    'a replayed answer',
    async ({ manager }, session) => {
      const start = await begin(manager, session)
      await refuses(finish(manager, session, start, { user: 'anna', password: 'wrong' }), 'login-failed')
      return finish(manager, session, start, { user: 'anna', password: PASSWORD })
    },
  ],
  [
    'an expired login',
    async ({ manager, seconds }, session) => {
      const start = await begin(manager, session)
      seconds(60)
      return finish(manager, session, start, { user: 'anna', password: PASSWORD })
    },
  ],
  [
    'a login that was never begun',
    ({ manager }, session) =>
      manager.finishLogin(session, { login: 'x', type: 'asymmetric', user: 'anna', answer: { password: PASSWORD } }),
  ],
]

describe('what must not be told apart', () => {
  it.each(REFUSED)('%s: the same error, and one question to the user database', async (_, attempt) => {
    const stage = loginStage()
    await locked(stage, 'chidi')
    const session = stage.manager.connect()
    const before = stage.users.asked.length
    const failure: unknown = await attempt(stage, session).catch((error: unknown) => error)
    expect(failure).toMatchObject({ code: 'login-failed', details: {}, message: 'login-failed' })
    // A replay follows a wrong password of its own.
    expect(stage.users.asked.length - before).toBe(_ === 'a replayed answer' ? 2 : 1)
    expect(stage.manager.userOf(session)).toBeUndefined()
  })

  it('a user database that takes its time takes it for each of them', async () => {
    const stage = loginStage()
    await locked(stage, 'chidi')
    const times: Record<string, number> = {}
    for (const [what, attempt] of REFUSED) {
      const session = stage.manager.connect()
      let release = stage.users.hold()
      let waiting = true
      const answer = attempt(stage, session)
        .catch(() => undefined)
        .finally(() => (waiting = false))
      await new Promise((turns) => setTimeout(turns, 5))
      // The first half of a replay is through only when it was let go.
      if (what === 'a replayed answer') {
        release()
        release = stage.users.hold()
        await new Promise((turns) => setTimeout(turns, 5))
      }
      times[what] = waiting ? 1 : 0
      release()
      await answer
    }
    expect(times).toEqual(Object.fromEntries(REFUSED.map(([what]) => [what, 1])))
  })

  it('a locked account’s right password never reaches the user database, which might answer it sooner', async () => {
    const stage = loginStage()
    await locked(stage, 'anna')
    await refuses(logIn(stage.manager, stage.manager.connect(), { user: 'anna', password: PASSWORD }), 'login-failed')
    expect(stage.users.asked.map(({ password }) => password)).not.toContain(PASSWORD)
    const [last, before] = [stage.users.asked.at(-1), stage.users.asked.at(-2)]
    expect(last?.name).toBe('anna')
    expect(last?.password).not.toBe(before?.password)
  })
})

describe('a user database that says yes to what it should not', () => {
  const lax = (): UserDb => ({
    authenticate: () =>
      Promise.resolve({ mayChangePassword: true, mustChangePassword: false, internal: false, lastChange: null }),
  })

  it.each([
    ['without a name', { user: '', password: PASSWORD }],
    ['without a password', { user: 'anna', password: '' }],
  ])('lets nobody in %s, as a directory does with an anonymous bind', async (_, given) => {
    const manager = new UserManager()
    manager.registerUsers(lax())
    manager.registerLoginType(plainType('asymmetric'))
    await refuses(logIn(manager, manager.connect(), given), 'login-failed')
    await refuses(manager.openSession({ name: given.user, password: given.password }), 'login-failed')
  })
})
