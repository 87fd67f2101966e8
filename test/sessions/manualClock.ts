import type { Clock } from '../../src/main/sessions/clock'

/** Time that passes when a test says so. */
export type ManualClock = Clock & {
  /** Lets so many milliseconds pass; what is due runs in its order, and what follows from it is done as well. */
  pass(milliseconds: number): Promise<void>
  /** Timers that are set. */
  readonly timers: number
}

export function manualClock(): ManualClock {
  let ticks = 1_000_000
  const timers = new Set<{ at: number; run: () => void }>()
  return {
    now: () => 1_800_000_000_000 + ticks,
    ticks: () => ticks,
    after(milliseconds, run) {
      const timer = { at: ticks + milliseconds, run }
      timers.add(timer)
      return () => timers.delete(timer)
    },
    async pass(milliseconds) {
      const end = ticks + milliseconds
      await settled()
      for (;;) {
        const next = [...timers].filter(({ at }) => at <= end).toSorted((one, other) => one.at - other.at)[0]
        if (!next) break
        timers.delete(next)
        ticks = Math.max(ticks, next.at)
        next.run()
        await settled()
      }
      ticks = end
    },
    get timers() {
      return timers.size
    },
  }
}

/** Everything that follows from what has happened without waiting for anything outside. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) await new Promise((done) => setImmediate(done))
}
