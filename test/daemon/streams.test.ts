import { expect, it, vi } from 'vitest'
import { AppError } from '../../src/contract/errors'
import { holdAnswers, SESSION } from './fakeSessions'
import { failure, startStage, TOKEN, type Client } from './stage'

const items = [{ nodeId: 'ns=2;s=x' }, { nodeId: 'ns=2;s=y', samplingInterval: 100, other: 1 }]

async function subscribe(client: Client, frame: object) {
  client.send({ id: 1, command: 'subscribe', authToken: TOKEN, ...frame })
  return client.reply()
}

it('pushes values of a session after the reply, those that came before it too', async () => {
  const stage = await startStage()
  stage.sessions.answer = () => {
    stage.sessions.streams[0]?.hear.values([{ item: 0, value: '{"value":18446744073709551615}' }])
    return 'null'
  }
  const client = await stage.connect()
  expect(await subscribe(client, { sessionId: SESSION, items, publishingInterval: 50 })).toEqual({
    id: 1,
    success: true,
    data: { subscription: '1', statuses: ['Good', 'Good'] },
  })
  expect(stage.sessions.asked).toMatchObject([
    {
      what: 'stream',
      items: [{ nodeId: 'ns=2;s=x' }, { nodeId: 'ns=2;s=y', samplingInterval: 100 }],
      options: { publishingInterval: 50 },
    },
  ])
  const hear = stage.sessions.streams[0]?.hear
  hear?.values([
    { item: 1, value: '1' },
    { item: 0, value: 'null' },
  ])
  hear?.state('lost')
  hear?.ended('gone from opc.tcp://anna:pw@plc')
  const lines = await Promise.all([client.line(), client.line(), client.line(), client.line()])
  expect(lines).toEqual([
    '{"event":"values","data":{"subscription":"1","values":[{"item":0,"value":{"value":18446744073709551615}}]}}',
    '{"event":"values","data":{"subscription":"1","values":[{"item":1,"value":1},{"item":0,"value":null}]}}',
    '{"event":"state","data":{"subscription":"1","state":"lost"}}',
    '{"event":"ended","data":{"subscription":"1","because":"gone from [url]"}}',
  ])
})

it('ends a stream when it is given up, and when its peer is gone', async () => {
  const stage = await startStage()
  const client = await stage.connect()
  await subscribe(client, { sessionId: SESSION, items })
  await subscribe(client, { sessionId: SESSION, items })
  client.send({ id: 2, command: 'unsubscribe', subscription: '1', authToken: TOKEN })
  expect(await client.reply()).toEqual({ id: 2, success: true, data: null })
  expect(stage.sessions.streams.map(({ closed }) => closed)).toEqual([true, false])
  client.send({ id: 3, command: 'unsubscribe', subscription: '1', authToken: TOKEN })
  expect(await client.reply()).toEqual({ id: 3, success: true, data: null })
  client.socket.destroy()
  await vi.waitFor(() => expect(stage.sessions.streams.map(({ closed }) => closed)).toEqual([true, true]))
})

it('ends a stream that was made when its peer was gone already', async () => {
  const stage = await startStage({ tcp: true })
  const held = holdAnswers(stage.sessions)
  const client = await stage.connect()
  client.send({ id: 1, command: 'subscribe', sessionId: SESSION, items, authToken: TOKEN })
  await vi.waitFor(() => expect(stage.sessions.streams).toHaveLength(1))
  client.socket.resetAndDestroy()
  await vi.waitFor(() => expect(stage.sessions.left).toEqual(['program-1']))
  held.say('null')
  await vi.waitFor(() => expect(stage.sessions.streams[0]?.closed).toBe(true))
})

it('says what the program says under a topic, until that is given up', async () => {
  const stage = await startStage()
  const client = await stage.connect()
  expect(await subscribe(client, { topic: 'work.progress' })).toMatchObject({
    data: { subscription: '1', statuses: [] },
  })
  stage.events.emit('work.progress', { work: 'w', done: 1, total: 2 })
  expect(await client.line()).toBe('{"event":"work.progress","data":{"work":"w","done":1,"total":2}}')
  client.send({ id: 2, command: 'unsubscribe', subscription: '1', authToken: TOKEN })
  expect(await client.reply()).toMatchObject({ id: 2, success: true })
  stage.events.emit('work.progress', { work: 'w', done: 2, total: 2 })
  client.send({ id: 3, command: 'ping', authToken: TOKEN })
  expect(await client.reply()).toMatchObject({ id: 3 })
})

it.each([
  { topic: 'toString' },
  { topic: 5 },
  { topic: null },
  { sessionId: SESSION },
  { sessionId: SESSION, items: [] },
  { sessionId: SESSION, items: [5] },
  { sessionId: SESSION, items: [{}] },
  { sessionId: SESSION, items, publishingInterval: 'x' },
  { items },
])('refuses to subscribe to %j', async (frame) => {
  const stage = await startStage()
  const client = await stage.connect()
  expect(await subscribe(client, frame)).toEqual({ id: 1, ...failure('invalid_argument') })
  expect(stage.sessions.asked).toEqual([])
})

it('subscribes nobody who does not stay', async () => {
  const stage = await startStage()
  for (const command of ['subscribe', 'unsubscribe']) {
    const frame = { command, topic: 'daemon.changed', subscription: '1' }
    expect(await stage.ask(frame)).toEqual(failure('invalid_argument'))
  }
})

it('makes at most 64 subscriptions for one connection', async () => {
  const stage = await startStage()
  const client = await stage.connect()
  for (let made = 0; made < 64; made += 1) {
    expect(await subscribe(client, { topic: 'daemon.changed' })).toMatchObject({ success: true })
  }
  expect(await subscribe(client, { topic: 'daemon.changed' })).toEqual({ id: 1, ...failure('invalid_argument') })
  expect(await subscribe(client, { sessionId: SESSION, items })).toEqual({ id: 1, ...failure('invalid_argument') })
})

it('asks for the right to view what a topic is about', async () => {
  const stage = await startStage({
    gate: {
      authorize(_, object, right) {
        throw new AppError('not-permitted', { object, right })
      },
    },
  })
  const client = await stage.connect()
  const objects = {
    'databases.changed': 'Device.UserManagement',
    'sessions.values': 'Device.Sessions',
    'app.leaving': 'Device',
  }
  for (const [topic, object] of Object.entries(objects)) {
    expect(await subscribe(client, { topic })).toMatchObject({
      error: { type: 'access_denied', details: { object, right: 'view' } },
    })
  }
  expect(await subscribe(client, { sessionId: SESSION, items })).toMatchObject({ error: { type: 'access_denied' } })
})
