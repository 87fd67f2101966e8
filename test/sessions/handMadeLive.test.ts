import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { startTestController, type TestController } from '../support/controller'
import { cutableProxy, type CutableProxy } from '../support/controllerProxy'
import { gaps, listening, OPERATOR, liveSessions, TESTER, until, type LiveSessions } from './liveSessions'

const COUNTER = 'ns=2;s=Changing/Counter'
let controller: TestController
let proxy: CutableProxy
let live: LiveSessions
let session = ''

beforeAll(async () => {
  controller = await startTestController({ rate: 50, machines: 2, children: 50, history: 10 })
  proxy = await cutableProxy(controller.port)
})
afterEach(async () => {
  await live.close()
  proxy.mend()
})
afterAll(async () => {
  await proxy.close()
  await controller.close()
})

async function open(config: object = OPERATOR): Promise<void> {
  live = await liveSessions()
  const opened = await live.sessions.open(TESTER, { endpointUrl: proxy.endpointUrl, config, forceNew: false })
  session = opened.sessionId
}

async function query(method: string, ...parameters: unknown[]): Promise<unknown> {
  return JSON.parse(await live.sessions.query(session, method, parameters)) as unknown
}

type Made = { subscriptionId: number }
type Item = { statusCode: number; monitoredItemId: number }
type Published = {
  subscriptionId: number
  sequenceNumber: number
  notifications: { type: string; clientHandle: number; dataValue?: { value: number }; eventFields?: unknown[] }[]
}

const subscribe = async (...parameters: unknown[]) =>
  ((await query('createSubscription', ...(parameters.length > 0 ? parameters : [100, 1000, 10]))) as Made)
    .subscriptionId

/** Publishes until enough values have come, and acknowledges each message with the next request. */
async function collect(enough: (values: number[]) => boolean, handle = 7): Promise<number[]> {
  const values: number[] = []
  let acknowledgements: unknown[] = []
  while (!enough(values)) {
    const { subscriptionId, sequenceNumber, notifications } = (await query('publish', acknowledgements)) as Published
    acknowledgements = notifications.length > 0 ? [{ subscriptionId, sequenceNumber }] : []
    for (const { clientHandle, dataValue } of notifications) {
      if (clientHandle === handle && dataValue) values.push(dataValue.value)
    }
  }
  return values
}

const item = { nodeId: COUNTER, samplingInterval: 0, queueSize: 1000, clientHandle: 7 }

it('a subscription made by hand reports, and every notification comes once over a link cut for two seconds', async () => {
  await open()
  const id = await subscribe()
  await query('createMonitoredItems', id, [item])
  setTimeout(() => proxy.cut(2000), 600)
  const values = await collect((all) => all.length >= 100)
  expect(gaps(values)).toEqual([])
  expect((await controller.counts()).requests['TransferSubscriptions']).toBe(1)
  expect(proxy.accepted()).toBeGreaterThan(1)
})

it('ids stay valid after the server has forgotten the session and everything in it', async () => {
  await open()
  const first = await subscribe()
  const second = await subscribe()
  const [changing, quiet] = (await query('createMonitoredItems', second, [
    item,
    { nodeId: 'ns=2;s=Scalar/Int32', samplingInterval: 0, clientHandle: 8, monitoringMode: 1 },
  ])) as Item[]
  await query('setTriggering', second, changing?.monitoredItemId, [quiet?.monitoredItemId], [])
  const event = (await query('createEventMonitoredItem', first, 'i=2253', ['Message'], 9)) as Item
  expect(event.statusCode).toBe(0)
  await query('modifyMonitoredItems', second, [{ monitoredItemId: changing?.monitoredItemId, clientHandle: 70 }])
  await collect((all) => all.length >= 3, 70)

  await controller.restart()
  const values = await collect((all) => all.length >= 20, 70)
  expect(gaps(values)).toEqual([])
  // Both are known under their old ids, with other ids at the server or not.
  await query('modifyMonitoredItems', second, [{ monitoredItemId: changing?.monitoredItemId, samplingInterval: 10 }])
  const modified = (await query('modifyMonitoredItems', second, [
    { monitoredItemId: changing?.monitoredItemId, samplingInterval: 10 },
    { monitoredItemId: 999_999, samplingInterval: 10 },
  ])) as Item[]
  expect(modified.map(({ statusCode }) => statusCode)).toEqual([0, 0x80420000])
  expect(await query('setTriggering', second, changing?.monitoredItemId, [], [quiet?.monitoredItemId])).toEqual({
    addResults: [],
    removeResults: [0],
  })
  expect(await query('deleteMonitoredItems', first, [event.monitoredItemId])).toEqual([0])
  expect(await query('deleteSubscription', first)).toBe(0)
  expect(await query('deleteSubscription', second)).toBe(0)
  expect((await controller.counts()).subscriptionsOpen).toBe(0)
}, 60_000)

it('an id the server gives again for another subscription does not take its place', async () => {
  await open({})
  const first = await subscribe()
  await controller.restart()
  await until('open again', () => live.sessions.list()[0]?.state === 'Connected')
  // A server that starts anew may begin its ids anew: this one could be the id of the first at the server now.
  const others = await Promise.all([subscribe(), subscribe(), subscribe()])
  expect(new Set([first, ...others]).size).toBe(4)
  for (const id of [first, ...others]) expect(await query('deleteSubscription', id)).toBe(0)
  await expect(query('deleteSubscription', first)).resolves.toBe(0x80280000)
})

it('events of an alarm arrive with the fields that were asked for', async () => {
  await open()
  const id = await subscribe()
  const made = (await query(
    'createEventMonitoredItem',
    id,
    'i=2253',
    ['EventType', 'SourceName', 'Message', 'Severity'],
    4,
  )) as Item
  expect(made.statusCode).toBe(0)
  const events: unknown[][] = []
  while (events.length < 3) {
    const { notifications } = (await query('publish', [])) as Published
    for (const { type, clientHandle, eventFields = [] } of notifications) {
      expect([type, clientHandle]).toEqual(['Event', 4])
      events.push(eventFields)
    }
  }
  expect(events[0]).toHaveLength(4)
  expect(JSON.stringify(events)).toContain('Boiler')
})

it('what is published while a stream runs waits for whoever publishes by hand, who is refused meanwhile', async () => {
  await open()
  const id = await subscribe()
  await query('createMonitoredItems', id, [item])
  const first = await collect((all) => all.length >= 3)
  const ear = listening()
  const stream = await live.sessions.stream(session, [{ nodeId: COUNTER }], ear.hear, { publishingInterval: 100 })
  await expect(query('publish', [])).rejects.toMatchObject({ type: 'auto_publish_active' })
  await until('values', () => ear.values.length >= 10)
  await stream.close()
  const last = first.at(-1) ?? 0
  const rest = await collect((all) => all.length >= 40)
  expect(gaps([last, ...rest])).toEqual([])
})

it('a client reaches neither subscriptions of streams nor those of nobody', async () => {
  await open()
  const ear = listening()
  const stream = await live.sessions.stream(session, [{ nodeId: COUNTER }], ear.hear, { publishingInterval: 100 })
  await until('a value', () => ear.values.length > 0)
  const tried: unknown[] = []
  for (let id = 0; id < 60; id += 1) tried.push(await query('deleteSubscription', id))
  expect(new Set(tried)).toEqual(new Set([0x80280000]))
  const transferred = (await query(
    'transferSubscriptions',
    Array.from({ length: 60 }, (_, id) => id),
  )) as Item[]
  expect(transferred.filter(({ statusCode }) => statusCode === 0)).toEqual([])
  for (const wrong of ['1', -1, 1.5, null, undefined, {}, 2 ** 32]) {
    await expect(query('deleteSubscription', wrong)).rejects.toMatchObject({ type: 'invalid_argument' })
  }
  const { length } = ear.values
  await until('more values', () => ear.values.length > length + 3)
  await stream.close()
})
