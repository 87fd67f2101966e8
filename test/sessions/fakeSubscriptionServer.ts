import type { Link, LinkRequest } from '../../src/main/opcua/opcua'
import { RequestFailure } from '../../src/main/opcua/requestFailure'

/** The part of an OPC UA server that has subscriptions; messages come and get lost at the test's word. */
export type FakeSubscriptionServer = {
  link(): Link
  /** Every link is cut: requests that wait there fail. */
  cut(): void
  /** A message for a subscription. `lost`: it is sent and never arrives, and the server keeps it. */
  say(subscription: number, notifications: readonly string[], how?: 'lost' | 'forgotten'): number
  keepAlive(subscription: number): void
  /** Says something without its number being counted: for duplicates. */
  repeat(subscription: number, sequence: number): void
  /** The server forgets everything and begins its ids anew. */
  forget(): void
  /** Whether subscriptions may be taken over by another session. */
  transfers: boolean
  /** Publish requests that wait here. */
  readonly waiting: number
  readonly asked: LinkRequest[]
  readonly acknowledged: string[]
  readonly ids: number[]
}

type Kept = { next: number; kept: Map<number, readonly string[]> }
type Waiting = { done: (text: string) => void; failed: (failure: RequestFailure) => void }

export function fakeSubscriptionServer(): FakeSubscriptionServer {
  let subscriptions = new Map<number, Kept>()
  let nextId = 1
  let nextItem = 100
  let waiting: Waiting[] = []
  const asked: LinkRequest[] = []
  const acknowledged: string[] = []

  const bad = (status: string) => new RequestFailure('ServiceException', status, { status })
  const find = (id: unknown): Kept => {
    const found = subscriptions.get(Number(id))
    if (!found) throw bad('BadSubscriptionIdInvalid')
    return found
  }
  const messageText = (id: number, sequence: number, notifications: readonly string[]) =>
    `{"subscriptionId":${id},"sequenceNumber":${sequence},"moreNotifications":false,"notifications":[${notifications.join(',')}],"availableSequenceNumbers":[${[...(subscriptions.get(id)?.kept.keys() ?? [])].join(',')}]}`

  function answer(request: LinkRequest): string {
    const [first, second] = request.parameters
    switch (request.method) {
      case 'createSubscription': {
        const id = nextId++
        subscriptions.set(id, { next: 1, kept: new Map() })
        return `{"subscriptionId":${id},"revisedPublishingInterval":100,"revisedLifetimeCount":1000,"revisedMaxKeepAliveCount":10}`
      }
      case 'createMonitoredItems': {
        find(first)
        const items = Array.isArray(second) ? second : []
        return `[${items.map(() => `{"statusCode":0,"monitoredItemId":${nextItem++},"revisedSamplingInterval":100,"revisedQueueSize":1}`).join(',')}]`
      }
      case 'createEventMonitoredItem':
        find(first)
        return `{"statusCode":0,"monitoredItemId":${nextItem++},"revisedSamplingInterval":0,"revisedQueueSize":1}`
      case 'modifyMonitoredItems':
      case 'deleteMonitoredItems':
        find(first)
        return `[${(Array.isArray(second) ? second : []).map(() => (request.method.startsWith('m') ? '{"statusCode":0}' : '0')).join(',')}]`
      case 'setTriggering':
        find(first)
        return '{"addResults":[0],"removeResults":[]}'
      case 'deleteSubscription':
        return String(subscriptions.delete(Number(first)) ? 0 : 0x80280000)
      case 'republish': {
        const notifications = find(first).kept.get(Number(second))
        if (!notifications) throw bad('BadMessageNotAvailable')
        return `{"sequenceNumber":${Number(second)},"publishTime":null,"notifications":[${notifications.join(',')}]}`
      }
      case 'transferSubscriptions':
        return `[${(Array.isArray(first) ? first : [])
          .map((id) => {
            const found = subscriptions.get(Number(id))
            if (!found || !server.transfers) return '{"statusCode":2149515264,"availableSequenceNumbers":null}'
            return `{"statusCode":0,"availableSequenceNumbers":[${[...found.kept.keys()].join(',')}]}`
          })
          .join(',')}]`
      default:
        throw bad('BadServiceUnsupported')
    }
  }

  function acknowledge(list: unknown): void {
    for (const one of Array.isArray(list) ? (list as { subscriptionId: number; sequenceNumber: number }[]) : []) {
      acknowledged.push(`${one.subscriptionId}:${one.sequenceNumber}`)
      subscriptions.get(one.subscriptionId)?.kept.delete(one.sequenceNumber)
    }
  }

  function send(text: string): void {
    const first = waiting.shift()
    if (!first) throw new Error('nobody waits for a message')
    first.done(text)
  }

  const server: FakeSubscriptionServer = {
    transfers: true,
    asked,
    acknowledged,
    get waiting() {
      return waiting.length
    },
    get ids() {
      return [...subscriptions.keys()]
    },
    link() {
      let open = true
      const own: Waiting[] = []
      const failAll = () => {
        open = false
        for (const one of own.splice(0)) one.failed(new RequestFailure('ConnectionException', 'cut'))
      }
      cuts.push(failAll)
      return {
        facts: { sessionTimeout: 120_000, maxNodesPerRead: 0, maxNodesPerWrite: 0, serverCertificate: null },
        async request(request) {
          asked.push(request)
          if (!open) throw new RequestFailure('ConnectionException', 'The link is closed.', { sent: false })
          if (request.method !== 'publish') return answer(request)
          acknowledge(request.parameters[0])
          if (subscriptions.size === 0) throw bad('BadNoSubscription')
          return new Promise<string>((done, failed) => {
            const one: Waiting = { done, failed }
            own.push(one)
            waiting.push(one)
          })
        },
        onLost: () => () => undefined,
        close: async () => undefined,
      }
    },
    cut() {
      waiting = []
      for (const one of cuts.splice(0)) one()
    },
    say(id, notifications, how) {
      const subscription = find(id)
      const sequence = subscription.next++
      if (how !== 'forgotten') subscription.kept.set(sequence, notifications)
      if (how === undefined) send(messageText(id, sequence, notifications))
      return sequence
    },
    keepAlive: (id) => send(messageText(id, find(id).next, [])),
    repeat(id, sequence) {
      send(
        messageText(
          id,
          sequence,
          find(id).kept.get(sequence) ?? ['{"type":"DataChange","clientHandle":1,"dataValue":"again"}'],
        ),
      )
    },
    forget() {
      subscriptions = new Map()
      nextId = 1
      nextItem = 100
      const all = waiting
      waiting = []
      for (const one of all) one.failed(bad('BadNoSubscription'))
    },
  }
  const cuts: (() => void)[] = []
  return server
}

/** A change of the item with this handle. */
export function change(handle: number, value: string): string {
  return `{"type":"DataChange","clientHandle":${handle},"dataValue":{"value":${value},"type":9,"dimensions":null,"statusCode":0,"sourceTimestamp":null,"serverTimestamp":null}}`
}
