import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { connectDirectly } from '../support/controllerClient'
import { integer, methodsOn, node, part, startMethods, wire, type MethodsOn, type MethodsServer } from './methodsOn'

let server: MethodsServer
let methods: MethodsOn

beforeAll(async () => {
  server = await startMethods()
  methods = server.methods
})
afterAll(() => server.close())

const subscriptions: unknown[] = []
afterEach(async () => {
  for (const id of subscriptions.splice(0)) await methods.plain('deleteSubscription', id)
})

async function subscribe(): Promise<number> {
  const made = await methods.plain('createSubscription', 50, 2400, 10, 0, true, 0)
  const number = part(made, 'subscriptionId') as number
  subscriptions.push(number)
  return number
}

/** Publishes until something came that is looked for. */
async function published(ask: MethodsOn['plain'], found: (answer: unknown) => boolean): Promise<unknown> {
  for (let turn = 0; turn < 20; turn++) {
    const answer = await ask('publish', [])
    if (found(answer)) return answer
  }
  throw new Error('nothing came')
}

test('values are reported without asking for it, and a monitoring mode that is given counts', async () => {
  expect(await methods.plain('createSubscription')).toEqual({
    subscriptionId: integer,
    revisedPublishingInterval: 500,
    revisedLifetimeCount: 2400,
    revisedMaxKeepAliveCount: 10,
  })
  const subscription = await subscribe()
  const made = await methods.plain('createMonitoredItems', subscription, [
    { nodeId: node('Scalar/Int32'), clientHandle: 7 },
    { nodeId: node('Nowhere') },
    { nodeId: node('Scalar/Double'), clientHandle: 8, monitoringMode: 0 },
  ])
  expect(made).toEqual([
    { statusCode: 0, monitoredItemId: integer, revisedSamplingInterval: 250, revisedQueueSize: 1 },
    { statusCode: 0x80340000, monitoredItemId: 0, revisedSamplingInterval: 0, revisedQueueSize: 0 },
    { statusCode: 0, monitoredItemId: integer, revisedSamplingInterval: 250, revisedQueueSize: 1 },
  ])
  const answer = await published(
    methods.plain,
    (one) => part(one, 'subscriptionId') === subscription && (part(one, 'notifications') as unknown[]).length > 0,
  )
  expect(answer).toEqual({
    subscriptionId: subscription,
    sequenceNumber: 1,
    moreNotifications: false,
    notifications: [
      { type: 'DataChange', clientHandle: 7, dataValue: expect.objectContaining({ type: 6, statusCode: 0 }) },
    ],
    availableSequenceNumbers: [1],
  })
  expect(await methods.plain('republish', subscription, 1)).toEqual({
    sequenceNumber: 1,
    // The demo's server keeps messages without the time at which it sent them.
    publishTime: null,
    notifications: part(answer, 'notifications'),
  })
  expect(await methods.typed('republish', subscription, 1)).toMatchObject({
    notifications: [{ __t: 'DataChangeNotification', handle: 7, dv: { __t: 'DataValue' } }],
  })
  await expect(methods.plain('republish', subscription, 99)).rejects.toMatchObject({
    facts: { status: 'BadMessageNotAvailable' },
  })
  const ids = (made as unknown[]).map((one) => part(one, 'monitoredItemId'))
  expect(
    await methods.plain('modifyMonitoredItems', subscription, [
      { monitoredItemId: ids[0], samplingInterval: 100, queueSize: 5, clientHandle: 9 },
    ]),
  ).toEqual([{ statusCode: 0, revisedSamplingInterval: 100, revisedQueueSize: 5 }])
  expect(await methods.plain('setTriggering', subscription, ids[0], [ids[2]], [])).toEqual({
    addResults: [0],
    removeResults: [],
  })
  expect(await methods.typed('setTriggering', subscription, ids[0], [], [ids[2], 99999])).toEqual({
    __t: 'SetTriggeringResult',
    add: [],
    remove: [0, 0x80420000],
  })
  expect(await methods.plain('write', node('Scalar/Int32'), 4711, 6)).toBe(0)
  expect(
    await published(
      methods.typed,
      (one) => part(one, 'subId') === subscription && (part(one, 'notif') as unknown[]).length > 0,
    ),
  ).toMatchObject({
    __t: 'PublishResult',
    notif: [{ __t: 'DataChangeNotification', handle: 9, dv: { variant: { value: 4711 } } }],
  })
  expect(await methods.plain('deleteMonitoredItems', subscription, [ids[0], 99999])).toEqual([0, 0x80420000])
  expect(await methods.typed('deleteMonitoredItems', subscription, [ids[2]])).toEqual([0])
  expect(await methods.plain('deleteSubscription', 99999)).toBe(0x80280000)
})

test('subscriptions in the shapes of invoke', async () => {
  const made = await methods.typed('createSubscription', 100)
  expect(made).toEqual({ __t: 'SubscriptionResult', subId: integer, interval: 100, lifetime: 2400, keepAlive: 10 })
  const subscription = part(made, 'subId')
  expect(await methods.typed('createMonitoredItems', subscription, [{ nodeId: wire('Scalar/Int32') }])).toEqual([
    { __t: 'MonitoredItemResult', status: 0, id: integer, interval: 250, queue: 1 },
  ])
  const item = part(
    await methods.typed('createMonitoredItems', subscription, [{ nodeId: wire('Scalar/Byte') }]),
    0,
    'id',
  )
  expect(
    await methods.typed('modifyMonitoredItems', subscription, [{ monitoredItemId: item, samplingInterval: 300 }]),
  ).toEqual([{ __t: 'MonitoredItemModifyResult', status: 0, interval: 300, queue: 1 }])
  expect(await methods.typed('createEventMonitoredItem', subscription, 'i=2253')).toMatchObject({
    __t: 'MonitoredItemResult',
    status: 0,
  })
  const told = await published(methods.typed, (one) => (part(one, 'notif') as unknown[]).some(isEvent))
  expect((part(told, 'notif') as unknown[]).find(isEvent)).toMatchObject({ handle: 1, fields: expect.any(Array) })
  expect(await methods.typed('deleteSubscription', subscription)).toBe(0)
})

const isEvent = (one: unknown) => part(one, '__t') === 'EventNotification'

test('events come with the fields that were selected, in their order', async () => {
  const subscription = await subscribe()
  const fields = ['EventId', 'SourceName', 'Message', 'Severity', 'Time', '0:EventType', 'No/Such/Field']
  expect(await methods.plain('createEventMonitoredItem', subscription, 'i=2253', fields, 33)).toMatchObject({
    statusCode: 0,
    monitoredItemId: integer,
  })
  const tells = (one: unknown) => part(one, 'eventFields', 1, 'value') === 'Boiler'
  const answer = await published(methods.plain, (one) => (part(one, 'notifications') as unknown[]).some(tells))
  expect((part(answer, 'notifications') as unknown[]).find(tells)).toEqual({
    type: 'Event',
    clientHandle: 33,
    eventFields: [
      { type: 15, value: expect.stringMatching(/^[\w+/]+=*$/), dimensions: null },
      { type: 12, value: 'Boiler', dimensions: null },
      { type: 21, value: { locale: 'de', text: expect.any(String) }, dimensions: null },
      { type: 5, value: integer, dimensions: null },
      { type: 13, value: expect.stringMatching(/\.\d{6}\+00:00$/), dimensions: null },
      { type: 17, value: expect.objectContaining({ type: 'numeric' }), dimensions: null },
      { type: null, value: null, dimensions: null },
    ],
  })
})

test('subscriptions move to another session', async () => {
  const subscription = await subscribe()
  const other = await connectDirectly(server.controller.endpointUrl)
  try {
    const on = methodsOn(other)
    expect(await on.plain('transferSubscriptions', [subscription, 99999], true)).toEqual([
      { statusCode: expect.any(Number), availableSequenceNumbers: [] },
      { statusCode: 0x80280000, availableSequenceNumbers: [] },
    ])
    expect(await methods.plain('transferSubscriptions', [99999])).toEqual([
      { statusCode: 0x80280000, availableSequenceNumbers: [] },
    ])
    expect(await methods.typed('transferSubscriptions', [99999])).toEqual([
      { __t: 'TransferResult', status: 0x80280000, avail: [] },
    ])
  } finally {
    await other.close()
  }
})
