import { expect } from 'vitest'
import type { QUERY_METHODS } from '../../src/main/sessions/methods'
import {
  dataValue,
  inServer,
  integer,
  listOf,
  node,
  nodeText,
  part,
  published,
  text,
  time,
  type MethodCall,
} from './methodStage'

const carries = (answer: unknown) => listOf(part(answer, 'notifications')).length > 0

/** The methods of `query` that make subscriptions by hand (session-daemon 4, 14 to 21, 37 and 38). */
export const SUBSCRIPTION_CALLS = {
  createSubscription: async (ask, { query }) => {
    const made = await ask(500, 2400, 10, 0, true, 0)
    expect(made).toEqual({
      subscriptionId: integer,
      revisedPublishingInterval: 500,
      revisedLifetimeCount: 2400,
      revisedMaxKeepAliveCount: 10,
    })
    expect(await query('deleteSubscription', part(made, 'subscriptionId'))).toBe(0)
  },
  createMonitoredItems: (ask, { subscribed }) =>
    subscribed(async (subscription) => {
      const item = { attributeId: 13, samplingInterval: 250, queueSize: 1, clientHandle: 7, monitoringMode: 2 }
      const made = await ask(subscription, [{ nodeId: node('Scalar/Int32'), ...item }, { nodeId: nodeText('Nowhere') }])
      expect(made).toEqual([
        { statusCode: 0, monitoredItemId: integer, revisedSamplingInterval: 250, revisedQueueSize: 1 },
        { statusCode: 0x8034_0000, monitoredItemId: 0, revisedSamplingInterval: 0, revisedQueueSize: 0 },
      ])
    }),
  createEventMonitoredItem: (ask, { subscribed, query }) =>
    subscribed(async (subscription) => {
      const fields = ['EventId', 'EventType', 'SourceName', 'Time', 'Message', 'Severity']
      expect(await ask(subscription, inServer(2253), fields, 33)).toEqual({
        statusCode: 0,
        monitoredItemId: integer,
        revisedSamplingInterval: 0,
        revisedQueueSize: integer,
      })
      const boiler = (one: unknown) => part(one, 'eventFields', 2, 'value') === 'Boiler'
      const told = await published(
        (...params) => query('publish', ...params),
        (answer) => listOf(part(answer, 'notifications')).some(boiler),
      )
      expect(listOf(part(told, 'notifications')).find(boiler)).toEqual({
        type: 'Event',
        clientHandle: 33,
        eventFields: [
          { type: 15, value: expect.stringMatching(/^[\w+/]+=*$/), dimensions: null },
          { type: 17, value: { ns: integer, id: expect.anything(), type: text }, dimensions: null },
          { type: 12, value: 'Boiler', dimensions: null },
          { type: 13, value: time, dimensions: null },
          { type: 21, value: { locale: expect.anything(), text }, dimensions: null },
          { type: 5, value: integer, dimensions: null },
        ],
      })
    }),
  deleteMonitoredItems: (ask, { subscribed, query }) =>
    subscribed(async (subscription) => {
      const made = await query('createMonitoredItems', subscription, [{ nodeId: node('Scalar/Int32') }])
      expect(await ask(subscription, [part(made, 0, 'monitoredItemId'), 99_999])).toEqual([0, 0x8042_0000])
    }),
  modifyMonitoredItems: (ask, { subscribed, query }) =>
    subscribed(async (subscription) => {
      const made = await query('createMonitoredItems', subscription, [{ nodeId: node('Scalar/Int32') }])
      const monitoredItemId = part(made, 0, 'monitoredItemId')
      expect(await ask(subscription, [{ monitoredItemId, samplingInterval: 100, queueSize: 5 }])).toEqual([
        { statusCode: 0, revisedSamplingInterval: 100, revisedQueueSize: 5 },
      ])
    }),
  setTriggering: (ask, { subscribed, query }) =>
    subscribed(async (subscription) => {
      const items = [{ nodeId: node('Scalar/Int32') }, { nodeId: node('Scalar/Byte'), monitoringMode: 1 }]
      const made = await query('createMonitoredItems', subscription, items)
      const [trigger, linked] = listOf(made).map((one) => part(one, 'monitoredItemId'))
      expect(await ask(subscription, trigger, [linked], [])).toEqual({ addResults: [0], removeResults: [] })
      expect(await ask(subscription, trigger, [], [linked, 99_999])).toEqual({
        addResults: [],
        removeResults: [0, 0x8042_0000],
      })
    }),
  deleteSubscription: async (ask, { query }) => {
    const made = await query('createSubscription', 500, 2400, 10, 0, true, 0)
    expect(await ask(part(made, 'subscriptionId'))).toBe(0)
    expect(await ask(part(made, 'subscriptionId'))).toBe(0x8028_0000)
  },
  publish: (ask, { subscribed, query }) =>
    subscribed(async (subscription) => {
      // Without a monitoring mode it reports, which the reference does not (session-daemon 4, 15).
      await query('createMonitoredItems', subscription, [{ nodeId: node('Scalar/SByte'), clientHandle: 7 }])
      expect(await published(ask, carries)).toEqual({
        subscriptionId: subscription,
        sequenceNumber: 1,
        moreNotifications: false,
        notifications: [{ type: 'DataChange', clientHandle: 7, dataValue: dataValue(integer, 2) }],
        availableSequenceNumbers: [1],
      })
      await query('write', node('Scalar/SByte'), 99, 2)
      const next = await published(() => ask([{ subscriptionId: subscription, sequenceNumber: 1 }]), carries)
      expect(next).toMatchObject({ sequenceNumber: 2, notifications: [{ dataValue: { value: 99 } }] })
      expect(part(next, 'availableSequenceNumbers')).toEqual([2])
    }),
  republish: (ask, { subscribed, query }) =>
    subscribed(async (subscription) => {
      await query('createMonitoredItems', subscription, [{ nodeId: node('Scalar/Byte'), clientHandle: 3 }])
      const told = await published((...params) => query('publish', ...params), carries)
      expect(await ask(subscription, 1)).toEqual({
        sequenceNumber: 1,
        publishTime: expect.toSatisfy((one) => one === null || typeof one === 'string'),
        notifications: part(told, 'notifications'),
      })
    }),
  transferSubscriptions: (_ask, { subscribed, query, daemon, onOwn }) =>
    onOwn([], (session) =>
      subscribed(async (subscription) => {
        await query('createMonitoredItems', subscription, [{ nodeId: node('Scalar/UInt32'), clientHandle: 5 }])
        await published((...params) => query('publish', ...params), carries)
        expect(await daemon.query(session, 'transferSubscriptions', [subscription, 99_999], true)).toEqual([
          { statusCode: 0, availableSequenceNumbers: [1] },
          { statusCode: 0x8028_0000, availableSequenceNumbers: [] },
        ])
        const told = await published((...params) => daemon.query(session, 'publish', ...params), carries)
        expect(told).toMatchObject({ notifications: [{ clientHandle: 5, dataValue: { type: 7 } }] })
        // Back to where it is deleted.
        expect(await query('transferSubscriptions', [subscription], false)).toMatchObject([{ statusCode: 0 }])
      }),
    ),
} satisfies Partial<Record<keyof typeof QUERY_METHODS, MethodCall>>
