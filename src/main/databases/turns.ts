/** Who may look at a database and who may change it at the same time: many readers, or one writer. First come, first served. */
export type Turns = {
  read<T>(work: () => Promise<T> | T): Promise<T>
  write<T>(work: () => Promise<T> | T): Promise<T>
}

/** So that readers see whole states, never half an edit, and edits come one after the other. */
export function createTurns(): Turns {
  /** Settles when the last writer in line is done. */
  let writers: Promise<unknown> = Promise.resolve()
  /** Readers that came after that writer. */
  let readers: Promise<unknown>[] = []

  return {
    read(work) {
      const turn = writers.then(work)
      readers.push(settled(turn))
      return turn
    },
    write(work) {
      const turn = Promise.all([writers, ...readers]).then(work)
      writers = settled(turn)
      readers = []
      return turn
    },
  }
}

/** The one who asked hears of a failure; the line goes on. */
function settled(turn: Promise<unknown>): Promise<void> {
  return turn.then(
    () => undefined,
    () => undefined,
  )
}
