import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import type { RequestFailure } from '../../src/main/opcua/requestFailure'
import { startTestController, type TestController } from '../support/controller'
import { cutableProxy, silentEndpoint, type CutableProxy } from '../support/controllerProxy'
import { ANNA, BEN, wish } from './fakeParts'
import { wholeSessions, type WholeSessions } from './wholeSessions'

const SMALL = { machines: 1, children: 10, depth: 3, history: 10 }
const VARIABLE = 'ns=2;s=Scalar/Int32'
const ENCRYPTED = {
  securityPolicy: 'http://opcfoundation.org/UA/SecurityPolicy#Basic256Sha256',
  securityMode: 3,
}
const OPERATOR = { ...ENCRYPTED, username: 'operator', password: 'operator-demo' }

let controller: TestController
let real: WholeSessions
beforeAll(async () => {
  ;[controller, real] = await Promise.all([startTestController(SMALL), wholeSessions()])
})
afterEach(async () => {
  for (const { id } of real.sessions.list()) await real.sessions.close(ANNA, id, { force: true })
})
afterAll(async () => {
  await real.close()
  await controller.close()
})

async function open(config: object = {}, url = controller.endpointUrl): Promise<string> {
  return (await real.sessions.open(ANNA, wish(config, url))).sessionId
}
const ask = (id: string, method: string, ...parameters: unknown[]) => real.sessions.query(id, method, parameters)
const read = async (id: string) => {
  const { value, statusCode } = JSON.parse(await ask(id, 'read', VARIABLE)) as { value: unknown; statusCode: number }
  expect(statusCode).toBe(0)
  return value
}
const outcome = async (asked: Promise<unknown>): Promise<unknown> => asked.catch((failure: RequestFailure) => failure)
const state = (id: string) => real.sessions.rows().find(({ session }) => session === id)?.state
const reopened = (id: string) => vi.waitFor(() => expect(state(id)?.is).toBe('open'), { timeout: 15_000, interval: 20 })

async function proxied(): Promise<CutableProxy> {
  const proxy = await cutableProxy(controller.port)
  onTestFinished(() => proxy.close())
  return proxy
}

describe('with a real server', () => {
  test('two who open at the same moment share one session of the server', async () => {
    const before = (await controller.counts()).sessionsCreated
    const both = await Promise.all(
      [ANNA, BEN].map((holder) => real.sessions.open(holder, wish(OPERATOR, controller.endpointUrl))),
    )
    expect(both[0]?.sessionId).toBe(both[1]?.sessionId)
    expect(both.filter(({ reused }) => reused)).toHaveLength(1)
    const { sessionsCreated, sessionsOpen } = await controller.counts()
    expect([sessionsCreated - before, sessionsOpen]).toEqual([1, 1])
  })

  test('a wrong password is refused by the server, beside a session that is open with the right one', async () => {
    const id = await open(OPERATOR)
    const failure = await outcome(
      real.sessions.open(BEN, wish({ ...OPERATOR, password: 'wrong' }, controller.endpointUrl)),
    )
    expect(failure).toMatchObject({ type: 'ServiceException', facts: { status: expect.stringMatching(/^Bad/) } })
    expect(JSON.stringify([failure, String(failure), real.lines])).not.toContain('wrong')
    expect(await ask(id, 'isConnected')).toBe('true')
    expect(real.sessions.list()).toHaveLength(1)
  })

  test('a server that was killed and started again is found again, and the session keeps its id', async () => {
    const id = await open({ opcuaTimeout: 20 })
    await ask(id, 'write', VARIABLE, 41, 6)
    await controller.kill()
    await vi.waitFor(() => expect(state(id)?.is).toBe('lost'), { timeout: 10_000 })
    expect(await ask(id, 'getConnectionState')).toBe('"Broken"')
    const waiting = read(id)
    await controller.restart()
    expect(await waiting).toBeTypeOf('number')
    expect(await ask(id, 'getConnectionState')).toBe('"Connected"')
    expect(await ask(id, 'write', VARIABLE, 42, 6)).toBe('0')
    expect(await read(id)).toBe(42)
  })

  test('a server that has forgotten the session gets a new one, and the read succeeds', async () => {
    const id = await open()
    const before = (await controller.counts()).sessionsCreated
    expect(await controller.forgetSessions()).toBeGreaterThan(0)
    expect(await read(id)).toBeTypeOf('number')
    expect((await controller.counts()).sessionsCreated - before).toBe(1)
  })

  test('a wire that is cut for two seconds costs nothing but time', async () => {
    const proxy = await proxied()
    const id = await open({ opcuaTimeout: 10 }, proxy.endpointUrl)
    await read(id)
    proxy.cut(2000)
    const began = performance.now()
    const reads = await Promise.all([read(id), read(id), read(id)])
    expect(reads).toHaveLength(3)
    const waited = performance.now() - began
    expect(waited).toBeGreaterThan(1900)
    expect(waited).toBeLessThan(8000)
  })

  test('a write whose answer is lost is executed once, and its caller is told that nobody knows', async () => {
    const proxy = await proxied()
    const id = await open({ opcuaTimeout: 5 }, proxy.endpointUrl)
    await read(id)
    const before = (await controller.counts()).writes[VARIABLE] ?? 0
    proxy.swallowAnswers()
    const write = outcome(ask(id, 'write', VARIABLE, 77, 6))
    await vi.waitFor(async () => expect(((await controller.counts()).writes[VARIABLE] ?? 0) - before).toBe(1))
    proxy.cut(300)
    const failure = await write
    expect(failure).toMatchObject({ type: 'ConnectionException', facts: { sent: true } })
    expect(String(failure)).toContain('It may have been executed')
    await reopened(id)
    expect(await read(id)).toBe(77)
    expect(((await controller.counts()).writes[VARIABLE] ?? 0) - before).toBe(1)
  })

  test('eight hundred writes beside three cuts are each executed at most once', async () => {
    const proxy = await proxied()
    const config = wish({ opcuaTimeout: 10 }, proxy.endpointUrl, true)
    const opened = await Promise.all(Array.from({ length: 8 }, () => real.sessions.open(ANNA, config)))
    const before = (await controller.counts()).writes[VARIABLE] ?? 0
    const answers: unknown[] = []
    const writers = opened.map(async ({ sessionId }) => {
      for (let one = 0; one < 100; one += 1) {
        answers.push(await outcome(ask(sessionId, 'write', VARIABLE, one, 6)))
        await new Promise((done) => setTimeout(done, one % 4))
      }
    })
    for (let cut = 0; cut < 3; cut += 1) {
      await new Promise((done) => setTimeout(done, 150))
      proxy.cut(20)
    }
    await Promise.all(writers)
    const good = answers.filter((answer) => answer === '0').length
    const doubtful = answers.filter((answer) => String(answer).includes('It may have been executed')).length
    const executed = ((await controller.counts()).writes[VARIABLE] ?? 0) - before
    expect(good + doubtful).toBe(800)
    expect(executed).toBeGreaterThanOrEqual(good)
    expect(executed).toBeLessThanOrEqual(800)
    expect(good).toBeGreaterThan(700)
    expect(proxy.accepted()).toBeGreaterThan(8)
  })

  test('an endpoint that accepts and says nothing delays nobody', async () => {
    const silent = await silentEndpoint()
    onTestFinished(() => silent.close())
    const id = await open()
    await read(id)
    const began = performance.now()
    const hanging = outcome(open({ opcuaTimeout: 2 }, silent.endpointUrl))
    const times: number[] = []
    for (let one = 0; one < 50; one += 1) {
      const start = performance.now()
      await read(id)
      times.push(performance.now() - start)
    }
    expect(times.toSorted((one, other) => one - other)[25]).toBeLessThan(50)
    expect(await hanging).toMatchObject({ type: 'ConnectionException' })
    expect(performance.now() - began).toBeLessThan(4000)
    expect(real.sessions.rows()).toHaveLength(1)
  })

  test('a slow request of one session holds up no other session', async () => {
    const slow = await open({ opcuaTimeout: 10 })
    const other = await open({ opcuaTimeout: 9 })
    await ask(other, 'browse', 'i=85', 0, null, true, [], false)
    await controller.delay('Read', 1500)
    onTestFinished(() => controller.delay('Read', 0))
    const began = performance.now()
    const waiting = read(slow)
    await ask(other, 'browse', 'i=85', 0, null, true, [], false)
    expect(performance.now() - began).toBeLessThan(1000)
    await waiting
    expect(performance.now() - began).toBeGreaterThan(1400)
  })

  test('another certificate after a restart is refused where one is trusted; the session says so until somebody decides', async () => {
    const config = { ...OPERATOR, trustPolicy: 'fingerprint', autoAccept: true, opcuaTimeout: 10 }
    const id = await open(config)
    await controller.restart({ certificate: 'new' })
    await vi.waitFor(() => expect(state(id)).toMatchObject({ is: 'lost', retryAt: null }), { timeout: 20_000 })
    expect(await outcome(ask(id, 'read', VARIABLE))).toMatchObject({ type: 'UntrustedCertificateException' })
    const changed = (await real.trustStore.list()).find(({ trust }) => trust === 'changed')
    expect(changed).toBeDefined()
    await real.trustStore.trust(changed?.fingerprint ?? '')
    expect(await ask(id, 'reconnect')).toBe('null')
    expect(await read(id)).toBeTypeOf('number')
  })

  test('an account that is disabled meanwhile is asked for once, and not in a circle', async () => {
    const proxy = await proxied()
    const id = await open({ ...OPERATOR, opcuaTimeout: 10 }, proxy.endpointUrl)
    await controller.setUserEnabled('operator', false)
    onTestFinished(() => controller.setUserEnabled('operator', true))
    expect(await read(id)).toBeTypeOf('number')
    const before = (await controller.counts()).requests['ActivateSession'] ?? 0
    proxy.cut(100)
    await vi.waitFor(() => expect(state(id)).toMatchObject({ is: 'lost', retryAt: null }), { timeout: 10_000 })
    const failure = await outcome(ask(id, 'read', VARIABLE))
    expect(failure).toMatchObject({ facts: { status: expect.stringMatching(/^Bad(User|Identity)/) } })
    await new Promise((done) => setTimeout(done, 1500))
    expect(((await controller.counts()).requests['ActivateSession'] ?? 0) - before).toBe(1)
    await controller.setUserEnabled('operator', true)
    expect(await ask(id, 'reconnect')).toBe('null')
    expect(await read(id)).toBeTypeOf('number')
  })

  test('subscriptions outlive a server that was killed: values come again under the same id', async () => {
    const id = await open({ opcuaTimeout: 10 })
    const { subscriptionId } = JSON.parse(await ask(id, 'createSubscription', 100)) as { subscriptionId: number }
    await ask(id, 'createMonitoredItems', subscriptionId, [{ nodeId: VARIABLE, clientHandle: 9 }])
    await ask(id, 'publish', [])
    const published = ask(id, 'publish', [])
    await controller.restart()
    await reopened(id)
    await ask(id, 'write', VARIABLE, 123, 6)
    expect(JSON.parse(await published)).toMatchObject({ subscriptionId })
  })

  test('the end closes sessions at the server within a second', async () => {
    const other = await wholeSessions()
    await other.sessions.open(ANNA, wish({}, controller.endpointUrl))
    const began = performance.now()
    await other.close()
    expect(performance.now() - began).toBeLessThan(2000)
    await vi.waitFor(async () => expect((await controller.counts()).sessionsOpen).toBe(0))
  })
})
