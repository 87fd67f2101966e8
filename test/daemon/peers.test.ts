import { expect, it, vi } from 'vitest'
import { holdAnswers, SESSION } from './fakeSessions'
import { failure, startStage, TOKEN } from './stage'

const open = { command: 'open', endpointUrl: 'opc.tcp://x', config: {}, authToken: TOKEN }
const query = { command: 'query', sessionId: SESSION, method: 'read', params: [], authToken: TOKEN }

it('a connection that stays holds its sessions itself and gives them up when it ends', async () => {
  const stage = await startStage()
  const [one, other] = [await stage.connect(), await stage.connect()]
  for (const client of [one, other]) {
    client.send({ id: 1, ...open })
    expect(await client.reply()).toMatchObject({ success: true })
  }
  expect(stage.sessions.asked.map((asked) => 'holder' in asked && asked.holder.id)).toEqual(['program-1', 'program-2'])
  one.socket.end()
  await vi.waitFor(() => expect(stage.sessions.left).toEqual(['program-1']))
  expect(stage.left).toEqual(['program-1'])
})

it('a session that was opened when its peer was gone already is given up again', async () => {
  const stage = await startStage({ tcp: true })
  const held = holdAnswers(stage.sessions)
  const client = await stage.connect()
  client.send({ id: 1, ...open })
  await vi.waitFor(() => expect(stage.sessions.asked).toHaveLength(1))
  client.socket.resetAndDestroy()
  await vi.waitFor(() => expect(stage.sessions.left).toEqual(['program-1']))
  held.say('null')
  await vi.waitFor(() => expect(stage.sessions.left).toEqual(['program-1', 'program-1']))
})

it('a peer that only ended its side is given its answer first, and is gone when nobody takes that', async () => {
  const stage = await startStage()
  const held = holdAnswers(stage.sessions)
  const client = await stage.connect()
  client.send({ id: 1, ...open })
  await vi.waitFor(() => expect(stage.sessions.asked).toHaveLength(1))
  client.socket.destroy()
  held.say('null')
  await vi.waitFor(() => expect(stage.sessions.left).toEqual(['program-1']))
})

it('answers out of order, and nobody waits for a slow one', async () => {
  const stage = await startStage()
  const held = holdAnswers(stage.sessions)
  const client = await stage.connect()
  client.send({ id: 'slow', ...query })
  client.send({ id: 'fast', command: 'ping', authToken: TOKEN })
  expect(await client.reply()).toMatchObject({ id: 'fast' })
  expect(await stage.ask({ command: 'ping' })).toMatchObject({ success: true })
  held.say('5')
  expect(await client.reply()).toMatchObject({ id: 'slow', data: 5 })
})

it('answers 64 requests of a connection at a time and loses none of the others', async () => {
  const stage = await startStage()
  const releases: ((answer: string) => void)[] = []
  stage.sessions.answer = () => new Promise((resolve) => releases.push(resolve))
  const client = await stage.connect()
  for (let id = 0; id < 1000; id += 1) client.send({ id, ...query })
  await vi.waitFor(() => expect(releases).toHaveLength(64))
  // Nothing more comes, however long one waits; a turn of everybody's event loop is enough to see it.
  await stage.ask({ command: 'ping' })
  expect(releases).toHaveLength(64)
  const answered = new Set<unknown>()
  while (answered.size < 1000) {
    for (const release of releases.splice(0)) release('null')
    answered.add((await client.reply())['id'])
  }
  expect(stage.sessions.asked).toHaveLength(1000)
})

it('does not even read what waits behind 64 requests', async () => {
  const stage = await startStage()
  const held = holdAnswers(stage.sessions)
  const client = await stage.connect()
  for (let id = 0; id < 64; id += 1) client.send({ id, ...query })
  await vi.waitFor(() => expect(stage.sessions.asked).toHaveLength(64))
  const pings = 100_000
  client.send(`${JSON.stringify({ id: 'ping', command: 'ping', authToken: TOKEN })}\n`.repeat(pings))
  for (let turns = 0; turns < 20; turns += 1) await stage.ask({ command: 'ping' })
  expect(client.socket.writableLength).toBeGreaterThan(4 * 1024 * 1024)
  held.say('null')
  const answered: unknown[] = []
  for (let replies = 0; replies < 64 + pings; replies += 1) answered.push((await client.reply())['id'])
  expect(answered.filter((id) => id === 'ping')).toHaveLength(pings)
})

it('cancels what the gone peer asked the program for', async () => {
  let signal: AbortSignal | undefined
  const stage = await startStage({
    tcp: true,
    handlers: {
      'databases.list': (_, context) => {
        signal = context.signal
        return new Promise(() => {})
      },
    },
  })
  const client = await stage.connect()
  client.send({ id: 1, command: 'call', method: 'databases.list', authToken: TOKEN })
  await vi.waitFor(() => expect(signal?.aborted).toBe(false))
  client.socket.resetAndDestroy()
  await vi.waitFor(() => expect(signal?.aborted).toBe(true))
})

it('knows how many programs are connected, and tells once they are more or fewer', async () => {
  const stage = await startStage()
  const told: number[] = []
  stage.daemon.onChange(() => told.push(stage.daemon.peers))
  const client = await stage.connect()
  client.send({ id: 1, command: 'ping', authToken: TOKEN })
  await client.reply()
  expect(stage.daemon.peers).toBe(1)
  await vi.waitFor(() => expect(told).toEqual([1]))
  client.socket.destroy()
  await vi.waitFor(() => expect(told).toEqual([1, 0]))
})

it('lets a request under way finish when the daemon ends, and begins nothing new', async () => {
  const stage = await startStage()
  const held = holdAnswers(stage.sessions)
  const [busy, idle, silent] = [await stage.connect(), await stage.connect(), await stage.connect()]
  busy.send({ id: 1, ...query })
  idle.send({ id: 1, command: 'ping', authToken: TOKEN })
  await idle.reply()
  await vi.waitFor(() => expect(stage.sessions.asked).toHaveLength(1))
  const closed = stage.daemon.close(5000)
  expect(await idle.rest()).toEqual([])
  expect(await silent.restOfReplies()).toEqual([failure('shutting_down')])
  held.say('5')
  expect(await busy.restOfReplies()).toEqual([{ id: 1, success: true, data: 5 }])
  await closed
  await expect(stage.connect()).rejects.toThrow(/ENOENT|ECONNREFUSED/)
})

it('fails with shutting_down what is not answered in time', async () => {
  const stage = await startStage()
  stage.sessions.answer = () => new Promise(() => {})
  const [staying, classic] = [await stage.connect(), await stage.connect()]
  for (let id = 0; id < 70; id += 1) staying.send({ id, ...query })
  classic.send(query)
  await vi.waitFor(() => expect(stage.sessions.asked).toHaveLength(65))
  await stage.daemon.close(50)
  const replies = await staying.restOfReplies()
  expect(replies).toHaveLength(70)
  for (const reply of replies) expect(reply).toEqual({ id: expect.any(Number), ...failure('shutting_down') })
  expect(new Set(replies.map(({ id }) => id)).size).toBe(70)
  expect(await classic.restOfReplies()).toEqual([failure('shutting_down')])
  expect(stage.sessions.asked).toHaveLength(65)
})
