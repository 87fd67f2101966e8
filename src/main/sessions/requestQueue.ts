import { RequestFailure } from '../opcua/requestFailure'
import type { Clock } from './clock'

/**
 * How a request shares the session with its neighbours. `together`: beside others of its kind, begun in order. `alone`:
 * begins when all before it are done, and what follows waits for it. `beside`: begins in its turn, and nobody waits for it.
 */
export type Turn = 'together' | 'alone' | 'beside'

export type Request<T> = {
  turn: Turn
  /** Milliseconds until it has failed, waiting included. */
  timeout: number
  /** Does it, within so many milliseconds. */
  run: (limit: number) => Promise<T>
  /** Whether to do it once more after this failure; `attempts` counts those made. */
  again: (failure: unknown, attempts: number) => boolean
}

/** The requests of one session, in the order in which they came (session-daemon 6). */
export type RequestQueue = {
  add<T>(request: Request<T>): Promise<T>
  /** Nothing more begins; what has begun goes on. */
  pause(because: RequestFailure): void
  /** Goes on; whatever is to be done once more comes before what has not begun. */
  resume(): void
  /** Fails what waits and what comes, until `resume`. */
  refuse(because: RequestFailure): void
  /** Requests that wait or have begun. */
  readonly size: number
}

type Entry = {
  number: number
  turn: Turn
  deadline: number
  attempts: number
  start: (limit: number) => Promise<boolean>
  fail: (failure: RequestFailure) => void
}

type Gate = { is: 'running' } | { is: 'paused'; because: RequestFailure } | { is: 'refusing'; because: RequestFailure }

/** At once: more would only wait at the server. */
const MOST_TOGETHER = 64

export function createRequestQueue(clock: Clock): RequestQueue {
  let gate: Gate = { is: 'running' }
  let numbers = 0
  let together = 0
  let alone = false
  let beside = 0
  const waiting: Entry[] = []
  let stopTimer: (() => void) | undefined

  function mayBegin(turn: Turn): boolean {
    if (gate.is !== 'running' || alone) return false
    if (turn === 'alone') return together === 0
    return turn === 'beside' || together < MOST_TOGETHER
  }

  async function begin(entry: Entry): Promise<void> {
    mark(entry.turn, 1)
    entry.attempts += 1
    const again = await entry.start(entry.deadline - clock.ticks())
    mark(entry.turn, -1)
    if (again) waitAgain(entry)
    advance()
  }

  function mark(turn: Turn, change: 1 | -1): void {
    if (turn === 'together') together += change
    else if (turn === 'beside') beside += change
    else alone = change === 1
  }

  function waitAgain(entry: Entry): void {
    if (gate.is === 'refusing') return entry.fail(gate.because)
    const place = waiting.findIndex(({ number }) => number > entry.number)
    waiting.splice(place === -1 ? waiting.length : place, 0, entry)
    // It came before those the timer was set for, so its time is over earlier.
    stopTimer?.()
    stopTimer = undefined
  }

  function advance(): void {
    for (let next = waiting[0]; next && mayBegin(next.turn); next = waiting[0]) {
      waiting.shift()
      if (next.deadline > clock.ticks()) void begin(next)
      else next.fail(tooLate())
    }
    watch()
  }

  /** One timer for all who wait: they came in order and have the same time, so the first one's ends first. */
  function watch(): void {
    const first = waiting[0]
    if (!first) {
      stopTimer?.()
      stopTimer = undefined
    } else if (!stopTimer) {
      stopTimer = clock.after(Math.max(first.deadline - clock.ticks(), 1), () => {
        stopTimer = undefined
        giveUp()
      })
    }
  }

  function giveUp(): void {
    const now = clock.ticks()
    for (let first = waiting[0]; first && first.deadline <= now; first = waiting[0]) {
      waiting.shift()
      first.fail(tooLate())
    }
    advance()
  }

  function tooLate(): RequestFailure {
    if (gate.is === 'running') {
      return new RequestFailure('ConnectionException', 'Timed out behind earlier requests.', { sent: false })
    }
    return new RequestFailure('ConnectionException', gate.because.message, { ...gate.because.facts, sent: false })
  }

  return {
    add({ turn, timeout, run, again }) {
      if (gate.is === 'refusing') return Promise.reject(gate.because)
      return new Promise((done, failed) => {
        const entry: Entry = {
          number: ++numbers,
          turn,
          deadline: clock.ticks() + timeout,
          attempts: 0,
          fail: failed,
          start: async (limit) => {
            try {
              done(await run(limit))
              return false
            } catch (failure) {
              if (entry.deadline > clock.ticks() && again(failure, entry.attempts)) return true
              failed(failure)
              return false
            }
          },
        }
        if (waiting.length === 0 && mayBegin(turn)) {
          void begin(entry)
        } else {
          waiting.push(entry)
          watch()
        }
      })
    },
    pause(because) {
      gate = { is: 'paused', because }
    },
    resume() {
      gate = { is: 'running' }
      advance()
    },
    refuse(because) {
      gate = { is: 'refusing', because }
      for (const entry of waiting.splice(0)) entry.fail(because)
      watch()
    },
    get size() {
      return waiting.length + together + beside + (alone ? 1 : 0)
    },
  }
}
