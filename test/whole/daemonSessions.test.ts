import { copyFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { startTestController, type TestController } from '../support/controller'
import { dataOf, startDaemonProcess, type DaemonProcess } from '../support/daemonProcess'
import { ENCRYPTED, node, OPERATOR, part, text } from './methodStage'

let daemon: DaemonProcess
let controller: TestController
beforeAll(async () => {
  ;[daemon, controller] = await Promise.all([startDaemonProcess(), startTestController()])
})
afterEach(async () => {
  for (const id of await ids()) await daemon.ask('close', { sessionId: id, force: true })
})
afterAll(async () => {
  await daemon.close()
  await controller.close()
})

const ids = async () => {
  const { sessions } = (await daemon.data('list')) as { sessions: { id: string }[] }
  return sessions.map(({ id }) => id)
}
const tryOpen = (config: object) => daemon.ask('open', { endpointUrl: controller.endpointUrl, config })
const unknown = (id: string) => ({
  success: false,
  error: { type: 'session_not_found', message: `Session not found: ${id}` },
})

describe('a session that is open already', () => {
  test('is lent to whoever asks for exactly the same, without a new one at the server', async () => {
    const id = await daemon.open(controller.endpointUrl, OPERATOR)
    const before = (await controller.counts()).sessionsCreated
    for (const config of [OPERATOR, Object.fromEntries(Object.entries(OPERATOR).toReversed())])
      expect(await tryOpen(config)).toEqual({ success: true, data: { sessionId: id, reused: true } })
    expect((await controller.counts()).sessionsCreated).toBe(before)
    expect(id).toMatch(/^[\da-f]{32}$/)
  })

  test.each([
    ['a wrong password', { password: 'wrong' }],
    ['no password', { password: '' }],
    ['a password that is longer', { password: 'operator-demo ' }],
    ['somebody else’s name', { username: 'engineer' }],
  ])('is never lent for %s', async (_what, over) => {
    const id = await daemon.open(controller.endpointUrl, OPERATOR)
    const { sessionsOpen } = await controller.counts()
    const reply = await tryOpen({ ...OPERATOR, ...over })
    expect(reply).toEqual({ success: false, error: { type: 'ServiceException', message: text } })
    expect(JSON.stringify(reply)).toMatch(/Bad(UserAccessDenied|IdentityToken\w+)/)
    expect(await ids()).toEqual([id])
    expect((await controller.counts()).sessionsOpen).toBe(sessionsOpen)
    expect(await daemon.query(id, 'isConnected')).toBe(true)
  })

  test('is never lent for another certificate of a person, also when it lies at the same path', async () => {
    const path = (name: string) => join(daemon.folder, name)
    const config = { ...ENCRYPTED, userCertPath: path('person.pem'), userKeyPath: path('person-key.pem') }
    await copyFile(controller.person.certificate, config.userCertPath)
    await copyFile(controller.person.privateKey, config.userKeyPath)
    const id = await daemon.open(controller.endpointUrl, config)
    expect(await daemon.open(controller.endpointUrl, config)).toBe(id)
    // The server does not know its own certificate as one of a person.
    const stranger = dirname(controller.certificate)
    await copyFile(join(stranger, 'certificate.pem'), config.userCertPath)
    await copyFile(join(stranger, 'private.pem'), config.userKeyPath)
    expect(await tryOpen(config)).toMatchObject({
      success: false,
      error: { type: expect.stringMatching(/Exception$/) },
    })
    expect(await ids()).toEqual([id])
  })

  test('is not lent for another timeout, another policy or another name of the server', async () => {
    const url = controller.endpointUrl
    const opened = [
      await daemon.open(url),
      await daemon.open(url, { opcuaTimeout: 6 }),
      await daemon.open(url, { autoRetry: 2 }),
      await daemon.open(url, ENCRYPTED),
      await daemon.open(url.replace('127.0.0.1', 'localhost')),
      await daemon.open(url, [], { forceNew: true }),
    ]
    expect(new Set(opened).size).toBe(opened.length)
  })

  test('is one at the server for twenty who open it at the same moment', async () => {
    const before = (await controller.counts()).sessionsCreated
    const replies = await Promise.all(Array.from({ length: 20 }, () => tryOpen(OPERATOR)))
    const opened = replies.map((reply) => dataOf(reply, 'open') as { sessionId: string; reused: boolean })
    expect(new Set(opened.map(({ sessionId }) => sessionId)).size).toBe(1)
    expect(opened.filter(({ reused }) => !reused)).toHaveLength(1)
    expect((await controller.counts()).sessionsCreated - before).toBe(1)
  })
})

describe('whoever closes a session', () => {
  test('takes it from nobody else, and it ends with the last who holds it', async () => {
    const [one, other] = [await daemon.connect(), await daemon.connect()]
    const open = { endpointUrl: controller.endpointUrl, config: {} }
    const { sessionId } = dataOf(await one.request('open', open), 'open') as { sessionId: string }
    expect(dataOf(await other.request('open', open), 'open')).toEqual({ sessionId, reused: true })
    const read = { sessionId, method: 'read', params: [node('Scalar/Int32')] }
    // Twice by one, and by a program that never opened it: nothing happens to the other.
    for (const close of [one.request('close', { sessionId }), one.request('close', { sessionId })])
      expect(await close).toMatchObject({ success: true, data: null })
    expect(await daemon.ask('close', { sessionId })).toEqual({ success: true, data: null })
    expect(await other.request('query', read)).toMatchObject({ success: true, data: { statusCode: 0 } })
    expect(await other.request('close', { sessionId })).toMatchObject({ success: true, data: null })
    expect(await daemon.ask('query', read)).toEqual(unknown(sessionId))
    await expect.poll(async () => (await controller.counts()).sessionsOpen).toBe(0)
    one.close()
    other.close()
  })

  test('or is gone without a word leaves it to the others', async () => {
    const [one, other] = [await daemon.connect(), await daemon.connect()]
    const open = { endpointUrl: controller.endpointUrl, config: {} }
    const { sessionId } = dataOf(await one.request('open', open), 'open') as { sessionId: string }
    dataOf(await other.request('open', open), 'open')
    one.close()
    await one.closed
    const read = { sessionId, method: 'read', params: [node('Scalar/Int32')] }
    expect(await other.request('query', read)).toMatchObject({ success: true, data: { statusCode: 0 } })
    other.close()
    await other.closed
    // Nobody holds it any more; until it expires it is there for the next.
    expect(await tryOpen({})).toEqual({ success: true, data: { sessionId, reused: true } })
  })

  test('with force takes it from everybody', async () => {
    const one = await daemon.connect()
    const open = { endpointUrl: controller.endpointUrl, config: {} }
    const { sessionId } = dataOf(await one.request('open', open), 'open') as { sessionId: string }
    expect(await daemon.ask('close', { sessionId, force: true })).toEqual({ success: true, data: null })
    expect(await daemon.ask('describe', { sessionId })).toEqual(unknown(sessionId))
    expect(await daemon.ask('close', { sessionId })).toEqual(unknown(sessionId))
    one.close()
  })
})

test('more sessions than allowed are refused, reuse is not', async () => {
  const small = await startDaemonProcess(['--max-sessions', '2'])
  onTestFinished(() => small.close())
  const first = await small.open(controller.endpointUrl)
  await small.open(controller.endpointUrl, [], { forceNew: true })
  const ask = (forceNew: boolean) => small.ask('open', { endpointUrl: controller.endpointUrl, config: [], forceNew })
  expect(await ask(true)).toEqual({
    success: false,
    error: { type: 'max_sessions_reached', message: 'Maximum number of sessions (2) reached' },
  })
  expect(await ask(false)).toEqual({ success: true, data: { sessionId: first, reused: true } })
})

test('a session that nobody uses ends; looking at the list is no use, a stream is one', async () => {
  const hasty = await startDaemonProcess(['--timeout', '1', '--cleanup-interval', '1'])
  onTestFinished(() => hasty.close())
  const [idle, used, streamed] = [
    await hasty.open(controller.endpointUrl),
    await hasty.open(controller.endpointUrl, { opcuaTimeout: 6 }),
    await hasty.open(controller.endpointUrl, { opcuaTimeout: 7 }),
  ]
  const connection = await hasty.connect()
  const items = [{ nodeId: node('Changing/Counter'), samplingInterval: 100 }]
  const stream = dataOf(await connection.request('subscribe', { sessionId: streamed, items }), 'subscribe')
  const listed = async () => {
    const { sessions } = (await hasty.data('list')) as { sessions: { id: string }[] }
    return sessions.map(({ id }) => id)
  }
  const began = performance.now()
  while (performance.now() - began < 3500) {
    await hasty.query(used, 'getTimeout')
    await listed()
    await new Promise((done) => setTimeout(done, 200))
  }
  expect(await listed()).toEqual([used, streamed])
  expect(await hasty.tryQuery(idle, 'read', 'i=2258')).toEqual(unknown(idle))
  expect(await hasty.query(streamed, 'isConnected')).toBe(true)
  expect((await controller.counts()).sessionsOpen).toBe(2)
  await connection.request('unsubscribe', { subscription: part(stream, 'subscription') })
  await expect.poll(listed, { timeout: 5000, interval: 100 }).toEqual([])
  await expect.poll(async () => (await controller.counts()).sessionsOpen).toBe(0)
  expect(await hasty.tryQuery(streamed, 'read', 'i=2258')).toEqual(unknown(streamed))
})
