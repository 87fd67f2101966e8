/**
 * Runs something at once and then at most once in so many milliseconds; what was asked for in between runs at the end of
 * the pause, once.
 */
export function rateLimited(milliseconds: number, run: () => void): { ask(): void; stop(): void } {
  let pausing: NodeJS.Timeout | undefined
  let asked = false
  const pause = () => {
    pausing = setTimeout(() => {
      pausing = undefined
      if (!asked) return
      asked = false
      run()
      pause()
    }, milliseconds)
    pausing.unref()
  }
  return {
    ask() {
      if (pausing) {
        asked = true
        return
      }
      run()
      pause()
    },
    stop() {
      clearTimeout(pausing)
      pausing = undefined
      asked = false
    },
  }
}
