import { AppError } from '../../contract/errors'
import type { ImportMode } from '../../contract/exchange'
import type { Listing } from './listing'
import type { Reading } from './reading'

/** A file that a peer has read and may take over. */
export type Kept = {
  readonly id: string
  readonly peer: string
  readonly database: string
  /** Absolute. */
  readonly file: string
  readonly reading: Reading
  /** What was looked at last; `version` tells whether the database is still the same. */
  listed?: { mode: ImportMode; version: number; listing: Listing }
}

/** Files that were read, each for the peer that read it: what is in them may be secret, so they do not stay for long. */
export type Readings = {
  /** The one used longest ago goes where a peer has too many. */
  keep(reading: Omit<Kept, 'id' | 'listed'>): Kept
  /** `not-found` for one that is another peer's, forgotten, or that never was. */
  get(peer: string, id: string): Kept
  /** The same without counting as use; undefined instead of a failure. */
  peek(peer: string, id: string): { database: string; file: string } | undefined
  forget(peer: string, id: string): void
  /** Forgets what is no longer of use. */
  drop(unless: (kept: Kept) => boolean): void
  close(): void
}

/** Of one peer at a time. */
const MOST = 4
/** Milliseconds without anybody asking for it. */
const IDLE = 30 * 60_000
const LOOK_EVERY = 60_000

export function createReadings(parts: { random: (bytes: number) => Uint8Array; now: () => number }): Readings {
  const { random, now } = parts
  /** In the order in which they were used last. */
  const kept = new Map<string, { one: Kept; used: number }>()
  let timer: ReturnType<typeof setInterval> | undefined

  const remove = (id: string) => {
    kept.delete(id)
    if (kept.size > 0) return
    clearInterval(timer)
    timer = undefined
  }
  const dropIdle = () => {
    for (const [id, { used }] of kept) if (now() - used > IDLE) remove(id)
  }
  const touch = (one: Kept) => {
    kept.delete(one.id)
    kept.set(one.id, { one, used: now() })
  }
  const find = (peer: string, id: string): Kept => {
    dropIdle()
    const one = kept.get(id)?.one
    if (one?.peer !== peer) throw new AppError('not-found', { subject: 'import', name: id })
    return one
  }

  return {
    keep(reading) {
      dropIdle()
      const one: Kept = { ...reading, id: Buffer.from(random(12)).toString('base64url') }
      const own = [...kept.values()].filter(({ one: { peer } }) => peer === reading.peer)
      for (const { one: old } of own.slice(0, Math.max(0, own.length - MOST + 1))) remove(old.id)
      touch(one)
      timer ??= setInterval(dropIdle, LOOK_EVERY).unref()
      return one
    },
    get(peer, id) {
      const one = find(peer, id)
      touch(one)
      return one
    },
    peek(peer, id) {
      const one = kept.get(id)?.one
      return one?.peer === peer ? { database: one.database, file: one.file } : undefined
    },
    forget(peer, id) {
      remove(find(peer, id).id)
    },
    drop(unless) {
      for (const { one } of kept.values()) if (!unless(one)) remove(one.id)
    },
    close() {
      clearInterval(timer)
      timer = undefined
      kept.clear()
    },
  }
}
