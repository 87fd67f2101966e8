/** Who holds a session, and how often each has opened it (session-daemon 3, `close`). */
export type Holders = {
  hold(id: string): void
  /** Gives up one opening; `others` where this one held nothing and others do. */
  giveUp(id: string): 'held' | 'free' | 'others'
  /** Gives up everything of one holder; whether it held anything. */
  leave(id: string): boolean
  readonly ids: readonly string[]
  /** Openings that nobody has given up yet. */
  readonly count: number
}

export function createHolders(): Holders {
  const openings = new Map<string, number>()
  return {
    hold(id) {
      openings.set(id, (openings.get(id) ?? 0) + 1)
    },
    giveUp(id) {
      const held = openings.get(id) ?? 0
      if (held === 0) return openings.size === 0 ? 'free' : 'others'
      if (held === 1) openings.delete(id)
      else openings.set(id, held - 1)
      return openings.size === 0 ? 'free' : 'held'
    },
    leave: (id) => openings.delete(id),
    get ids() {
      return [...openings.keys()]
    },
    get count() {
      return [...openings.values()].reduce((sum, one) => sum + one, 0)
    },
  }
}
