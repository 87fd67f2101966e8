import { AppError } from '../../contract/errors'
import type { ShownValue } from '../../contract/sessions'
import type { Events, Handlers, Peer } from '../bridge/handler'
import { dataValueOf } from './plainValues'
import { inWords } from './sessionErrors'
import type { Sessions, Stream } from './sessions'
import { shownValue } from './shownValues'

/** Values that pages follow. */
export type Watches = {
  handlers: Pick<Handlers, 'sessions.watch' | 'sessions.unwatch'>
  /** A page is gone: what it followed is followed no more. */
  leave(peerId: string): void
  close(): Promise<void>
}

type Watch = { peer: string; stream: Stream | undefined; fresh: Fresh[]; ended: boolean }
type Fresh = { node: string; value: string }

/** Milliseconds between two events. */
const BATCH = 100
/** Values of one watch in one event; of more than this the newest. */
const MOST = 2000
const USUAL_INTERVAL = 500

export function createWatches(sessions: Pick<Sessions, 'stream'>, events: Pick<Events, 'emit'>): Watches {
  const watches = new Map<string, Watch>()
  /** Those whose stream is being opened have no id yet. */
  const opening = new Set<Watch>()
  let timer: NodeJS.Timeout | undefined

  function flush(): void {
    timer = undefined
    for (const [id, watch] of watches) {
      if (watch.fresh.length === 0) continue
      const values: ShownValue[] = watch.fresh.splice(0).map(({ node, value }) => shownValue(node, dataValueOf(value)))
      events.emit('sessions.values', { watch: id, values })
    }
  }

  function flushSoon(): void {
    timer ??= setTimeout(flush, BATCH).unref()
  }

  async function end(id: string, watch: Watch): Promise<void> {
    watches.delete(id)
    await watch.stream?.close()
  }

  async function follow(watch: Watch, input: { session: string; nodes: readonly string[]; interval: number }) {
    const items = input.nodes.map((nodeId) => ({ nodeId }))
    const stream = await sessions.stream(
      input.session,
      items,
      {
        values(values) {
          for (const { item, value } of values) watch.fresh.push({ node: input.nodes[item] ?? '', value })
          if (watch.fresh.length > MOST) watch.fresh.splice(0, watch.fresh.length - MOST)
          flushSoon()
        },
        // The state of the session says so, and pages see that one.
        state: () => undefined,
        ended() {
          watch.ended = true
          if (watch.stream) watches.delete(watch.stream.id)
        },
      },
      { publishingInterval: input.interval },
    )
    return stream
  }

  return {
    handlers: {
      'sessions.watch': async ({ session, nodes, interval = USUAL_INTERVAL }, { peer, signal }) => {
        const watch: Watch = { peer: peer.id, stream: undefined, fresh: [], ended: false }
        opening.add(watch)
        try {
          const stream = await inWords({ session, field: 'nodes' }, () => follow(watch, { session, nodes, interval }))
          watch.stream = stream
          if (watch.ended || signal.aborted) {
            await stream.close()
            throw new AppError('not-found', { subject: 'session', name: session })
          }
          watches.set(stream.id, watch)
          if (watch.fresh.length > 0) flushSoon()
          const refused = nodes.flatMap((node, at) => {
            const status = stream.statuses[at] ?? 'Good'
            return status === 'Good' ? [] : [{ node, status }]
          })
          return { watch: stream.id, refused }
        } finally {
          opening.delete(watch)
        }
      },
      'sessions.unwatch': async ({ watch: id }, { peer }) => {
        const watch = owned(watches.get(id), peer)
        if (!watch) throw new AppError('not-found', { subject: 'watch', name: id })
        await end(id, watch)
        return {}
      },
    },
    leave(peerId) {
      for (const watch of opening) if (watch.peer === peerId) watch.ended = true
      for (const [id, watch] of watches) if (watch.peer === peerId) void end(id, watch)
    },
    async close() {
      clearTimeout(timer)
      for (const watch of opening) watch.ended = true
      await Promise.all([...watches].map(([id, watch]) => end(id, watch)))
    },
  }
}

function owned(watch: Watch | undefined, peer: Peer): Watch | undefined {
  return watch?.peer === peer.id ? watch : undefined
}
