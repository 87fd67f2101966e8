import { describe, expect, it } from 'vitest'
import { AUTHENTICATION_TYPES } from '../../src/contract/securityChoices'
import { PASSWORD, refuses } from './fillingLine'
import { begin, finish, loginStage, logIn, plainType } from './loginStage'

const RIGHT = { user: 'anna', password: PASSWORD }

describe('UserLogin_AuthenticationType', () => {
  const BOTH = ['asymmetric', 'legacy']
  it.each([
    ['ONLY_ASYMMETRIC', BOTH, 'asymmetric'],
    ['ONLY_ASYMMETRIC', ['legacy', 'asymmetric'], 'asymmetric'],
    ['ONLY_ASYMMETRIC', ['legacy'], undefined],
    ['ONLY_ASYMMETRIC', ['x509'], 'x509'],
    ['ONLY_ASYMMETRIC', ['legacy', 'badge'], 'badge'],
    ['AUTO_NEGOTIATE', BOTH, 'asymmetric'],
    ['AUTO_NEGOTIATE', ['legacy', 'asymmetric'], 'asymmetric'],
    ['AUTO_NEGOTIATE', ['legacy'], 'legacy'],
    ['AUTO_NEGOTIATE', ['legacy', 'x509'], 'x509'],
    ['AUTO_NEGOTIATE', ['x509', 'asymmetric'], 'x509'],
    ['AUTO_NEGOTIATE', ['unheard of'], undefined],
    ['ONLY_LEGACY', BOTH, 'legacy'],
    ['ONLY_LEGACY', ['asymmetric'], undefined],
    ['ONLY_LEGACY', ['x509'], undefined],
  ] as const)('%s: a client that knows %j logs in with %s', async (authenticationType, types, expected) => {
    const { manager, security } = loginStage({ types: ['legacy', 'badge', 'asymmetric', 'x509'] })
    security.authenticationType = authenticationType
    const session = manager.connect()
    if (expected === undefined) return refuses(manager.beginLogin(session, types), 'login-type-refused', { types })
    const start = await begin(manager, session, [...types])
    expect(start.type).toBe(expected)
    await finish(manager, session, start, RIGHT)
    expect(manager.userOf(session)).toBe('anna')
  })

  it.each(AUTHENTICATION_TYPES)('%s: says which types are offered, the best first', async (authenticationType) => {
    const { manager, security } = loginStage({ types: ['legacy', 'x509', 'asymmetric'] })
    security.authenticationType = authenticationType
    const { types } = await manager.whoIs(manager.connect())
    expect(types).toEqual(
      {
        ONLY_ASYMMETRIC: ['asymmetric', 'x509'],
        AUTO_NEGOTIATE: ['asymmetric', 'x509', 'legacy'],
        ONLY_LEGACY: ['legacy'],
      }[authenticationType],
    )
  })

  it('AUTO_NEGOTIATE: legacy serves clients that know better only while no RSA key can be had', async () => {
    const { manager, security } = loginStage({ types: ['legacy'] })
    let hasKey = false
    manager.registerLoginType(plainType('asymmetric', () => hasKey))
    const session = manager.connect()
    expect((await begin(manager, session, ['asymmetric', 'legacy'])).type).toBe('legacy')
    hasKey = true
    expect((await begin(manager, session, ['asymmetric', 'legacy'])).type).toBe('asymmetric')
    hasKey = false
    security.authenticationType = 'ONLY_ASYMMETRIC'
    await refuses(manager.beginLogin(session, ['asymmetric', 'legacy']), 'login-type-refused')
  })

  it('a login is not finished with a weaker type than it was begun with', async () => {
    const { manager, users } = loginStage()
    const session = manager.connect()
    const start = await begin(manager, session, ['asymmetric', 'legacy'])
    await refuses(finish(manager, session, start, { ...RIGHT, type: 'legacy' }), 'login-failed', {})
    expect(users.asked.map(({ password }) => password)).not.toContain(PASSWORD)
    expect(manager.userOf(session)).toBeUndefined()
    // It is used up as well.
    await refuses(finish(manager, session, start, RIGHT), 'login-failed')
  })

  it('a legacy login begun before ONLY_ASYMMETRIC was set is not finished after it', async () => {
    const { manager, security, users } = loginStage()
    const session = manager.connect()
    const start = await begin(manager, session, ['legacy'])
    security.authenticationType = 'ONLY_ASYMMETRIC'
    await refuses(finish(manager, session, start, RIGHT), 'login-type-refused', { types: ['legacy'] })
    expect(users.asked).toEqual([])
  })
})

describe('a login type of somebody else', () => {
  it('serves as soon as it is registered, until it is unregistered, and only one has a name', async () => {
    const { manager } = loginStage()
    const session = manager.connect()
    await refuses(manager.beginLogin(session, ['badge']), 'login-type-refused')
    const unregister = manager.registerLoginType(plainType('badge'))
    expect(() => manager.registerLoginType(plainType('badge'))).toThrow('already-registered')
    await finish(manager, session, await begin(manager, session, ['badge']), RIGHT)
    const start = await begin(manager, session, ['badge'])
    unregister()
    await refuses(finish(manager, session, start, RIGHT), 'login-failed')
    await refuses(manager.beginLogin(session, ['badge']), 'login-type-refused')
  })

  it('that fails on an answer tells no more than one that says no', async () => {
    const { manager, users } = loginStage()
    const begins = () => Promise.resolve({ texts: {}, state: undefined })
    manager.registerLoginType({ id: 'brittle', begin: begins, finish: () => Promise.reject(new Error('padding')) })
    const session = manager.connect()
    await refuses(finish(manager, session, await begin(manager, session, ['brittle']), RIGHT), 'login-failed', {})
    expect(users.asked).toHaveLength(1)
  })
})

describe('a begun login', () => {
  it('works once: a replayed answer is refused', async () => {
    const { manager } = loginStage()
    const session = manager.connect()
    const start = await begin(manager, session)
    await finish(manager, session, start, RIGHT)
    manager.logout(session)
    await refuses(finish(manager, session, start, RIGHT), 'login-failed', {})
    expect(manager.userOf(session)).toBeUndefined()
  })

  it('works once also when the same answer comes twice at the same time', async () => {
    const { manager } = loginStage()
    const session = manager.connect()
    const start = await begin(manager, session)
    const answers = await Promise.allSettled([1, 2, 3].map(() => finish(manager, session, start, RIGHT)))
    expect(answers.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected', 'rejected'])
  })

  it('is over after 60 seconds, and when the clock was set back', async () => {
    const { manager, clock, seconds } = loginStage()
    const session = manager.connect()
    const early = await begin(manager, session)
    const late = await begin(manager, session)
    const moved = await begin(manager, session)
    clock.now += 59_999
    await finish(manager, session, early, RIGHT)
    clock.now += 1
    await refuses(finish(manager, session, late, RIGHT), 'login-failed', {})
    seconds(-61)
    await refuses(finish(manager, session, moved, RIGHT), 'login-failed', {})
  })

  it('is finished by nobody but the session that began it, and waits for that one', async () => {
    const { manager } = loginStage()
    const own = manager.connect()
    const other = manager.connect()
    const start = await begin(manager, own)
    await refuses(finish(manager, other, start, RIGHT), 'login-failed', {})
    expect(manager.userOf(other)).toBeUndefined()
    await finish(manager, own, start, RIGHT)
    expect(manager.userOf(own)).toBe('anna')
  })

  it('is forgotten with its session', async () => {
    const { manager } = loginStage()
    const session = manager.connect()
    const start = await begin(manager, session)
    manager.closeSession(session)
    await refuses(finish(manager, session, start, RIGHT), 'login-failed')
    const begun = manager.beginLogin(session, ['asymmetric'])
    await refuses(begun, 'login-failed')
  })

  it('is the ninth of its session: the oldest is forgotten, another session’s is not', async () => {
    const { manager } = loginStage()
    const [session, other] = [manager.connect(), manager.connect()]
    const others = await begin(manager, other)
    const begun = []
    for (let count = 0; count < 9; count += 1) begun.push(await begin(manager, session))
    const [first, second] = begun
    if (!first || !second) throw new Error('nothing begun')
    await refuses(finish(manager, session, first, RIGHT), 'login-failed')
    await finish(manager, session, second, RIGHT)
    await finish(manager, other, others, RIGHT)
  })

  it('is one of thousands: no more than a thousand are remembered', async () => {
    const { manager } = loginStage()
    const first = { session: manager.connect(), start: undefined as Awaited<ReturnType<typeof begin>> | undefined }
    first.start = await begin(manager, first.session)
    for (let count = 0; count < 999; count += 1) await begin(manager, manager.connect())
    const last = manager.connect()
    const start = await begin(manager, last)
    await refuses(finish(manager, first.session, first.start, RIGHT), 'login-failed')
    await finish(manager, last, start, RIGHT)
  })
})

describe('a certificate', () => {
  const stage = () => loginStage({ types: ['x509'] })
  const prove = async (
    { manager }: ReturnType<typeof stage>,
    proved: string,
    given: { user?: string; again?: boolean } = {},
    session = manager.connect(),
  ) => {
    const result = await finish(manager, session, await begin(manager, session, ['x509']), { ...given, proved })
    return { session, result }
  }

  it('logs in the user it is mapped to', async () => {
    const line = stage()
    const { session, result } = await prove(line, 'anna')
    expect(result).toEqual({ is: 'ok', user: 'anna' })
    await line.manager.checkAccess(session, 'Device.PlcLogic', 'modify')
    expect(line.users.asked).toEqual([])
  })

  it.each(['nobody', '', 'runtime', 'Anna'])(
    'mapped to %j, which is no user who may log in, is refused',
    async (name) => {
      const line = stage()
      await refuses(prove(line, name), 'login-failed', {})
      expect(line.users.asked).toHaveLength(1)
    },
  )

  it('of somebody else than the name that was given is refused', async () => {
    await refuses(prove(stage(), 'anna', { user: 'bogdan' }), 'login-failed', {})
  })

  it('of a user who is locked out is refused', async () => {
    const line = stage()
    line.manager.registerLoginType(plainType('asymmetric'))
    const session = line.manager.connect()
    for (let count = 0; count < 5; count += 1) {
      await refuses(logIn(line.manager, session, { user: 'anna', password: 'wrong' }), 'login-failed')
    }
    await refuses(prove(line, 'anna'), 'login-failed', {})
    await prove(line, 'bogdan')
  })

  it('is enough where a first password waits to be changed, since nobody else knew it', async () => {
    const line = stage()
    line.accounts.put('anna', { mustChangePassword: true })
    line.manager.changed('users')
    expect((await prove(line, 'anna')).result.is).toBe('ok')
  })

  it('of another user does not re-authenticate, and that says nothing about the certificate', async () => {
    const line = stage()
    const { session } = await prove(line, 'anna')
    await refuses(prove(line, 'bogdan', { again: true }, session), 'other-user', { name: 'anna' })
    expect(line.manager.userOf(session)).toBe('anna')
  })
})
