import { expect, it } from 'vitest'
import { createTokenGuard } from '../../src/main/daemon/token'
import { SESSION } from './fakeSessions'
import { startStage, TOKEN } from './stage'

const DENIED = { success: false, error: { type: 'auth_failed', message: 'Invalid or missing auth token' } }
const WRONG = ['', 'x', `${TOKEN} `, TOKEN.slice(1), 0, null, true, {}, [TOKEN], undefined]

it.each(['ping', 'list', 'open', 'query', 'metrics', 'call', 'no-such-command', '', undefined, 5])(
  'refuses %s without the right token',
  async (command) => {
    const stage = await startStage({ limits: { failures: 100 } })
    for (const authToken of WRONG) {
      const client = await stage.connect()
      client.send({ command, authToken })
      expect(await client.restOfReplies()).toEqual([DENIED])
    }
    expect(stage.sessions.asked).toEqual([])
  },
)

it('asks for the token in every frame, also after a right one', async () => {
  const stage = await startStage()
  const client = await stage.connect()
  client.send({ id: 1, command: 'ping', authToken: TOKEN })
  client.send({ id: 2, command: 'ping', authToken: 'x' })
  client.send({ id: 3, command: 'ping' })
  client.send({ id: 4, command: 'ping', authToken: TOKEN })
  expect(await client.reply()).toMatchObject({ id: 1, success: true })
  expect(await client.reply()).toEqual({ id: 2, ...DENIED })
  expect(await client.reply()).toEqual({ id: 3, ...DENIED })
  expect(await client.reply()).toMatchObject({ id: 4, success: true })
})

it('looks at the token before it says that an id is none', async () => {
  const stage = await startStage()
  const client = await stage.connect()
  client.send({ id: {}, command: 'ping' })
  expect(await client.restOfReplies()).toEqual([DENIED])
})

it('asks for none where the daemon has none, and lets nobody in before that was decided', async () => {
  const stage = await startStage({ token: null })
  const client = await stage.connect()
  client.send({ command: 'ping' })
  expect(await client.reply()).toMatchObject({ success: true })
  const guard = createTokenGuard({ limits: { failures: 5, failureWindow: 1, failureDelay: 1 }, now: () => 0 })
  expect([guard.prove('', undefined), guard.prove(undefined, undefined)]).toEqual([undefined, undefined])
})

it('a new token ends what was proved with the old one', async () => {
  const stage = await startStage()
  const client = await stage.connect()
  client.send({ id: 1, command: 'ping', authToken: TOKEN })
  expect(await client.reply()).toMatchObject({ success: true })
  stage.daemon.setToken('another')
  client.send({ id: 2, command: 'ping', authToken: TOKEN })
  client.send({ id: 3, command: 'ping', authToken: 'another' })
  expect(await client.reply()).toEqual({ id: 2, ...DENIED })
  expect(await client.reply()).toMatchObject({ id: 3, success: true })
})

it('writes every failure in one line with where it came from and nothing else', async () => {
  const stage = await startStage({ tcp: true })
  const client = await stage.connect()
  client.send({ command: 'ping', authToken: 'guess', sessionId: SESSION })
  await client.ended
  expect(stage.log).toEqual([{ level: 'warn', message: 'auth_failed', fields: { source: '127.0.0.1' } }])
})

it('answers at once five times in a minute; then failures wait, and what is right does not', async () => {
  const stage = await startStage({ limits: { failureDelay: 300 } })
  const took = async (authToken: string) => {
    const from = performance.now()
    const client = await stage.connect()
    client.send({ command: 'ping', authToken })
    await client.ended
    return performance.now() - from
  }
  for (let failures = 0; failures < 5; failures += 1) expect(await took('x')).toBeLessThan(250)
  const [late, right] = await Promise.all([took('x'), took(TOKEN)])
  expect(late).toBeGreaterThan(290)
  expect(right).toBeLessThan(250)
})

it('reads no second guess on a connection while the answer to the first is held back', async () => {
  const stage = await startStage({ limits: { failures: 0, failureDelay: 100 } })
  const client = await stage.connect()
  const from = performance.now()
  for (let id = 0; id < 3; id += 1) client.send({ id, command: 'ping', authToken: `guess ${id}` })
  for (let id = 0; id < 3; id += 1) expect(await client.reply()).toEqual({ id, ...DENIED })
  expect(performance.now() - from).toBeGreaterThan(290)
})

it('forgets failures after a minute, counts sources by themselves and this machine as one', () => {
  let time = 0
  const limits = { failures: 5, failureWindow: 60_000, failureDelay: 1000 }
  const guard = createTokenGuard({ limits, now: () => time })
  const fails = (source: string, times: number) => Array.from({ length: times }, () => guard.fail(source))
  expect(fails('127.0.0.1', 5)).toEqual([0, 0, 0, 0, 0])
  expect(guard.fail('::ffff:127.9.9.9')).toBe(1000)
  expect(guard.fail('::1')).toBe(0)
  time = 59_999
  expect(guard.fail('127.0.0.1')).toBe(1000)
  time = 60_001
  expect(guard.fail('127.0.0.1')).toBe(0)
})
