import { AppError } from '../../contract/errors'
import type { Work } from './operations'

/** Milliseconds of work after which others have their turn. */
const TURN = 20

/** What became of each: undefined where it was done, else why not. */
export type Refusals = (AppError | undefined)[]

export type Each<T> = {
  act: (item: T) => Promise<void>
  /** So many are begun together, to keep password hashes busy; 1 when absent. */
  atOnce?: number
  work?: Work
}

/**
 * Does the same with many, each by itself: what is refused stands in nobody's way. From a cancel on everything is refused
 * as `cancelled`. Whatever is no AppError ends it, once nothing is going on any more.
 */
export async function eachByItself<T>(items: readonly T[], { act, atOnce = 1, work = {} }: Each<T>): Promise<Refusals> {
  const breathe = breathing()
  const refusals: Refusals = []
  while (refusals.length < items.length) {
    // Telling of each of thousands would take longer than doing it.
    if (await breathe()) work.progress?.(refusals.length, items.length)
    if (work.signal?.aborted) {
      const cancelled = new AppError('cancelled')
      return [...refusals, ...items.slice(refusals.length).map(() => cancelled)]
    }
    const some = items.slice(refusals.length, refusals.length + atOnce)
    const outcomes = await Promise.allSettled(some.map(act))
    for (const outcome of outcomes) {
      const refusal: unknown = outcome.status === 'rejected' ? outcome.reason : undefined
      if (refusal !== undefined && !(refusal instanceof AppError)) throw refusal
      refusals.push(refusal)
    }
  }
  return refusals
}

/** Lets other work have its turn when this one has taken long enough; gives whether it did. */
export function breathing(): () => Promise<boolean> {
  let since = performance.now()
  return async () => {
    if (performance.now() - since < TURN) return false
    await new Promise((next) => setImmediate(next))
    since = performance.now()
    return true
  }
}
