import { RequestFailure } from '../opcua/requestFailure'
import type { Clock } from './clock'
import { NO_ID } from './idMap'
import type { Ask } from './monitoredItems'
import type { Served } from './served'
import type { Stream, StreamItem, StreamListener, StreamOptions } from './sessions'
import { statusName } from './statusNames'
import { intervalOf, wantedOf, type OpenStream } from './streamItems'
import { createStreamSubscription, type StreamSubscription } from './streamSubscription'

/** Streams of values of one session. */
export type Publisher = {
  stream(items: readonly StreamItem[], hear: StreamListener, options?: StreamOptions): Promise<Stream>
  readonly streams: number
  all(): Iterable<Served>
  find(serverId: number): Served | undefined
  /** Subscriptions the server has for streams. */
  readonly subscriptions: number
  /** Milliseconds in which the server says something in any case. */
  readonly period: number
  /** The server says it has no subscription of ours: everything is made anew. */
  renew(): Promise<void>
  lost(): void
  open(): void
  end(because: string): void
}

export type PublisherParts = {
  ask: Ask
  clock: Clock
  timeout: number
  /** Milliseconds in which a server is to say something in any case. */
  keepAlive: number
  newId: () => string
  acknowledge: (subscription: number, sequence: number) => void
  forget: (subscription: number) => void
  /** A stream was opened or closed. */
  changed: () => void
  fault: (error: unknown) => void
}

export function createPublisher(parts: PublisherParts): Publisher {
  const { ask, clock, timeout, keepAlive, newId, acknowledge, forget, changed, fault } = parts
  const streams = new Set<OpenStream>()
  const byInterval = new Map<number, StreamSubscription>()
  let is: 'open' | 'lost' | 'ended' = 'open'
  let watching: (() => void) | undefined
  let renewing: Promise<void> | undefined

  function subscriptionFor(interval: number): StreamSubscription {
    const known = byInterval.get(interval)
    if (known) return known
    const made = createStreamSubscription({ interval, keepAlive, ask, clock, acknowledge, forget, fault })
    byInterval.set(interval, made)
    return made
  }

  function say(word: (hear: StreamListener) => void): void {
    for (const { hear } of streams) {
      try {
        word(hear)
      } catch (error) {
        fault(error)
      }
    }
  }

  /** A subscription that is silent for too long is made anew: some servers drop one without a word. */
  function watch(): void {
    watching ??= clock.after(Math.max(50, keepAlive / 2), () => {
      watching = undefined
      if (is === 'ended' || streams.size === 0) return
      watch()
      if (is === 'open') look().catch(fault)
    })
  }

  async function look(): Promise<void> {
    for (const subscription of byInterval.values()) {
      if (subscription.empty) continue
      const silence = clock.ticks() - subscription.heard
      const dead = subscription.serverId === NO_ID || silence > 2 * subscription.period + timeout
      await mend(dead ? () => subscription.replace() : () => subscription.retry(), dead)
    }
  }

  async function renewAll(): Promise<void> {
    for (const subscription of byInterval.values()) {
      if (!subscription.empty) await mend(() => subscription.replace(), true)
    }
  }

  /** What the server refuses now is tried again with the next look. */
  async function mend(work: () => Promise<void>, gap: boolean): Promise<void> {
    if (gap) say((hear) => hear.state('lost'))
    try {
      await work()
      changed()
      if (gap) say((hear) => hear.state('open'))
    } catch (error) {
      if (!(error instanceof RequestFailure)) throw error
    }
  }

  return {
    async stream(items, hear, options) {
      const interval = intervalOf(options)
      const wanted = items.map((item) => wantedOf(item, interval))
      const stream: OpenStream = { id: newId(), hear, items: [] }
      const subscription = subscriptionFor(interval)
      // Counted before the first value can come, so that somebody asks for it.
      streams.add(stream)
      changed()
      const close = async (): Promise<void> => {
        if (!streams.delete(stream)) return
        changed()
        await subscription.remove(stream)
        if (subscription.empty && byInterval.get(interval) === subscription) byInterval.delete(interval)
      }
      try {
        const followed = await subscription.add(stream, wanted)
        if (!streams.has(stream)) throw new RequestFailure('session_not_found', 'The session has ended.')
        changed()
        watch()
        return { id: stream.id, statuses: followed.map(({ status }) => statusName(status)), close }
      } catch (error) {
        await close()
        throw error
      }
    },
    get streams() {
      return streams.size
    },
    all: () => [...byInterval.values()].filter(({ empty }) => !empty),
    find(serverId) {
      if (serverId === NO_ID) return undefined
      for (const subscription of byInterval.values()) if (subscription.serverId === serverId) return subscription
      return undefined
    },
    get subscriptions() {
      return [...byInterval.values()].filter(({ serverId }) => serverId !== NO_ID).length
    },
    get period() {
      return Math.max(0, ...[...byInterval.values()].map(({ period }) => period))
    },
    renew() {
      // Every request that was waiting at the server is refused for the same reason.
      renewing ??= renewAll().finally(() => {
        renewing = undefined
      })
      return renewing
    },
    lost() {
      is = 'lost'
      say((hear) => hear.state('lost'))
    },
    open() {
      is = 'open'
      say((hear) => hear.state('open'))
      changed()
    },
    end(because) {
      is = 'ended'
      watching?.()
      const all = [...streams]
      streams.clear()
      for (const { hear } of all) {
        try {
          hear.ended(because)
        } catch (error) {
          fault(error)
        }
      }
      byInterval.clear()
    },
  }
}
