export type Leaving = {
  /** Somebody wants to close the window. */
  wanted(): Promise<void>
  /** The page has dealt with what was unsaved. */
  settled(): void
}

export type LeavingParts = {
  /** How many edits would be lost; failing to find out counts as some. */
  unsaved: () => Promise<number>
  /** The page is alive and can ask. */
  pageAnswers: () => boolean
  /** Lets the page ask: Save, Discard, Cancel. It calls `app.leave` after the first two. */
  askPage: () => void
  /** Asks without the page; true to lose the edits. */
  askPerson: () => Promise<boolean>
  close: () => void
}

/** Closing a window loses nothing unasked, also when its page hangs or has crashed. */
export function createLeaving({ unsaved, pageAnswers, askPage, askPerson, close }: LeavingParts): Leaving {
  let asking = false
  async function ask(): Promise<void> {
    if ((await unsaved()) === 0) return close()
    if (pageAnswers()) return askPage()
    if (await askPerson()) close()
  }
  return {
    async wanted() {
      // Impatient clicks ask once.
      if (asking) return
      asking = true
      try {
        await ask()
      } finally {
        asking = false
      }
    },
    settled: close,
  }
}
