export type Scope = {
  /** Hands over something to close; what came last is closed first. */
  add(close: () => void | Promise<void>): void
  /** Closes everything once, also when some of it fails; the first failure is thrown at the end. */
  close(): Promise<void>
}

/** Owns what was opened on the way, also when a start-up fails half way. */
export function createScope(): Scope {
  const closers: (() => void | Promise<void>)[] = []
  let closing: Promise<void> | undefined
  const closeAll = async () => {
    const failures: unknown[] = []
    for (let close = closers.pop(); close; close = closers.pop()) {
      try {
        await close()
      } catch (error) {
        failures.push(error)
      }
    }
    if (failures.length > 0) throw failures[0]
  }
  return {
    add(close) {
      closers.push(close)
    },
    close: () => (closing ??= closeAll()),
  }
}
