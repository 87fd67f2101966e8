export type Quitting = {
  /** Somebody wants to end the program. */
  wanted(): Promise<void>
}

export type QuittingParts = {
  /** Programs that are connected here and would lose their sessions; null where that may not be known now. */
  peers: () => Promise<number | null>
  askPerson: (peers: number | null) => Promise<boolean>
  /** Then unsaved edits, and the end. */
  leave: () => Promise<void>
}

/** Ending the program sends nobody away unasked. */
export function createQuitting({ peers, askPerson, leave }: QuittingParts): Quitting {
  let asking = false
  async function ask(): Promise<void> {
    const count = await peers()
    if (count === 0 || (await askPerson(count))) await leave()
  }
  return {
    async wanted() {
      if (asking) return
      asking = true
      try {
        await ask()
      } finally {
        asking = false
      }
    },
  }
}
