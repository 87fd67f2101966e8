export type Renewal = {
  /** Something has changed. */
  ask(): void
  /** Nothing is begun any more; waits for what is under way. */
  close(): Promise<void>
}

/** Does `renew` after changes: never twice at once, at most once in `every` milliseconds, and always once after the last change. */
export function createRenewal(given: { every: number; renew: () => Promise<void> }): Renewal {
  const { every, renew } = given
  let wanted = false
  let closed = false
  let timer: NodeJS.Timeout | undefined
  let running: Promise<void> | undefined

  function run(): void {
    timer = undefined
    if (!wanted || closed) return
    wanted = false
    running = renew().finally(() => {
      running = undefined
      if (!closed) timer = setTimeout(run, every)
    })
  }
  return {
    ask() {
      wanted = true
      if (!timer && !running) run()
    },
    async close() {
      closed = true
      clearTimeout(timer)
      await running
    },
  }
}
