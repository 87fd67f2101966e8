import { X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { startTestController, type TestController } from '../support/controller'
import { cutableProxy, type CutableProxy } from '../support/controllerProxy'
import { dataOf, startDaemonProcess, type DaemonProcess } from '../support/daemonProcess'
import type { Push } from '../support/multiplexedClient'
import { listOf, node, nodeText, OPERATOR, part, text } from './methodStage'

const INT32 = nodeText('Scalar/Int32')

let daemon: DaemonProcess
let controller: TestController
beforeAll(async () => {
  ;[daemon, controller] = await Promise.all([startDaemonProcess(), startTestController()])
})
afterEach(async () => {
  const { sessions } = (await daemon.data('list')) as { sessions: { id: string }[] }
  for (const { id } of sessions) await daemon.ask('close', { sessionId: id, force: true })
})
afterAll(async () => {
  await daemon.close()
  await controller.close()
})

async function proxied(): Promise<CutableProxy> {
  const proxy = await cutableProxy(controller.port)
  onTestFinished(() => proxy.close())
  return proxy
}
const written = async () => (await controller.counts()).writes[INT32] ?? 0
const state = (id: string) => daemon.query(id, 'getConnectionState')
const is = (id: string, wanted: string) => expect.poll(() => state(id), { timeout: 20_000, interval: 50 }).toBe(wanted)
const sleep = (milliseconds: number) => new Promise((done) => setTimeout(done, milliseconds))

/** A stream of one value; what came of it since it was last asked. */
async function streamOf(sessionId: string, path: string) {
  const connection = await daemon.connect()
  onTestFinished(() => connection.close())
  const items = [{ nodeId: node(path), samplingInterval: 100 }]
  const made = dataOf(await connection.request('subscribe', { sessionId, items, publishingInterval: 100 }), 'subscribe')
  expect(made).toEqual({ subscription: text, statuses: ['Good'] })
  let seen = 0
  return {
    next(): readonly Push[] {
      const fresh = connection.pushed.slice(seen)
      seen = connection.pushed.length
      return fresh
    },
    has: (found: (push: Push) => boolean) =>
      expect.poll(() => connection.pushed.slice(seen).some(found), { timeout: 20_000, interval: 50 }).toBe(true),
  }
}
const says = (value: number) => (push: Push) =>
  push.event === 'values' && part(push.data, 'values', 0, 'value', 'value') === value

describe('a write', () => {
  test('whose answer was lost is executed once, never again, and its program is told so', async () => {
    const proxy = await proxied()
    const id = await daemon.open(proxy.endpointUrl, { autoRetry: 5 })
    await daemon.query(id, 'read', INT32)
    const before = await written()
    proxy.swallowAnswers()
    const writing = daemon.tryQuery(id, 'write', node('Scalar/Int32'), 77, 6)
    await expect.poll(written).toBe(before + 1)
    proxy.cut(300)
    expect(await writing).toEqual({
      success: false,
      error: { type: 'ConnectionException', message: expect.stringContaining('It may have been executed') },
    })
    await is(id, 'Connected')
    expect(await daemon.query(id, 'read', INT32)).toMatchObject({ value: 77 })
    await sleep(500)
    expect(await written()).toBe(before + 1)
  })

  test('a call and a new node whose answers were lost are not executed twice either', async () => {
    const proxy = await proxied()
    const id = await daemon.open(proxy.endpointUrl, { autoRetry: 5 })
    const counted = async () => (await controller.counts()).calls[nodeText('Methods/Count')] ?? 0
    const before = await counted()
    const nodes = async () => (await controller.counts()).requests['AddNodes'] ?? 0
    proxy.swallowAnswers()
    const calling = daemon.tryQuery(id, 'call', node('Methods'), node('Methods/Count'), [])
    await expect.poll(counted).toBe(before + 1)
    proxy.cut(300)
    expect(await calling).toMatchObject({ success: false, error: { type: 'ConnectionException' } })
    await is(id, 'Connected')
    proxy.swallowAnswers()
    const adding = daemon.ask('invoke', {
      sessionId: id,
      method: 'addNodes',
      args: [
        [
          {
            parentNodeId: nodeText('Line'),
            referenceTypeId: 'i=35',
            browseName: { __t: 'QualifiedName', ns: 2, n: 'Once' },
            nodeClass: { __t: 'NodeClass', v: 1 },
          },
        ],
      ],
    })
    await expect.poll(nodes).toBe(1)
    proxy.cut(300)
    expect(await adding).toMatchObject({ success: false, error: { type: 'ConnectionException' } })
    await is(id, 'Connected')
    await sleep(500)
    expect([await counted(), await nodes()]).toEqual([before + 1, 1])
  })

  test('beside cut links is executed at most once: those answered well exactly once', { timeout: 60_000 }, async () => {
    const proxy = await proxied()
    const id = await daemon.open(proxy.endpointUrl, { opcuaTimeout: 15, autoRetry: 5 })
    const before = await written()
    // Long enough that every cut hits a write that the server has and has not answered.
    await controller.delay('Write', 10)
    onTestFinished(() => controller.delay('Write', 0))
    const connection = await daemon.connect()
    onTestFinished(() => connection.close())
    const params = (value: number) => ({ sessionId: id, method: 'write', params: [node('Scalar/Int32'), value, 6] })
    const replies: Awaited<ReturnType<typeof connection.request>>[] = []
    const writing = (async () => {
      for (let value = 0; value < 150; value++) replies.push(await connection.request('query', params(value)))
    })()
    for (let cut = 0; cut < 4; cut++) {
      await sleep(200)
      proxy.cut(50)
    }
    await writing
    const good = replies.filter((reply) => reply.success && reply.data === 0).length
    const executed = (await written()) - before
    const failed = replies.filter((reply) => !reply.success).map((reply) => (reply.success ? '' : reply.error.type))
    expect(new Set([...failed, 'ConnectionException'])).toEqual(new Set(['ConnectionException']))
    expect(replies).toHaveLength(150)
    expect(executed).toBeGreaterThanOrEqual(good)
    expect(executed).toBeLessThanOrEqual(150)
    expect(executed - good).toBeLessThanOrEqual(failed.length)
    expect(failed.length).toBeGreaterThan(0)
    expect(good).toBeGreaterThan(130)
  })
})

describe('a server', () => {
  test('that was killed and started again: reads go on, subscriptions and streams are there again', async () => {
    const id = await daemon.open(controller.endpointUrl, { opcuaTimeout: 20 })
    const stream = await streamOf(id, 'Scalar/Int32')
    // By hand on another session: one with a stream publishes by itself.
    const own = await daemon.open(controller.endpointUrl, { opcuaTimeout: 20 }, { forceNew: true })
    const made = await daemon.query(own, 'createSubscription', 100, 2400, 10, 0, true, 0)
    const subscription = part(made, 'subscriptionId')
    const items = [{ nodeId: INT32, clientHandle: 9, samplingInterval: 100 }]
    const monitored = await daemon.query(own, 'createMonitoredItems', subscription, items)
    await daemon.query(id, 'write', node('Scalar/Int32'), 5, 6)
    await stream.has(says(5))
    await controller.kill()
    await is(id, 'Broken')
    const reading = daemon.query(id, 'read', INT32)
    await controller.restart()
    expect(await reading).toMatchObject({ statusCode: 0 })
    await is(own, 'Connected')
    stream.next()
    await daemon.query(id, 'write', node('Scalar/Int32'), 4711, 6)
    await stream.has(says(4711))
    // Under the ids that were given out before.
    const values: unknown[] = []
    while (!values.includes(4711)) {
      const told = await daemon.query(own, 'publish', [])
      expect(part(told, 'subscriptionId')).toBe(subscription)
      for (const one of listOf(part(told, 'notifications'))) {
        expect(part(one, 'clientHandle')).toBe(9)
        values.push(part(one, 'dataValue', 'value'))
      }
    }
    expect(
      await daemon.query(own, 'deleteMonitoredItems', subscription, [part(monitored, 0, 'monitoredItemId')]),
    ).toEqual([0])
    expect(await daemon.query(own, 'deleteSubscription', subscription)).toBe(0)
  })

  test('that has forgotten the session gets a new one, once, and the stream goes on', async () => {
    const id = await daemon.open(controller.endpointUrl)
    const stream = await streamOf(id, 'Scalar/Int32')
    await stream.has(({ event }) => event === 'values')
    const before = (await controller.counts()).sessionsCreated
    expect(await controller.forgetSessions()).toBe(1)
    expect(await daemon.query(id, 'read', INT32)).toMatchObject({ statusCode: 0 })
    expect((await controller.counts()).sessionsCreated - before).toBe(1)
    stream.next()
    await daemon.query(id, 'write', node('Scalar/Int32'), 31, 6)
    await stream.has(says(31))
  })

  test('that has dropped the subscriptions is asked for them again', async () => {
    const id = await daemon.open(controller.endpointUrl)
    const stream = await streamOf(id, 'Scalar/Int32')
    await stream.has(({ event }) => event === 'values')
    expect(await controller.dropSubscriptions()).toBe(1)
    stream.next()
    await expect.poll(async () => (await controller.counts()).subscriptionsOpen, { timeout: 20_000 }).toBe(1)
    await daemon.query(id, 'write', node('Scalar/Int32'), 32, 6)
    await stream.has(says(32))
  })

  test('behind a wire that is cut for two seconds costs nothing but time', async () => {
    const proxy = await proxied()
    const id = await daemon.open(proxy.endpointUrl, { opcuaTimeout: 10 })
    const stream = await streamOf(id, 'Scalar/Int32')
    await stream.has(({ event }) => event === 'values')
    stream.next()
    const began = performance.now()
    proxy.cut(2000)
    const reads = await Promise.all([1, 2, 3].map(() => daemon.query(id, 'read', INT32)))
    for (const one of reads) expect(one).toMatchObject({ statusCode: 0, type: 6 })
    expect(performance.now() - began).toBeGreaterThan(1900)
    expect(performance.now() - began).toBeLessThan(9000)
    await daemon.query(id, 'write', node('Scalar/Int32'), 33, 6)
    await stream.has(says(33))
    const states = stream.next().filter(({ event }) => event === 'state')
    expect(states.map(({ data }) => data['state'])).toEqual(['lost', 'open'])
  })

  test('with another certificate is refused where one was trusted, until somebody trusts it', async () => {
    const config = { ...OPERATOR, trustPolicy: 'fingerprint', autoAccept: true, opcuaTimeout: 10 }
    const id = await daemon.open(controller.endpointUrl, config)
    await controller.restart({ certificate: 'new' })
    await expect
      .poll(async () => JSON.stringify(await daemon.tryQuery(id, 'read', INT32)), { timeout: 20_000, interval: 100 })
      .toContain('"UntrustedCertificateException"')
    expect(await daemon.ask('open', { endpointUrl: controller.endpointUrl, config })).toMatchObject({
      success: false,
      error: { type: 'UntrustedCertificateException' },
    })
    const der = new X509Certificate(await readFile(controller.certificate)).raw
    expect(await daemon.query(id, 'trustCertificate', der.toString('base64'))).toBeNull()
    expect(await daemon.query(id, 'reconnect')).toBeNull()
    expect(await daemon.query(id, 'read', INT32)).toMatchObject({ statusCode: 0 })
  })

  test('that disables an account is not stormed with logins', async () => {
    const proxy = await proxied()
    const id = await daemon.open(proxy.endpointUrl, { ...OPERATOR, opcuaTimeout: 10, autoRetry: 5 })
    const stream = await streamOf(id, 'Scalar/Int32')
    const logins = async () => (await controller.counts()).requests['ActivateSession'] ?? 0
    await controller.setUserEnabled('operator', false)
    onTestFinished(() => controller.setUserEnabled('operator', true))
    const before = await logins()
    proxy.cut(100)
    const until = performance.now() + 5000
    while (performance.now() < until) {
      const reply = await daemon.tryQuery(id, 'read', INT32)
      expect(reply.success).toBe(false)
      await sleep(100)
    }
    expect((await logins()) - before).toBe(1)
    expect(await daemon.tryQuery(id, 'read', INT32)).toMatchObject({
      error: { type: 'ServiceException', message: expect.stringMatching(/Bad(UserAccessDenied|IdentityToken)/) },
    })
    await controller.setUserEnabled('operator', true)
    expect(await daemon.query(id, 'reconnect')).toBeNull()
    expect(await daemon.query(id, 'read', INT32)).toMatchObject({ statusCode: 0 })
    stream.next()
    await daemon.query(id, 'write', node('Scalar/Int32'), 34, 6)
    await stream.has(says(34))
  })
})
