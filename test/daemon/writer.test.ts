import { setTimeout as later } from 'node:timers/promises'
import { createHash } from 'node:crypto'
import { expect, it, vi } from 'vitest'
import { SESSION } from './fakeSessions'
import { startStage, TOKEN } from './stage'

const query = { command: 'query', sessionId: SESSION, method: 'read', params: [], authToken: TOKEN }
const MEGABYTE = 1024 * 1024

it.each(['classic', 'multiplexed'])('brings a %s answer of 100 MB whole to a peer that reads', async (kind) => {
  const stage = await startStage()
  const text = 'ü😀'.repeat((100 * MEGABYTE) / 6)
  stage.sessions.answer = () => `"${text}"`
  const client = await stage.connect()
  client.socket.setEncoding('latin1').removeAllListeners('data')
  const [hash, expected] = [createHash('sha256'), createHash('sha256')]
  const head = kind === 'classic' ? '' : '"id":1,'
  expected.update(`{${head}"success":true,"data":"`).update(text).update('"}\n')
  let bytes = 0
  const all = Buffer.byteLength(text) + Buffer.byteLength(`{${head}"success":true,"data":""}\n`)
  const whole = new Promise<void>((resolve) => {
    client.socket.on('data', (chunk: string) => {
      hash.update(chunk, 'latin1')
      bytes += chunk.length
      if (bytes >= all) resolve()
    })
  })
  client.send(kind === 'classic' ? query : { id: 1, ...query })
  await whole
  expect(bytes).toBe(all)
  expect(hash.digest('hex')).toBe(expected.digest('hex'))
})

it('brings a large answer whole to a peer that reads slowly, for longer than a peer may stall', async () => {
  const stage = await startStage({ limits: { stall: 150, waiting: MEGABYTE } })
  stage.sessions.answer = () => `"${'x'.repeat(8 * MEGABYTE)}"`
  const client = await stage.connect()
  client.socket.on('data', () => {
    client.socket.pause()
    setTimeout(() => client.socket.resume(), 5)
  })
  const from = performance.now()
  client.send(query)
  expect(await client.line()).toHaveLength(8 * MEGABYTE + '{"success":true,"data":""}'.length)
  expect(performance.now() - from).toBeGreaterThan(300)
})

it('destroys a peer that takes nothing while more than 16 MiB wait, and says so in the log', async () => {
  const stage = await startStage({ limits: { stall: 100 } })
  stage.sessions.answer = () => `"${'x'.repeat(17 * MEGABYTE)}"`
  const client = await stage.connect()
  client.socket.pause()
  client.send({ id: 1, ...query })
  await vi.waitFor(() =>
    expect(stage.log).toEqual([
      { level: 'warn', message: 'slow_consumer', fields: { peer: 'program-1', waiting: expect.any(Number) } },
    ]),
  )
  await vi.waitFor(() => expect(stage.daemon.peers).toBe(0))
})

it('leaves a peer alone that takes nothing while less waits', async () => {
  const stage = await startStage({ limits: { stall: 50, idle: 60_000 } })
  stage.sessions.answer = () => `"${'x'.repeat(2 * MEGABYTE)}"`
  const client = await stage.connect()
  client.socket.pause()
  client.send({ id: 1, ...query })
  await vi.waitFor(() => expect(stage.sessions.asked).toHaveLength(1))
  await later(200)
  client.socket.resume()
  expect(await client.reply()).toMatchObject({ id: 1, success: true })
})

it('reads nothing more from a peer that does not take its answers', async () => {
  const stage = await startStage({ limits: { stall: 60_000 } })
  stage.sessions.answer = () => `"${'x'.repeat(MEGABYTE)}"`
  const client = await stage.connect()
  client.socket.pause()
  for (let id = 0; id < 40; id += 1) {
    client.send({ id, ...query })
    await stage.ask({ command: 'ping' })
  }
  expect(stage.sessions.asked.length).toBeLessThan(5)
  client.socket.resume()
  for (let id = 0; id < 40; id += 1) expect(await client.reply()).toMatchObject({ success: true })
})

it('destroys a peer at once when more than 16 MiB of what it subscribed to wait', async () => {
  const stage = await startStage({ limits: { stall: 60_000 } })
  const client = await stage.connect()
  const items = [{ nodeId: 'ns=2;s=x' }]
  client.send({ id: 1, command: 'subscribe', sessionId: SESSION, items, authToken: TOKEN })
  expect(await client.reply()).toMatchObject({ success: true })
  client.socket.pause()
  const value = `"${'x'.repeat(1000)}"`
  let sent = 0
  while (stage.log.length === 0 && sent < 100 * MEGABYTE) {
    stage.sessions.streams[0]?.hear.values([{ item: 0, value }])
    sent += 1000
    if (sent % 100_000 === 0) await later(0)
  }
  expect(sent).toBeGreaterThan(12 * MEGABYTE)
  expect(sent).toBeLessThan(20 * MEGABYTE)
  expect(stage.log).toMatchObject([{ message: 'slow_consumer' }])
  await vi.waitFor(() => expect(stage.sessions.streams[0]?.closed).toBe(true))
})

it('gives up a peer that leaves its last answer lying, after a while', async () => {
  const stage = await startStage({ limits: { flush: 100 } })
  stage.sessions.answer = () => `"${'x'.repeat(2 * MEGABYTE)}"`
  const client = await stage.connect()
  client.socket.pause()
  client.send(query)
  await vi.waitFor(() => expect(stage.daemon.peers).toBe(1))
  await vi.waitFor(() => expect(stage.daemon.peers).toBe(0))
})
