import { setTimeout as later } from 'node:timers/promises'
import { expect, it, onTestFinished, vi } from 'vitest'
import { SESSION } from './fakeSessions'
import { startStage, TOKEN, type Client, type Stage } from './stage'

const ping = { command: 'ping', authToken: TOKEN }
const query = { command: 'query', sessionId: SESSION, method: 'read', params: [], authToken: TOKEN }
const TIMED_OUT = { success: false, error: { type: 'connection_timeout', message: 'IPC connection timed out' } }
const TOO_MANY = { success: false, error: { type: 'too_many_connections', message: 'Too many concurrent connections' } }

async function connectMany(stage: Stage, count: number): Promise<Client[]> {
  return Promise.all(Array.from({ length: count }, () => stage.connect()))
}

async function staying(stage: Stage, count: number): Promise<Client[]> {
  const clients = await connectMany(stage, count)
  for (const client of clients) {
    client.send({ id: 0, ...ping })
    expect(await client.reply()).toMatchObject({ success: true })
  }
  return clients
}

it('ends a connection without a frame in time, however often bytes drip in', async () => {
  const stage = await startStage({ limits: { firstFrame: 150 } })
  const [silent, dripping] = await connectMany(stage, 2)
  const from = performance.now()
  const drip = setInterval(() => dripping?.send(' '), 20)
  expect(await silent?.restOfReplies()).toEqual([TIMED_OUT])
  expect(await dripping?.restOfReplies()).toEqual([TIMED_OUT])
  clearInterval(drip)
  expect(performance.now() - from).toBeLessThan(1000)
})

it('leaves a classic request all the time its answer takes', async () => {
  const stage = await startStage({ limits: { firstFrame: 50, idle: 50 } })
  stage.sessions.answer = () => later(200, '5')
  expect(await stage.ask(query)).toEqual({ success: true, data: 5 })
})

it('ends an idle connection, though bytes drip in; not one that waits for an answer or follows a stream', async () => {
  const stage = await startStage({ limits: { idle: 150 } })
  stage.sessions.answer = ({ what }) => (what === 'query' ? later(600, '5') : 'null')
  const [idle, dripping, waiting, streaming] = await staying(stage, 4)
  waiting?.send({ id: 1, ...query })
  streaming?.send({ id: 1, command: 'subscribe', topic: 'daemon.changed', authToken: TOKEN })
  expect(await streaming?.reply()).toMatchObject({ success: true })
  const drip = setInterval(() => dripping?.send(' '), 20)
  expect(await idle?.restOfReplies()).toEqual([TIMED_OUT])
  expect(await dripping?.restOfReplies()).toEqual([TIMED_OUT])
  clearInterval(drip)
  expect(await waiting?.restOfReplies()).toEqual([{ id: 1, success: true, data: 5 }, TIMED_OUT])
  streaming?.send({ id: 2, command: 'unsubscribe', subscription: '1', authToken: TOKEN })
  expect(await streaming?.restOfReplies()).toEqual([{ id: 2, success: true, data: null }, TIMED_OUT])
})

it('turns the next one away when every slot is taken, and has a place again when one leaves', async () => {
  const stage = await startStage({ maxConnections: 3 })
  const [one] = await staying(stage, 3)
  const next = await stage.connect()
  expect(await next.restOfReplies()).toEqual([TOO_MANY])
  one?.socket.destroy()
  await vi.waitFor(() => expect(stage.daemon.peers).toBe(2))
  expect(await stage.ask({ command: 'ping' })).toMatchObject({ success: true })
})

it('turns away who proves the token when every slot is taken by then', async () => {
  const stage = await startStage({ maxConnections: 2, limits: { silentGrace: 60_000 } })
  const clients = await connectMany(stage, 2)
  await staying(stage, 1)
  // One silent connection had to go for the one that spoke.
  for (const client of clients) client.send({ id: 1, ...ping })
  const replies = await Promise.all(clients.map((client) => client.reply()))
  expect(replies.filter(({ success }) => success)).toHaveLength(1)
  expect(stage.daemon.peers).toBe(2)
})

it('drops the oldest silent connections above half of the slots after a moment', async () => {
  const stage = await startStage({ maxConnections: 10, limits: { silentGrace: 100 } })
  const clients: Client[] = []
  for (let count = 0; count < 10; count += 1) clients.push(await stage.connect())
  for (const old of clients.slice(0, 5)) expect(await old.restOfReplies()).toEqual([TIMED_OUT])
  for (const young of clients.slice(5)) {
    young.send(ping)
    expect(await young.reply()).toMatchObject({ success: true })
  }
})

it('counts a connection with a wrong token as silent', async () => {
  const stage = await startStage({ maxConnections: 4, limits: { silentGrace: 50, failures: 100 } })
  const clients = await connectMany(stage, 4)
  for (const client of clients) {
    client.send({ id: 1, command: 'ping' })
    expect(await client.reply()).toMatchObject({ error: { type: 'auth_failed' } })
  }
  await Promise.any(clients.slice(0, 3).map((client) => client.ended))
  expect(stage.daemon.peers).toBe(0)
})

it('answers 50 honest programs that connect in one moment', async () => {
  const stage = await startStage()
  const replies = await Promise.all(Array.from({ length: 50 }, () => stage.ask({ command: 'ping' })))
  for (const reply of replies) expect(reply).toMatchObject({ success: true })
})

it('answers whoever asks beside 200 peers that say nothing, one byte, or nothing right', async () => {
  const stage = await startStage({ limits: { failures: 5, failureDelay: 60_000 } })
  const slow = await connectMany(stage, 200)
  for (const [index, client] of slow.entries()) {
    if (index % 3 === 1) client.send('{')
    if (index % 3 === 2) client.send({ id: 1, command: 'ping', authToken: 'x' })
  }
  const more: Promise<unknown>[] = []
  const again = setInterval(() => more.push(stage.connect()), 5)
  onTestFinished(() => clearInterval(again))
  for (let asked = 0; asked < 50; asked += 1) {
    const from = performance.now()
    expect(await stage.ask({ command: 'ping' })).toMatchObject({ success: true })
    expect(performance.now() - from).toBeLessThan(1000)
  }
  clearInterval(again)
  // The last of them may still wait to be accepted; it must be before the socket goes.
  await Promise.all(more)
})

it('gives the place of an answered connection free though its peer never ends its side', async () => {
  const stage = await startStage({ maxConnections: 2, limits: { linger: 60_000 } })
  for (let count = 0; count < 20; count += 1) {
    const client = await stage.connect()
    client.send(ping)
    expect(await client.reply()).toMatchObject({ success: true })
    await client.ended
  }
  expect(stage.daemon.peers).toBe(0)
  expect(await stage.ask({ command: 'ping' })).toMatchObject({ success: true })
})

it('closes a connection it has ended when the peer does not', async () => {
  const stage = await startStage({ limits: { linger: 50 } })
  const client = await stage.connect()
  client.send(ping)
  await client.ended
  await vi.waitFor(async () => {
    const { data } = (await stage.ask({ command: 'metrics' })) as { data: { connections: { open: number } } }
    expect(data.connections.open).toBe(1)
  })
})
