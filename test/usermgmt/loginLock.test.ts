import { describe, expect, it } from 'vitest'
import { LoginLock } from '../../src/main/usermgmt/loginLock'
import { loggedIn, owner, PASSWORD, refuses } from './fillingLine'
import { loginStage, logIn } from './loginStage'

const GOOD = 'Snow over Kiel 3'

async function tries(stage: ReturnType<typeof loginStage>, user: string, count: number): Promise<void> {
  const session = stage.manager.connect()
  for (let done = 0; done < count; done += 1) {
    await refuses(logIn(stage.manager, session, { user, password: 'wrong' }), 'login-failed', {})
  }
}

const works = (stage: ReturnType<typeof loginStage>, user: string, password = PASSWORD) =>
  logIn(stage.manager, stage.manager.connect(), { user, password }).then(
    () => true,
    () => false,
  )

describe('after five wrong passwords', () => {
  it('the right one is refused for an hour, everywhere', async () => {
    const stage = loginStage()
    await tries(stage, 'anna', 5)
    expect(await works(stage, 'anna')).toBe(false)
    await refuses(stage.manager.openSession({ name: 'anna', password: PASSWORD }), 'login-failed', {})
    expect(await works(stage, 'bogdan')).toBe(true)
    stage.seconds(3599)
    expect(await works(stage, 'anna')).toBe(false)
    stage.seconds(1)
    expect(await works(stage, 'anna')).toBe(true)
  })

  it('four are forgiven by the right one, and an hour without any forgives them too', async () => {
    const stage = loginStage()
    await tries(stage, 'anna', 4)
    expect(await works(stage, 'anna')).toBe(true)
    await tries(stage, 'anna', 4)
    stage.seconds(3600)
    await tries(stage, 'anna', 4)
    expect(await works(stage, 'anna')).toBe(true)
  })

  it('tries while locked do not make it longer', async () => {
    const stage = loginStage()
    await tries(stage, 'anna', 5)
    stage.seconds(3000)
    await tries(stage, 'anna', 5)
    stage.seconds(600)
    expect(await works(stage, 'anna')).toBe(true)
  })

  it('the name in upper case is not five tries more', async () => {
    const stage = loginStage()
    await tries(stage, 'anna', 2)
    await tries(stage, 'ANNA', 3)
    expect(await works(stage, 'anna')).toBe(false)
  })

  it('an administrator who sets a new password lets the user in again', async () => {
    const stage = loginStage()
    const admin = await loggedIn(stage.manager, 'admin')
    await tries(stage, 'anna', 5)
    await stage.manager.users.setPassword(admin, { name: 'anna', password: GOOD })
    expect(await works(stage, 'anna', GOOD)).toBe(true)
    await tries(stage, 'bogdan', 5)
    await stage.manager.users.change(admin, { name: 'bogdan', password: GOOD })
    expect(await works(stage, 'bogdan', GOOD)).toBe(true)
  })

  it('who may not set the password does not lift the lock by trying', async () => {
    const stage = loginStage()
    const bogdan = await loggedIn(stage.manager, 'bogdan')
    await tries(stage, 'anna', 5)
    await refuses(stage.manager.users.setPassword(bogdan, { name: 'anna', password: GOOD }), 'not-permitted')
    expect(await works(stage, 'anna')).toBe(false)
  })

  it('a new manager knows nothing of it', async () => {
    await tries(loginStage(), 'anna', 5)
    expect(await works(loginStage(), 'anna')).toBe(true)
  })

  it('other settings hold at once, and 0 turns it off', async () => {
    const stage = loginStage()
    await tries(stage, 'anna', 5)
    stage.security.loginLock = { attempts: 6, seconds: 3600 }
    expect(await works(stage, 'anna')).toBe(true)
    stage.security.loginLock = { attempts: 2, seconds: 10 }
    await tries(stage, 'anna', 2)
    expect(await works(stage, 'anna')).toBe(false)
    for (const off of [
      { attempts: 0, seconds: 10 },
      { attempts: 2, seconds: 0 },
    ]) {
      stage.security.loginLock = off
      await tries(stage, 'anna', 20)
      expect(await works(stage, 'anna')).toBe(true)
    }
  })

  it('checking passwords of others counts like logging in with them', async () => {
    const stage = loginStage()
    const admin = await loggedIn(stage.manager, 'admin')
    const guess = { name: 'anna', password: 'wrong' }
    for (let count = 0; count < 5; count += 1) await refuses(stage.manager.users.verify(admin, guess), 'login-failed')
    await refuses(stage.manager.users.verify(admin, { name: 'anna', password: PASSWORD }), 'login-failed', {})
    // Whoever owns the files could try without asking.
    await stage.manager.users.verify(owner, { name: 'anna', password: PASSWORD })
  })
})

describe('many at once', () => {
  it('a hundred guesses at the same time are five guesses', async () => {
    const stage = loginStage()
    const guesses = Array.from({ length: 100 }, (_, index) => `guess ${index}`)
    guesses.splice(50, 1, PASSWORD)
    const answers = await Promise.all(guesses.map((password) => works(stage, 'anna', password)))
    expect(answers).not.toContain(true)
    expect(stage.users.asked.filter(({ password }) => guesses.includes(password))).toHaveLength(5)
    // The others cost the back end as much.
    expect(stage.users.asked).toHaveLength(100)
  })

  it('a hundred programs that log in with the right password at the same time all get in', async () => {
    const stage = loginStage()
    const answers = await Promise.all(Array.from({ length: 100 }, () => works(stage, 'anna')))
    expect(answers).toEqual(answers.map(() => true))
    expect(stage.users.mostAtOnce).toBeLessThanOrEqual(5)
  })

  it('a back end that cannot answer is not a wrong password', async () => {
    const lock = new LoginLock({ limits: () => ({ attempts: 2, seconds: 60 }), now: () => 0 })
    const unreachable = () => Promise.reject(new Error('no directory'))
    const answers = await Promise.allSettled(Array.from({ length: 6 }, () => lock.attempt('anna', unreachable)))
    expect(answers.every(({ status }) => status === 'rejected')).toBe(true)
    expect(lock.isLocked('anna')).toBe(false)
    expect(lock.size).toBe(0)
  })
})

describe('names of nobody', () => {
  const wrong = () => Promise.resolve(undefined)

  it('are locked like any other', async () => {
    const stage = loginStage()
    await tries(stage, 'nobody', 5)
    await tries(stage, 'nobody', 1)
    const real = stage.users.asked.filter(({ password }) => password === 'wrong')
    expect(real).toHaveLength(5)
    expect(stage.users.asked).toHaveLength(6)
  })

  it('fill no more than ten thousand places, the oldest are forgotten first, and they lift nobody’s lock', async () => {
    const lock = new LoginLock({ limits: () => ({ attempts: 2, seconds: 60 }), now: () => 0 })
    await lock.attempt('anna', wrong)
    await lock.attempt('anna', wrong)
    await lock.attempt('old', wrong)
    for (let count = 0; count < 10_100; count += 1) await lock.attempt(`nobody ${count}`, wrong)
    expect(lock.size).toBe(10_000)
    expect(lock.isLocked('anna')).toBe(true)
    await lock.attempt('old', wrong)
    expect(lock.isLocked('old')).toBe(false)
    await lock.attempt('nobody 10099', wrong)
    expect(lock.isLocked('nobody 10099')).toBe(true)
  })

  it('where all of ten thousand are locked the oldest lock is forgotten', async () => {
    const lock = new LoginLock({ limits: () => ({ attempts: 1, seconds: 60 }), now: () => 0 })
    for (let count = 0; count <= 10_000; count += 1) await lock.attempt(`nobody ${count}`, wrong)
    expect(lock.size).toBe(10_000)
    expect(lock.isLocked('nobody 0')).toBe(false)
    expect(lock.isLocked('nobody 1')).toBe(true)
  })
})
