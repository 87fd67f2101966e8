import type { ToOpen } from '../../contract/desktop'

/** What the system asked to open, until the page takes it. */
export type Waiting = {
  add(items: readonly ToOpen[]): void
  /** Each is given once. */
  take(): ToOpen[]
}

/** More at once is no person. */
const MOST = 64

/** `tell` is called for something new: the page that is there comes for it, one that is still loading asks by itself. */
export function createWaiting(tell: () => void): Waiting {
  let waiting: ToOpen[] = []
  return {
    add(items) {
      const known = new Set(waiting.map((item) => JSON.stringify(item)))
      const fresh = items.filter((item) => !known.has(JSON.stringify(item)))
      waiting = [...waiting, ...fresh].slice(0, MOST)
      if (items.length > 0) tell()
    },
    take() {
      const taken = waiting
      waiting = []
      return taken
    },
  }
}
