import { AppError } from '../../contract/errors'
import type { Context, Events, Peer } from './handler'

const PROGRESS_INTERVAL = 50

export type Task = { context: Context; end(): void }

export type Work = {
  /** Starts a request of a peer; with a key it can be cancelled by name and reports progress. `already-exists` for a key in use. */
  begin(peer: Peer, key: string | undefined, gone?: AbortSignal): Task
  /** `not-found` when this peer has no such work. */
  cancel(peer: Peer, key: string): void
  leave(peer: Pick<Peer, 'id'>): void
}

/** What every peer is waiting for right now, so that it can be cancelled by name or when the peer is gone. */
export function createWork(events: Events, now: () => number): Work {
  const running = new Map<string, Map<AbortController, string | undefined>>()

  const find = (peer: Peer, key: string): AbortController | undefined =>
    [...(running.get(peer.id) ?? [])].find(([, named]) => named === key)?.[0]

  return {
    begin(peer, key, gone) {
      if (key !== undefined && find(peer, key)) throw new AppError('already-exists', { subject: 'work', name: key })
      const controller = new AbortController()
      const own = running.get(peer.id) ?? new Map<AbortController, string | undefined>()
      running.set(peer.id, own.set(controller, key))
      const leave = () => controller.abort()
      if (gone?.aborted) leave()
      gone?.addEventListener('abort', leave)
      let ended = false
      let last = -Infinity
      return {
        context: {
          peer,
          signal: controller.signal,
          progress(done, total) {
            if (key === undefined || ended || controller.signal.aborted) return
            // The last step always goes out, so that nobody is left looking at 98 of 100.
            if (now() - last < PROGRESS_INTERVAL && done < total) return
            last = now()
            events.emit('work.progress', { work: key, done: Math.trunc(done), total: Math.trunc(total) })
          },
        },
        end() {
          ended = true
          gone?.removeEventListener('abort', leave)
          own.delete(controller)
          if (own.size === 0) running.delete(peer.id)
        },
      }
    },
    cancel(peer, key) {
      const controller = find(peer, key)
      if (!controller) throw new AppError('not-found', { subject: 'work', name: key })
      controller.abort()
    },
    leave(peer) {
      for (const controller of running.get(peer.id)?.keys() ?? []) controller.abort()
    },
  }
}
