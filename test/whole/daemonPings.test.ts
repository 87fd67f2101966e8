import { readdir } from 'node:fs/promises'
import { createConnection } from 'node:net'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { startTestController, type TestController } from '../support/controller'
import { silentEndpoint } from '../support/controllerProxy'
import { startDaemonProcess, type DaemonProcess } from '../support/daemonProcess'
import { node, nodeText } from './methodStage'

let controller: TestController
beforeAll(async () => {
  controller = await startTestController()
})
afterAll(() => controller.close())

const sleep = (milliseconds: number) => new Promise((done) => setTimeout(done, milliseconds))

/** Milliseconds of pings over classic connections, one after the other, until `over`; the 99th of a hundred and the worst. */
async function pings(daemon: DaemonProcess, over: () => boolean) {
  const times: number[] = []
  while (!over()) {
    const began = performance.now()
    expect(await daemon.ask('ping')).toMatchObject({ success: true, data: { status: 'ok' } })
    times.push(performance.now() - began)
    await sleep(1)
  }
  const sorted = times.toSorted((one, other) => one - other)
  return { count: sorted.length, p99: sorted[Math.floor(sorted.length * 0.99)] ?? 0, worst: sorted.at(-1) ?? 0 }
}

test('a slow server, a silent endpoint and a large browse delay no ping', { timeout: 60_000 }, async () => {
  const daemon = await startDaemonProcess()
  onTestFinished(() => daemon.close())
  const silent = await silentEndpoint()
  onTestFinished(() => silent.close())
  const id = await daemon.open(controller.endpointUrl, { opcuaTimeout: 10 })
  await pings(daemon, after(500))
  const quiet = await pings(daemon, after(2000))
  let busy = true
  const began = performance.now()
  const work = Promise.all([
    daemon.tryQuery(id, 'read', node('Slow/Value')),
    daemon.ask('open', { endpointUrl: silent.endpointUrl, config: { opcuaTimeout: 3 } }),
    daemon.tryQuery(id, 'call', node('Methods'), node('Methods/Slow'), []),
    daemon.tryQuery(id, 'browseRecursive', 'i=84', 0, 5),
  ]).finally(() => (busy = false))
  const loaded = await pings(daemon, () => !busy)
  const [slow, hanging, called, tree] = await work
  const lasted = performance.now() - began
  process.stdout.write(`pings: quiet ${shown(quiet)}; beside slow work of ${Math.round(lasted)} ms ${shown(loaded)}\n`)
  expect(slow).toMatchObject({ success: true, data: { value: 7 } })
  expect(hanging).toMatchObject({ success: false, error: { type: 'ConnectionException' } })
  expect([called.success, tree.success]).toEqual([true, true])
  expect(lasted).toBeGreaterThan(3900)
  // 10 ms on a machine that has nothing else to do (session-daemon 9).
  expect(loaded.p99).toBeLessThan(Math.max(10, 4 * quiet.p99))
  expect(loaded.worst).toBeLessThan(500)
})

test('a slow request of one session holds up no request of another one', async () => {
  const daemon = await startDaemonProcess()
  onTestFinished(() => daemon.close())
  const [slow, quick] = [
    await daemon.open(controller.endpointUrl, { opcuaTimeout: 10 }),
    await daemon.open(controller.endpointUrl, { opcuaTimeout: 9 }),
  ]
  const waiting = daemon.query(slow, 'read', node('Slow/Value'))
  const began = performance.now()
  for (let turn = 0; turn < 20; turn++) await daemon.query(quick, 'read', node('Scalar/Int32'))
  expect(performance.now() - began).toBeLessThan(1500)
  expect(await waiting).toMatchObject({ value: 7 })
})

describe('SIGTERM', () => {
  test('answers what can be answered within a second, fails the rest, and leaves nothing behind', async () => {
    const daemon = await startDaemonProcess()
    onTestFinished(() => daemon.close())
    const [slow, quick] = [
      await daemon.open(controller.endpointUrl, { opcuaTimeout: 10 }),
      await daemon.open(controller.endpointUrl, { opcuaTimeout: 9 }),
    ]
    expect(await readdir(daemon.folder)).toEqual(expect.arrayContaining(['d.sock', 'd.sock.lock', 'keyswitch.token']))
    const asked = async (service: string) => (await controller.counts()).requests[service] ?? 0
    const before = [await asked('Read'), await asked('Browse')]
    const began = performance.now()
    const timed = (answer: Promise<unknown>) => answer.then((reply) => ({ reply, after: performance.now() - began }))
    const late = timed(daemon.tryQuery(slow, 'read', node('Slow/Value')))
    await controller.delay('Browse', 600)
    onTestFinished(() => controller.delay('Browse', 0))
    const early = timed(daemon.tryQuery(quick, 'browse', nodeText('Deep'), 0, null, true, [], false))
    const both = async () => [await asked('Read'), await asked('Browse')]
    await expect.poll(both, { interval: 20 }).toEqual(before.map((count) => count + 1))
    daemon.signal('SIGTERM')
    expect(await early).toMatchObject({ reply: { success: true }, after: expect.any(Number) })
    const { reply, after: waited } = await late
    expect(reply).toMatchObject({ success: false, error: { type: 'shutting_down' } })
    expect(waited).toBeLessThan(1900)
    expect(await daemon.ended).toBe(0)
    expect(performance.now() - began).toBeLessThan(4000)
    expect((await readdir(daemon.folder)).filter((name) => name !== 'state')).toEqual([])
    await expect.poll(async () => (await controller.counts()).sessionsOpen).toBe(0)
    await expect(connected(daemon.socket)).rejects.toThrow('ENOENT')
  })

  test('while a server does not answer at all ends it just the same', async () => {
    const silent = await silentEndpoint()
    onTestFinished(() => silent.close())
    const daemon = await startDaemonProcess()
    onTestFinished(() => daemon.close())
    const hanging = daemon.ask('open', { endpointUrl: silent.endpointUrl, config: { opcuaTimeout: 60 } })
    await expect.poll(() => silent.links()).toBe(1)
    const began = performance.now()
    daemon.signal('SIGTERM')
    expect(await hanging).toMatchObject({ success: false, error: { type: 'shutting_down' } })
    expect(await daemon.ended).toBe(0)
    expect(performance.now() - began).toBeLessThan(4000)
  })
})

const after = (milliseconds: number) => {
  const end = performance.now() + milliseconds
  return () => performance.now() > end
}
const shown = ({ count, p99, worst }: { count: number; p99: number; worst: number }) =>
  `${count}: p99 ${p99.toFixed(1)} ms, worst ${worst.toFixed(1)} ms`

function connected(path: string): Promise<void> {
  const socket = createConnection(path)
  return new Promise((done, failed) => socket.once('connect', () => done()).once('error', failed))
}
