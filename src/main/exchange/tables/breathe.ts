import { setImmediate } from 'node:timers/promises'
import { AppError } from '../../../contract/errors'

/** Milliseconds of work after which others have their turn. */
const TURN = 12

/** To be awaited between pieces of long work: lets others have their turn, and fails with `cancelled`. */
export function breathing(signal: AbortSignal | undefined): () => Promise<void> {
  let since = performance.now()
  return async () => {
    if (performance.now() - since >= TURN) {
      await setImmediate()
      since = performance.now()
    }
    if (signal?.aborted) throw new AppError('cancelled')
  }
}
