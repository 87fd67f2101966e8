import type { ServerResponse } from 'node:http'
import { EVENTS, type EventName } from '../../contract/names'
import type { Events, Peer } from './handler'
import type { Hearing } from './hearing'

export type EventStream = {
  /** Sends everything the peer may hear from now on, and first what was said since `last` (an id this stream gave out). */
  open(response: ServerResponse, peer: Peer, last: string | undefined): void
  close(): void
}

const KEPT = 1024
/** Of no use to a page that comes back later, and too many to keep. */
const FLEETING: ReadonlySet<EventName> = new Set(['work.progress', 'sessions.values'])
const UNREAD_BYTES = 1024 * 1024

/**
 * The program's events for browser pages. Events say what changed, so saying one twice is the same as saying it once:
 * of each different event only the last is kept for pages that come back, and none is missed however long they slept.
 */
export function createEventStream(events: Events, hearing: Hearing, heartbeatMilliseconds = 15_000): EventStream {
  const open = new Map<ServerResponse, Peer>()
  const kept = new Map<string, { id: number; event: EventName }>()
  // Ids of another run mean nothing here.
  const run = Date.now().toString(36)
  let count = 0

  const send = (response: ServerResponse, text: string) => {
    response.write(text)
    // A page that no longer reads must not fill the memory; it comes back and catches up.
    if (response.writableLength > UNREAD_BYTES) response.destroy()
  }
  const say = (id: number, text: string) => `id: ${run}-${id}\n${text}\n\n`

  /** Of another run, or of none, everything kept is said again. */
  const sinceOf = (last: string): number => {
    const [itsRun, id] = last.split('-')
    return itsRun === run && /^\d{1,15}$/.test(id ?? '') ? Number(id) : 0
  }

  const unsubscribes = EVENTS.map((event) =>
    events.subscribe(event, (payload) => {
      const text = `event: ${event}\ndata: ${JSON.stringify(payload)}`
      count += 1
      if (!FLEETING.has(event)) {
        kept.delete(text)
        kept.set(text, { id: count, event })
        const [oldest] = kept.keys()
        if (kept.size > KEPT && oldest !== undefined) kept.delete(oldest)
      }
      const line = say(count, text)
      for (const [response, peer] of open) hearing(peer, event, () => send(response, line))
    }),
  )
  const heartbeat = setInterval(() => {
    for (const response of open.keys()) send(response, ':\n\n')
  }, heartbeatMilliseconds)
  heartbeat.unref()

  return {
    open(response, peer, last) {
      response.writeHead(200, {
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store',
        // When the stream ends, nothing else comes on this connection.
        connection: 'close',
      })
      const since = last === undefined ? count : sinceOf(last)
      // Tells the page where it is before anything happens, so that it can come back to this very moment.
      send(response, `retry: 1000\n${say(since, 'event: here\ndata: {}')}`)
      for (const [text, { id, event }] of kept) {
        if (id > since) hearing(peer, event, () => send(response, say(id, text)))
      }
      open.set(response, peer)
      response.once('close', () => open.delete(response))
    },
    close() {
      clearInterval(heartbeat)
      for (const unsubscribe of unsubscribes) unsubscribe()
      for (const response of open.keys()) response.end()
    },
  }
}
