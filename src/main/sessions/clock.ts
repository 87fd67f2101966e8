/** Time, so that tests need not wait. */
export type Clock = {
  /** Milliseconds since 1970, for people; may jump when somebody sets the clock. */
  now(): number
  /** Milliseconds that never jump, for deadlines. */
  ticks(): number
  /** Runs something later; keeps no process alive. Returns how to call it off. */
  after(milliseconds: number, run: () => void): () => void
}

/** The real one. */
export const systemClock: Clock = {
  now: () => Date.now(),
  ticks: () => performance.now(),
  after(milliseconds, run) {
    const timer = setTimeout(run, milliseconds).unref()
    return () => clearTimeout(timer)
  },
}
