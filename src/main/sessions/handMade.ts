import { RequestFailure } from '../opcua/requestFailure'
import type { Clock } from './clock'
import { createIdMap, NO_ID, type IdMap } from './idMap'
import { elementsOf, membersOf, withMember } from './jsonText'
import { createMonitoredItems, type Ask } from './monitoredItems'
import { isAfter, type NotificationMessage } from './notificationMessage'
import type { Served } from './served'

/** Subscriptions that clients make and publish themselves (session-daemon 4, 14 to 21, 37 and 38). */
export type HandMade = {
  run(method: string, parameters: readonly unknown[]): Promise<string>
  all(): Iterable<Served>
  /** Of a subscription with this id at the server. */
  find(serverId: number): Served | undefined
  /** Clients that wait in `publish`. */
  readonly waiting: number
  /** Milliseconds in which the server says something in any case. */
  readonly period: number
  /** Fails whoever waits longest. */
  refuse(failure: RequestFailure): void
  /** Fails everybody who waits. */
  end(failure: RequestFailure): void
}

export type HandMadeParts = {
  ask: Ask
  clock: Clock
  /** Milliseconds for a request. */
  timeout: number
  acknowledge: (subscription: number, sequence: number) => void
  forget: (subscription: number) => void
  /** Somebody waits for a message. */
  wanted: () => void
  /** Whether an id at the server belongs to a stream, which is nobody's to take. */
  isOther: (serverId: number) => boolean
}

type Subscription = Served & {
  serverId: number
  readonly items: ReturnType<typeof createMonitoredItems>
  /** Sequence numbers its client knows of and may acknowledge; those of a former life are not among them. */
  readonly known: Set<number>
  readonly period: number
}
type Waiter = { done: (text: string) => void; failed: (failure: RequestFailure) => void }

/** Messages kept for clients that do not ask; what falls out is found again by Republish as long as the server has it. */
const MOST_KEPT = 1000
const MOST_KNOWN = 10_000

export function createHandMade(parts: HandMadeParts): HandMade {
  const { ask, clock, timeout } = parts
  const subscriptions: IdMap<Subscription> = createIdMap()
  const kept: { subscription: Subscription; text: string }[] = []
  const waiters: Waiter[] = []

  function addSubscription(
    serverId: number,
    { create, period }: { create: readonly unknown[] | null; period: number },
  ) {
    const subscription: Subscription & { last: number } = {
      serverId,
      last: 0,
      items: createMonitoredItems(ask),
      known: new Set(),
      period,
      hear: (message) => take(subscription, message),
      catchUp: (message) => take(subscription, message),
      hadBefore: (sequence) => void subscription.known.add(sequence),
      async recreate() {
        parts.forget(subscription.serverId)
        Object.assign(subscription, { serverId: NO_ID, last: 0 })
        subscription.known.clear()
        // One that came by a transfer: nobody told us how it was made.
        if (!create) return
        const made = membersOf(await ask('createSubscription', create))
        subscription.serverId = Number(made.get('subscriptionId'))
        await subscription.items.recreate(subscription.serverId)
      },
    }
    return subscriptions.add(subscription)
  }

  function take(subscription: Subscription & { last: number }, message: NotificationMessage): void {
    const text = shown(subscription, message)
    const waiter = waiters.shift()
    if (message.notifications.length > 0) {
      // Two requests at once can be answered in any order.
      if (isAfter(message.sequence, subscription.last)) subscription.last = message.sequence
      subscription.known.add(message.sequence)
      if (subscription.known.size > MOST_KNOWN) forgetOldest(subscription.known)
      if (!waiter) {
        kept.push({ subscription, text })
        if (kept.length > MOST_KEPT) kept.shift()
      }
    }
    waiter?.done(text)
  }

  function shown(subscription: Subscription, message: NotificationMessage): string {
    for (const sequence of message.available) subscription.known.add(sequence)
    return withMember(message.text, 'subscriptionId', String(subscriptions.clientIdOf(subscription) ?? NO_ID))
  }

  const subscriptionOf = (id: unknown): Subscription | undefined => subscriptions.get(idFrom(id))
  const serverIdOf = (id: unknown): number => subscriptionOf(id)?.serverId ?? NO_ID

  async function create(parameters: readonly unknown[]): Promise<string> {
    const text = await ask('createSubscription', parameters)
    const made = membersOf(text)
    const period = Number(made.get('revisedPublishingInterval')) * Number(made.get('revisedMaxKeepAliveCount'))
    const id = addSubscription(Number(made.get('subscriptionId')), { create: parameters, period })
    return withMember(text, 'subscriptionId', String(id))
  }

  async function remove(id: unknown): Promise<string> {
    const text = await ask('deleteSubscription', [serverIdOf(id)])
    const subscription = subscriptionOf(id)
    if (subscription && Number(text) >>> 30 === 0) {
      parts.forget(subscription.serverId)
      subscriptions.delete(idFrom(id))
      for (let at = kept.length - 1; at >= 0; at -= 1) if (kept[at]?.subscription === subscription) kept.splice(at, 1)
    }
    return text
  }

  /** Of another session of the same user; ids that are ours already stay what they are. */
  async function transfer([ids, ...rest]: readonly unknown[]): Promise<string> {
    if (!Array.isArray(ids)) return ask('transferSubscriptions', [ids, ...rest])
    const wanted = ids.map((id: unknown) => {
      const known = subscriptionOf(id)
      const serverId = known?.serverId ?? idFrom(id)
      const foreign = !known && (find(serverId) !== undefined || parts.isOther(serverId))
      return { known, serverId: foreign ? NO_ID : serverId }
    })
    const text = await ask('transferSubscriptions', [wanted.map(({ serverId }) => serverId), ...rest])
    for (const [at, result] of elementsOf(text).entries()) {
      const members = membersOf(result)
      const one = wanted[at]
      if (!one || Number(members.get('statusCode')) >>> 30 !== 0) continue
      const id = one.known ? idFrom(ids[at]) : addSubscription(one.serverId, { create: null, period: timeout })
      for (const sequence of elementsOf(members.get('availableSequenceNumbers') ?? '[]')) {
        subscriptions.get(id)?.known.add(Number(sequence))
      }
    }
    return text
  }

  async function republish([id, sequence, ...rest]: readonly unknown[]): Promise<string> {
    const text = await ask('republish', [serverIdOf(id), sequence, ...rest])
    if (typeof sequence === 'number') subscriptionOf(id)?.known.add(sequence)
    return text
  }

  function publish([acknowledgements = []]: readonly unknown[]): Promise<string> {
    for (const { id, sequence } of acknowledgementsOf(acknowledgements)) {
      const subscription = subscriptions.get(id)
      // After a subscription was made anew its numbers begin again: an old one could mean a message not yet read.
      if (!subscription?.known.delete(sequence)) continue
      parts.acknowledge(subscription.serverId, sequence)
    }
    const first = kept.shift()
    if (first) return Promise.resolve(first.text)
    return new Promise((done, failed) => {
      const waiter: Waiter = {
        done: (text) => {
          callOff()
          done(text)
        },
        failed: (failure) => {
          callOff()
          failed(failure)
        },
      }
      const callOff = clock.after(periodOf(subscriptions.values()) + timeout, () => {
        waiters.splice(waiters.indexOf(waiter), 1)
        failed(new RequestFailure('ConnectionException', 'The server sent no notification in time.'))
      })
      waiters.push(waiter)
      parts.wanted()
    })
  }

  const find = (serverId: number): Subscription | undefined => {
    if (serverId === NO_ID) return undefined
    for (const subscription of subscriptions.values()) if (subscription.serverId === serverId) return subscription
    return undefined
  }

  return {
    async run(method, parameters) {
      const [id, ...rest] = parameters
      const items = () => subscriptionOf(id)?.items ?? createMonitoredItems(ask)
      switch (method) {
        case 'createSubscription':
          return create(parameters)
        case 'createMonitoredItems':
          return items().create(serverIdOf(id), rest[0])
        case 'createEventMonitoredItem':
          return items().createEvent(serverIdOf(id), rest)
        case 'deleteMonitoredItems':
          return items().delete(serverIdOf(id), rest[0])
        case 'modifyMonitoredItems':
          return items().modify(serverIdOf(id), rest[0])
        case 'setTriggering':
          return items().trigger(serverIdOf(id), rest)
        case 'deleteSubscription':
          return remove(id)
        case 'publish':
          return publish(parameters)
        case 'republish':
          return republish(parameters)
        case 'transferSubscriptions':
          return transfer(parameters)
        default:
          throw new RequestFailure('forbidden_method', 'This method has nothing to do with subscriptions.')
      }
    },
    all: () => subscriptions.values(),
    find,
    get waiting() {
      return waiters.length
    },
    get period() {
      return periodOf(subscriptions.values())
    },
    refuse: (failure) => waiters.shift()?.failed(failure),
    end(failure) {
      for (const waiter of waiters.splice(0)) waiter.failed(failure)
    },
  }
}

function periodOf(subscriptions: Iterable<Subscription>): number {
  return Math.max(0, ...[...subscriptions].map(({ period }) => period))
}

function idFrom(id: unknown): number {
  if (typeof id === 'number' && Number.isInteger(id) && id >= 0 && id < 2 ** 32) return id
  throw new RequestFailure('invalid_argument', 'A subscription id must be an integer from 1 to 4294967295.', {
    sent: false,
  })
}

function acknowledgementsOf(given: unknown): { id: number; sequence: number }[] {
  if (!Array.isArray(given)) throw badAcknowledgements()
  return given.map((one: unknown) => {
    if (typeof one !== 'object' || one === null) throw badAcknowledgements()
    const id: unknown = 'subscriptionId' in one ? one.subscriptionId : undefined
    const sequence: unknown = 'sequenceNumber' in one ? one.sequenceNumber : undefined
    if (typeof id !== 'number' || typeof sequence !== 'number') throw badAcknowledgements()
    return { id, sequence }
  })
}

function badAcknowledgements(): RequestFailure {
  return new RequestFailure(
    'invalid_argument',
    'publish: acknowledgements must be a list of {subscriptionId, sequenceNumber}.',
    { sent: false },
  )
}

function forgetOldest(known: Set<number>): void {
  for (const sequence of known) {
    known.delete(sequence)
    return
  }
}
