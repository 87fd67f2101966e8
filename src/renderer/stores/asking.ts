/** One question to the program that is asked again whenever its answer may have changed. */
export type Asking = {
  /** Asks once. */
  need: () => void
  /** Asks again, also after a failure; resolves when the answer is there. */
  again: () => Promise<void>
  /** Asks again if it was ever asked. */
  changed: () => void
}

/** One question at a time; a change while one is on its way asks once more afterwards. `ask` keeps its failures to itself. */
export function createAsking(ask: () => Promise<void>): Asking {
  let needed = false
  let running: Promise<void> | undefined
  let stale = false

  function again(): Promise<void> {
    needed = true
    if (running) {
      stale = true
      return running
    }
    running = (async () => {
      do {
        stale = false
        await ask()
      } while (stale)
      // In the same step as the last look at `stale`, or a change just then would be lost.
      running = undefined
    })()
    return running
  }

  return {
    need: () => {
      if (!needed) void again()
    },
    again,
    changed: () => {
      if (needed) void again()
    },
  }
}
