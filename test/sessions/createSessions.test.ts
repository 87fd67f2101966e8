import { describe, expect, test } from 'vitest'
import { ANNA, BEN, stage, URL, wish } from './fakeParts'

const USER = { username: 'operator', password: 'right' }

describe('closing', () => {
  test('ends a session when the last one who opened it has given it up', async () => {
    const { sessions, opcua } = stage()
    const { sessionId } = await sessions.open(ANNA, wish())
    await sessions.open(BEN, wish())
    await sessions.open(BEN, wish())
    await sessions.close(ANNA, sessionId)
    await sessions.close(ANNA, sessionId)
    await sessions.close({ id: 'stranger' }, sessionId)
    await sessions.close(BEN, sessionId)
    expect(sessions.rows()).toMatchObject([{ readers: 1, holders: ['ben'] }])
    expect(opcua.links[0]?.closed).toBe(false)
    await sessions.close(BEN, sessionId)
    expect(sessions.rows()).toEqual([])
    expect(opcua.links[0]?.closed).toBe(true)
    await expect(sessions.close(BEN, sessionId)).rejects.toMatchObject({
      type: 'session_not_found',
      message: `Session not found: ${sessionId}`,
    })
    await sessions.end()
  })

  test('by force ends it for everybody', async () => {
    const { sessions } = stage()
    const { sessionId } = await sessions.open(ANNA, wish())
    await sessions.close(BEN, sessionId, { force: true })
    await expect(sessions.query(sessionId, 'read', [])).rejects.toMatchObject({ type: 'session_not_found' })
    await sessions.end()
  })

  test('who leaves gives up everything; the session stays, and then anybody may end it', async () => {
    const { sessions } = stage()
    const { sessionId } = await sessions.open(ANNA, wish())
    await sessions.open(ANNA, wish())
    sessions.leave('anna')
    expect(sessions.rows()).toMatchObject([{ readers: 0 }])
    expect(await sessions.open(BEN, wish())).toEqual({ sessionId, reused: true })
    sessions.leave('ben')
    await sessions.close({ id: 'stranger' }, sessionId)
    expect(sessions.count).toBe(0)
    await sessions.end()
  })

  test('the end of the program ends every session within a second and opens no more', async () => {
    const { sessions, opcua, clock } = stage()
    await sessions.open(ANNA, wish())
    const stubborn = await sessions.open(ANNA, wish({ opcuaTimeout: 9 }))
    const link = opcua.links[1]
    if (link) link.close = () => new Promise(() => undefined)
    opcua.reply = () => undefined
    const waiting = sessions.query(stubborn.sessionId, 'write', []).catch((error: unknown) => error)
    const next = sessions.query(stubborn.sessionId, 'read', []).catch((error: unknown) => error)
    opcua.under()[0]?.execute()
    const ended = sessions.end()
    await clock.pass(1000)
    await ended
    expect(opcua.links[0]?.closed).toBe(true)
    expect(await next).toMatchObject({ type: 'shutting_down' })
    await expect(sessions.open(ANNA, wish())).rejects.toMatchObject({ type: 'shutting_down' })
    link?.cut()
    expect(await waiting).toMatchObject({ type: 'ConnectionException', facts: { sent: true } })
    expect(clock.timers).toBe(0)
  })
})

describe('use', () => {
  const limits = { maxSessions: 10, timeoutSeconds: 60, cleanupSeconds: 10 }

  test('a session that nobody uses ends; lists and refused methods are no use, requests are', async () => {
    const { sessions, clock } = stage({ limits })
    const { sessionId } = await sessions.open(ANNA, wish())
    await clock.pass(50_000)
    await sessions.query(sessionId, 'read', [])
    await clock.pass(55_000)
    expect(sessions.list()).toHaveLength(1)
    await expect(sessions.query(sessionId, 'connect', [])).rejects.toMatchObject({ type: 'forbidden_method' })
    await expect(sessions.invoke(sessionId, 'setTimeout', [])).rejects.toMatchObject({ type: 'unknown_method' })
    sessions.rows()
    await clock.pass(20_000)
    expect(sessions.list()).toEqual([])
    await sessions.end()
  })

  test('a session is in use while a request is under way', async () => {
    const { sessions, clock, opcua } = stage({ limits })
    const { sessionId } = await sessions.open(ANNA, wish({ opcuaTimeout: 900 }))
    opcua.reply = () => undefined
    const slow = sessions.query(sessionId, 'read', [])
    await clock.pass(300_000)
    opcua.under()[0]?.answer('"late"')
    expect(await slow).toBe('"late"')
    expect(sessions.count).toBe(1)
    await clock.pass(80_000)
    expect(sessions.count).toBe(0)
    await sessions.end()
  })

  test('a session is in use while values of it are streamed, and for its whole time after that', async () => {
    const { sessions, clock, opcua } = stage({ limits })
    const { sessionId } = await sessions.open(ANNA, wish())
    const made = {
      subscriptionId: 7,
      revisedPublishingInterval: 500,
      revisedLifetimeCount: 9,
      revisedMaxKeepAliveCount: 3,
    }
    const item = { statusCode: 0, monitoredItemId: 1, revisedSamplingInterval: 500, revisedQueueSize: 1 }
    const keepAlive = {
      subscriptionId: 7,
      sequenceNumber: 1,
      moreNotifications: false,
      notifications: [],
      availableSequenceNumbers: [],
    }
    opcua.reply = ({ method }) => {
      if (method === 'publish') return undefined
      if (method === 'createSubscription') return JSON.stringify(made)
      return JSON.stringify(method === 'createMonitoredItems' ? [item] : [0])
    }
    const hear = { values: () => undefined, state: () => undefined, ended: () => undefined }
    const stream = await sessions.stream(sessionId, [{ nodeId: 'i=2258' }], hear)
    expect(sessions.rows()).toMatchObject([{ streams: 1 }])
    for (let second = 0; second < 200; second += 1) {
      opcua.under()[0]?.answer(JSON.stringify(keepAlive))
      await clock.pass(1000)
    }
    expect(sessions.count).toBe(1)
    await stream.close()
    await clock.pass(50_000)
    expect(sessions.rows()).toMatchObject([{ streams: 0 }])
    await clock.pass(30_000)
    expect(sessions.count).toBe(0)
    await sessions.end()
  })

  test('a list shows no names, no passwords and no paths of keys, and an empty configuration as an empty object', async () => {
    const { sessions } = stage()
    await sessions.open(ANNA, wish([], 'opc.tcp://anna:s3cret@plc'))
    await sessions.open(ANNA, wish({ ...USER, opcuaTimeout: 3, autoAccept: false }))
    expect(sessions.list()).toMatchObject([
      { endpointUrl: 'opc.tcp://plc', config: {}, state: 'Connected' },
      { endpointUrl: URL, config: { opcuaTimeout: 3, autoAccept: false } },
    ])
    expect(Object.keys(sessions.list()[1]?.config ?? {})).toEqual(['opcuaTimeout', 'autoAccept'])
    expect(JSON.stringify(sessions.list())).not.toMatch(/operator|right|s3cret/)
    await sessions.end()
  })

  test('how much a session is used can be seen', async () => {
    const { sessions, clock } = stage()
    const { sessionId } = await sessions.open(ANNA, wish(USER))
    for (let one = 0; one < 20; one += 1) await sessions.query(sessionId, 'read', [])
    await expect(sessions.query(sessionId, 'invalidateCache', [])).rejects.toMatchObject({ type: 'invalid_argument' })
    expect(sessions.rows()).toMatchObject([
      { requests: 21, errors: 1, rate: 2.1, user: { kind: 'user-name', name: 'operator' } },
    ])
    await clock.pass(11_000)
    expect(sessions.rows()[0]?.rate).toBe(0)
    await sessions.end()
  })

  test('a change of the list is told', async () => {
    const { sessions, opcua } = stage()
    let told = 0
    const stop = sessions.onChange(() => (told += 1))
    const { sessionId } = await sessions.open(ANNA, wish())
    for (const act of [
      () => opcua.links[0]?.cut(),
      () => sessions.leave('anna'),
      () => void sessions.close(ANNA, sessionId),
    ]) {
      const before = told
      act()
      expect(told).toBeGreaterThan(before)
    }
    stop()
    const before = told
    await sessions.open(ANNA, wish())
    expect(told).toBe(before)
    await sessions.end()
  })
})
