import type { ServerResponse } from 'node:http'
import type { Peer } from './handler'

/** Which browsers still have a page open: each page holds one stream of events. */
export type Presence = {
  /** A page of this browser listens until this response is closed. */
  came(peer: Peer, stream: ServerResponse): void
  close(): void
}

/** A browser without pages for `absence` milliseconds has left; it may come back. */
export function createPresence({ absence, left }: { absence: number; left: (peer: Peer) => void }): Presence {
  const pages = new Map<string, number>()
  const leaving = new Map<string, NodeJS.Timeout>()
  return {
    came(peer, stream) {
      clearTimeout(leaving.get(peer.id))
      leaving.delete(peer.id)
      pages.set(peer.id, (pages.get(peer.id) ?? 0) + 1)
      stream.once('close', () => {
        const rest = (pages.get(peer.id) ?? 1) - 1
        pages.set(peer.id, rest)
        if (rest > 0) return
        pages.delete(peer.id)
        const timer = setTimeout(() => {
          leaving.delete(peer.id)
          left(peer)
        }, absence)
        leaving.set(peer.id, timer.unref())
      })
    },
    close() {
      for (const timer of leaving.values()) clearTimeout(timer)
    },
  }
}
