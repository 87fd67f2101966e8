import type { Clock } from './clock'

/** How much a session is used. */
export type Usage = {
  /** Somebody has used it: counts against expiry, and is `lastUsed`. */
  touch(): void
  request(): void
  failed(): void
  readonly lastUsed: number
  /** Milliseconds since the last use, whatever happens to the clock on the wall. */
  readonly idle: number
  readonly requests: number
  readonly errors: number
  /** Requests per second over the last ten seconds. */
  readonly rate: number
}

const SECONDS = 10

export function createUsage(clock: Clock): Usage {
  let lastUsed = clock.now()
  let lastTick = clock.ticks()
  let requests = 0
  let errors = 0
  // One count per second, at the second's number modulo ten; `seconds` tells which second a count belongs to.
  const counts = Array.from({ length: SECONDS }, () => 0)
  const seconds = Array.from({ length: SECONDS }, () => -SECONDS)
  return {
    touch() {
      lastUsed = clock.now()
      lastTick = clock.ticks()
    },
    request() {
      requests += 1
      const second = Math.floor(clock.ticks() / 1000)
      const place = second % SECONDS
      counts[place] = seconds[place] === second ? (counts[place] ?? 0) + 1 : 1
      seconds[place] = second
    },
    failed() {
      errors += 1
    },
    get lastUsed() {
      return lastUsed
    },
    get idle() {
      return clock.ticks() - lastTick
    },
    get requests() {
      return requests
    },
    get errors() {
      return errors
    },
    get rate() {
      const now = Math.floor(clock.ticks() / 1000)
      const recent = counts.filter((_, place) => now - (seconds[place] ?? -SECONDS) < SECONDS)
      return recent.reduce((sum, count) => sum + count, 0) / SECONDS
    },
  }
}
