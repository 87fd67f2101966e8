import { performance } from 'node:perf_hooks'

/** One line of the table. `most` and `least` are limits of the specification; a figure without one is only told. */
export type Figure = {
  what: string
  value: number
  unit: 'ns' | 'ms' | 'MB' | '/s' | '%' | 'at once'
  most?: number
  least?: number
  from: number[]
}

/** What a figure is the median of. */
export const REPEATS = 5

/** Does something five times and takes the median; `act` returns the figure of one time. */
export async function figure(
  { what, unit, ...limits }: Omit<Figure, 'value' | 'from'>,
  act: (time: number) => number | Promise<number>,
): Promise<Figure> {
  const from: number[] = []
  for (let time = 0; time < REPEATS; time += 1) from.push(await act(time))
  return { what, unit, value: median(from), from, ...limits }
}

/** Milliseconds that something takes. */
export async function milliseconds(act: () => unknown): Promise<number> {
  const started = performance.now()
  await act()
  return performance.now() - started
}

export function median(values: readonly number[]): number {
  return percentile(values, 0.5)
}

/** The value that this part of all values does not exceed. */
export function percentile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((one, other) => one - other)
  return sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)] ?? Number.NaN
}
