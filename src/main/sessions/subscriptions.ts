import type { Link } from '../opcua/opcua'
import { RequestFailure } from '../opcua/requestFailure'
import { systemClock, type Clock } from './clock'
import { createHandMade } from './handMade'
import { NO_ID } from './idMap'
import { elementsOf, membersOf } from './jsonText'
import { isAfter, readRepublished } from './notificationMessage'
import { createPublisher } from './publisher'
import { createPublishing } from './publishing'
import type { Served } from './served'
import type { Stream, StreamItem, StreamListener, StreamOptions } from './sessions'

/** Everything of one session that goes through OPC UA subscriptions. Ids that clients know outlive lost links. */
export type Subscriptions = {
  /**
   * A method with place `subscription`; the answer is the JSON text of its `data`. All of them wait their turn in the
   * session's queue except `publish`, which waits here as long as the server has nothing to say, over lost links too.
   */
  run(method: string, parameters: readonly unknown[]): Promise<string>
  stream(items: readonly StreamItem[], hear: StreamListener, options?: StreamOptions): Promise<Stream>
  /** Streams that are open. While there is one, `publish` by hand fails with `auto_publish_active`. */
  readonly streams: number
  /** The link is lost: streams are told, and what is under way waits for `recover`. */
  lost(): void
  /**
   * On a new link: what the server kept is transferred (OPC 10000-4, 5.14.7), the rest made again. Fails when this link
   * is lost as well; calling it again with the next one goes on where it stopped.
   */
  recover(link: Link): Promise<void>
  /** The session is over: streams end, and nothing is asked any more. The server's side goes with the session. */
  end(because: string): void
}

export type SubscriptionsParts = {
  /** Open. */
  link: Link
  /** The real one where not given. */
  clock?: Clock
  /** Milliseconds for a request. */
  timeout: number
  /** A new id of a stream. */
  newId: () => string
  /** Told when a stream is opened or closed. */
  onStreams?: () => void
  /** Hears of a listener that threw, and of what should never happen. */
  fault?: (error: unknown) => void
  /** Milliseconds in which a server that is streamed from is to say something; 5 s where not given. */
  keepAlive?: number
}

/** Requests waiting at the server while something is streamed: one more than is being answered. */
const WAITING = 2
const MOST_WAITING = 10

export function createSubscriptions(parts: SubscriptionsParts): Subscriptions {
  const { clock = systemClock, timeout, newId, onStreams, fault = ignore, keepAlive = 5000 } = parts
  let link: Link | undefined = parts.link
  let ended = false

  const ask = async (method: string, parameters: readonly unknown[]): Promise<string> => {
    if (!link) throw new RequestFailure('ConnectionException', 'The link is lost.', { sent: false })
    return link.request({ method, parameters, encoding: 'plain' })
  }
  const acknowledge = (subscription: number, sequence: number) => publishing.acknowledge(subscription, sequence)
  const forget = (subscription: number) => publishing.forget(subscription)

  const handMade = createHandMade({
    ask,
    clock,
    timeout,
    acknowledge,
    forget,
    wanted: () => publishing.fill(),
    isOther: (serverId) => publisher.find(serverId) !== undefined,
  })
  const publisher = createPublisher({
    ask,
    clock,
    timeout,
    keepAlive,
    newId,
    acknowledge,
    forget,
    fault,
    changed() {
      publishing.fill()
      onStreams?.()
    },
  })
  const publishing = createPublishing({
    clock,
    fault,
    wanted() {
      const streaming = publisher.subscriptions === 0 ? 0 : WAITING - 1 + publisher.subscriptions
      return Math.min(Math.max(handMade.waiting, streaming), MOST_WAITING)
    },
    limit: () => 3 * Math.max(handMade.period, publisher.period) + timeout,
    deliver: (message) => find(message.subscription)?.hear(message),
    refused(failure, waiting) {
      if (failure.facts.status === 'BadNoSubscription' && publisher.streams > 0) publisher.renew().catch(fault)
      else if (waiting < handMade.waiting) handMade.refuse(failure)
    },
  })
  const find = (serverId: number): Served | undefined => handMade.find(serverId) ?? publisher.find(serverId)
  publishing.attach(parts.link)

  /** What the server has kept of a subscription since the last message we took, each once and in order. */
  async function catchUp(served: Served, available: readonly number[]): Promise<void> {
    const { last } = served
    const missed = available.filter((sequence) => isAfter(sequence, last))
    for (const sequence of available) if (!isAfter(sequence, last)) served.hadBefore(sequence)
    for (const sequence of missed.toSorted((one, other) => (isAfter(one, other) ? 1 : -1))) {
      const text = await unlessRefused(ask('republish', [served.serverId, sequence]))
      if (text !== undefined) served.catchUp(readRepublished(text, served.serverId, available))
    }
  }

  async function transfer(all: readonly Served[]): Promise<Set<Served>> {
    const kept = new Set<Served>()
    const there = all.filter(({ serverId }) => serverId !== NO_ID)
    if (there.length === 0) return kept
    const ids = there.map(({ serverId }) => serverId)
    // Nothing is sent again by itself: what was taken already would come twice.
    const text = await unlessRefused(ask('transferSubscriptions', [ids, false]))
    for (const [at, result] of elementsOf(text ?? '[]').entries()) {
      const served = there[at]
      const members = membersOf(result)
      if (!served || Number(members.get('statusCode')) >>> 30 !== 0) continue
      kept.add(served)
      const available = members.get('availableSequenceNumbers') ?? 'null'
      await catchUp(served, available === 'null' ? [] : elementsOf(available).map(Number))
    }
    return kept
  }

  return {
    async run(method, parameters) {
      if (method === 'publish' && publisher.streams > 0) {
        throw new RequestFailure(
          'auto_publish_active',
          'publish is not available while values of this session are streamed.',
          { sent: false },
        )
      }
      return handMade.run(method, parameters)
    },
    stream: (items, hear, options) => publisher.stream(items, hear, options),
    get streams() {
      return publisher.streams
    },
    lost() {
      if (!link || ended) return
      link = undefined
      publishing.detach()
      publisher.lost()
    },
    async recover(next) {
      if (ended) return
      link = next
      try {
        const all = [...handMade.all(), ...publisher.all()]
        const kept = await transfer(all)
        for (const served of all) if (!kept.has(served)) await unlessRefused(served.recreate())
      } catch (error) {
        if (link === next) link = undefined
        throw error
      }
      if (link !== next) throw new RequestFailure('ConnectionException', 'The link is lost.', { sent: false })
      publishing.attach(next)
      publisher.open()
    },
    end(because) {
      if (ended) return
      ended = true
      link = undefined
      publishing.detach()
      publisher.end(because)
      handMade.end(new RequestFailure('session_not_found', 'The session has ended.', { sent: false }))
    },
  }
}

function ignore(): void {
  return undefined
}

/** Undefined where the server says no; a link that is lost as well is for whoever mends it. */
async function unlessRefused<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work
  } catch (error) {
    if (!(error instanceof RequestFailure) || error.type === 'ConnectionException') throw error
    return undefined
  }
}
