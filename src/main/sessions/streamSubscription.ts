import { RequestFailure } from '../opcua/requestFailure'
import type { Clock } from './clock'
import { NO_ID } from './idMap'
import { elementsOf, membersOf } from './jsonText'
import { EVENT_FIELDS, type Ask } from './monitoredItems'
import { isAfter, nextSequence, readRepublished, type NotificationMessage } from './notificationMessage'
import type { Served } from './served'
import { EVENTS_OF, keyOf, type FollowedItem, type OpenStream } from './streamItems'

/** One subscription at the server that all streams of a session with the same publishing interval share. */
export type StreamSubscription = Served & {
  add(stream: OpenStream, wanted: readonly FollowedItem['wanted'][]): Promise<readonly FollowedItem[]>
  remove(stream: OpenStream): Promise<void>
  readonly empty: boolean
  /** Ticks of the clock when the server last said anything. */
  readonly heard: number
  /** Milliseconds in which it says something in any case; 0 before it is made. */
  readonly period: number
  /** Items that could not be followed are tried again. */
  retry(): Promise<void>
  /** Ends it at the server and starts anew. */
  replace(): Promise<void>
}

export type StreamSubscriptionParts = {
  interval: number
  /** Milliseconds in which the server is to say something in any case. */
  keepAlive: number
  ask: Ask
  clock: Clock
  acknowledge: (subscription: number, sequence: number) => void
  forget: (subscription: number) => void
  fault: (error: unknown) => void
}

/** Without anybody asking, a server keeps a subscription this much longer than a silence: over a cut link. */
const LIFETIME = 120_000
/** More missing messages than this are not asked for one by one. */
const MOST_MISSING = 1000
const AT_ONCE = 500
const BAD_SUBSCRIPTION = 0x80280000

export function createStreamSubscription(parts: StreamSubscriptionParts): StreamSubscription {
  const { interval, ask, clock, fault } = parts
  const items = new Map<string, FollowedItem>()
  const byHandle = new Map<number, FollowedItem>()
  const arrived: NotificationMessage[] = []
  let handles = 0
  let serverId = NO_ID
  let last = 0
  let period = 0
  let heard = clock.ticks()
  let reading: Promise<void> | undefined
  let turn: Promise<unknown> = Promise.resolve()

  /** One change at a time, so that an item is never made twice or in a subscription that is gone. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const next = turn.then(work)
    turn = next.catch(() => undefined)
    return next
  }

  async function make(): Promise<void> {
    const keepAliveCount = Math.max(1, Math.ceil(parts.keepAlive / Math.max(interval, 1)))
    const lifetimeCount = Math.max(3 * keepAliveCount, Math.ceil(LIFETIME / Math.max(interval, 1)))
    const made = membersOf(await ask('createSubscription', [interval, lifetimeCount, keepAliveCount, 0, true, 0]))
    arrived.length = 0
    last = 0
    heard = clock.ticks()
    period = Number(made.get('revisedPublishingInterval')) * Number(made.get('revisedMaxKeepAliveCount'))
    serverId = Number(made.get('subscriptionId'))
  }

  async function follow(wanted: readonly FollowedItem[]): Promise<void> {
    const values = wanted.filter((item) => item.wanted.attributeId !== EVENTS_OF)
    for (let from = 0; from < values.length; from += AT_ONCE) {
      const some = values.slice(from, from + AT_ONCE)
      const requests = some.map((item) => ({ ...item.wanted, clientHandle: item.handle, monitoringMode: 2 }))
      const results = elementsOf(await ask('createMonitoredItems', [serverId, requests]))
      for (const [at, item] of some.entries()) takeUp(item, results[at])
    }
    for (const item of wanted) {
      if (item.wanted.attributeId !== EVENTS_OF) continue
      const rest = [item.wanted.nodeId, [...EVENT_FIELDS], item.handle]
      takeUp(item, await ask('createEventMonitoredItem', [serverId, ...rest]))
    }
  }

  async function recreate(): Promise<void> {
    parts.forget(serverId)
    serverId = NO_ID
    for (const item of items.values()) item.serverId = null
    await make()
    await follow([...items.values()])
  }

  async function end(): Promise<void> {
    const ended = serverId
    serverId = NO_ID
    parts.forget(ended)
    if (ended !== NO_ID) await evenIfRefused(ask('deleteSubscription', [ended]))
  }

  function dispatch(message: NotificationMessage): void {
    const batches = new Map<OpenStream, { item: number; value: string }[]>()
    for (const notification of message.notifications) {
      const members = membersOf(notification)
      const item = byHandle.get(Number(members.get('clientHandle')))
      const value = valueOf(members)
      if (!item || value === undefined) continue
      if (item.wanted.attributeId !== EVENTS_OF) item.lastValue = value
      for (const [stream, positions] of item.readers) {
        const batch = batches.get(stream) ?? []
        for (const position of positions) batch.push({ item: position, value })
        batches.set(stream, batch)
      }
    }
    for (const [stream, values] of batches) tell(() => stream.hear.values(values))
  }

  /** A listener that throws harms no other. */
  function tell(say: () => void): void {
    try {
      say()
    } catch (error) {
      fault(error)
    }
  }

  /** What others follow already has no first value of its own for a stream that comes later. */
  function tellLast(stream: OpenStream, followed: ReadonlyMap<FollowedItem, string>): void {
    const values = [...followed].flatMap(([item, value]) => {
      // A newer one has gone out to this stream as well.
      if (item.lastValue !== value) return []
      return (item.readers.get(stream) ?? []).map((position) => ({ item: position, value }))
    })
    if (values.length > 0) tell(() => stream.hear.values(values))
  }

  function took(message: NotificationMessage): void {
    last = message.sequence
    dispatch(message)
    parts.acknowledge(message.subscription, message.sequence)
  }

  /** In the order of their numbers, each once; what is missing between them is asked for again (OPC 10000-4, 5.14.6). */
  async function read(): Promise<void> {
    for (let message = arrived[0]; message; message = arrived[0]) {
      if (message.subscription !== serverId) {
        arrived.shift()
        continue
      }
      const keepAlive = message.notifications.length === 0
      const expected = last === 0 ? 1 : nextSequence(last)
      if (isAfter(message.sequence, expected)) {
        if (!(await fetchMissing(expected, message))) return
        // A new life may have begun meanwhile.
        if (arrived[0] !== message) continue
      }
      arrived.shift()
      if (keepAlive) continue
      if (isAfter(message.sequence, last)) took(message)
      else parts.acknowledge(message.subscription, message.sequence)
    }
  }

  /** False where the link did not let us ask: what is missing is fetched after it is back. */
  async function fetchMissing(from: number, { subscription, sequence: until, available }: NotificationMessage) {
    const count = (until - from) >>> 0
    for (let step = Math.max(0, count - MOST_MISSING); step < count; step += 1) {
      const sequence = (from + step) >>> 0 || 1
      try {
        const missed = readRepublished(await ask('republish', [subscription, sequence]), subscription, available)
        if (subscription !== serverId) return true
        if (missed.sequence === sequence && isAfter(sequence, last)) took(missed)
      } catch (error) {
        if (!(error instanceof RequestFailure)) throw error
        // The server no longer has it: it is lost, and the next one is asked for.
        if (error.type === 'ConnectionException') return false
      }
    }
    return true
  }

  function readOn(): void {
    reading ??= read()
      .catch(fault)
      .finally(() => {
        reading = undefined
      })
  }

  const subscription: StreamSubscription = {
    get serverId() {
      return serverId
    },
    get last() {
      return last
    },
    get heard() {
      return heard
    },
    get period() {
      return period
    },
    get empty() {
      return items.size === 0
    },
    hear(message) {
      heard = clock.ticks()
      if (message.notifications.some(isStatusChange)) {
        // The server has ended it or given it to another session (OPC 10000-4, 7.25.4).
        serverId = NO_ID
        return
      }
      arrived.push(message)
      readOn()
    },
    catchUp(message) {
      heard = clock.ticks()
      if (isAfter(message.sequence, last)) took(message)
    },
    hadBefore: (sequence) => parts.acknowledge(serverId, sequence),
    recreate: () => inTurn(recreate),
    add: (stream, wanted) =>
      inTurn(async () => {
        if (serverId === NO_ID) await recreate()
        const added: FollowedItem[] = []
        const followed = new Map<FollowedItem, string>()
        const all = wanted.map((one, position) => {
          const key = keyOf(one)
          let item = items.get(key)
          if (!item) {
            item = {
              key,
              handle: ++handles,
              wanted: one,
              status: 0,
              serverId: null,
              lastValue: null,
              readers: new Map(),
            }
            items.set(key, item)
            byHandle.set(item.handle, item)
            added.push(item)
          }
          const positions = item.readers.get(stream) ?? []
          if (item.lastValue !== null) followed.set(item, item.lastValue)
          item.readers.set(stream, [...positions, position])
          return item
        })
        try {
          await follow(added)
        } catch (error) {
          await drop(stream)
          throw error
        }
        tellLast(stream, followed)
        return all
      }),
    remove: (stream) => inTurn(() => drop(stream)),
    retry: () =>
      inTurn(async () => {
        const failed = [...items.values()].filter((item) => item.serverId === null)
        if (serverId !== NO_ID && failed.length > 0) await follow(failed)
      }),
    replace: () =>
      inTurn(async () => {
        await end()
        await recreate()
      }),
  }

  async function drop(stream: OpenStream): Promise<void> {
    const gone: number[] = []
    for (const item of items.values()) {
      if (!item.readers.delete(stream) || item.readers.size > 0) continue
      items.delete(item.key)
      byHandle.delete(item.handle)
      if (item.serverId !== null) gone.push(item.serverId)
    }
    if (items.size === 0) return end()
    if (gone.length > 0 && serverId !== NO_ID) await evenIfRefused(ask('deleteMonitoredItems', [serverId, gone]))
  }

  return subscription
}

function takeUp(item: FollowedItem, result: string | undefined): void {
  const members = result === undefined ? undefined : membersOf(result)
  item.status = Number(members?.get('statusCode') ?? BAD_SUBSCRIPTION)
  item.serverId = item.status >>> 30 === 0 ? Number(members?.get('monitoredItemId')) : null
}

/** The DataValue of a change; fields of an event as a DataValue of Variants. */
function valueOf(members: ReadonlyMap<string, string>): string | undefined {
  const fields = members.get('eventFields')
  if (fields === undefined) return members.get('dataValue')
  return `{"value":${fields},"type":24,"dimensions":null,"statusCode":0,"sourceTimestamp":null,"serverTimestamp":null}`
}

function isStatusChange(notification: string): boolean {
  return notification.startsWith('{"type":"StatusChange"')
}

/** Taking something off a server that is gone, or has it no more, is done. */
async function evenIfRefused(work: Promise<unknown>): Promise<void> {
  try {
    await work
  } catch (error) {
    if (!(error instanceof RequestFailure)) throw error
  }
}
