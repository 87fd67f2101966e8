import { performance } from 'node:perf_hooks'
import { percentile } from '../figure'

/** What a number of workers achieved: acts per second, and how long one took. */
export type Round = { perSecond: number; p50: number; p99: number; worst: number }

/** Lets so many workers do the same again and again for a while; times in milliseconds. */
export async function round(
  act: (worker: number) => Promise<unknown>,
  { workers, milliseconds }: { workers: number; milliseconds: number },
): Promise<Round> {
  const took: number[] = []
  const began = performance.now()
  const end = began + milliseconds
  const work = async (worker: number) => {
    for (let before = performance.now(); before < end;) {
      await act(worker)
      const after = performance.now()
      took.push(after - before)
      before = after
    }
  }
  await Promise.all(Array.from({ length: workers }, (_, worker) => work(worker)))
  const seconds = (performance.now() - began) / 1000
  return {
    perSecond: took.length / seconds,
    p50: percentile(took, 0.5),
    p99: percentile(took, 0.99),
    worst: percentile(took, 1),
  }
}
