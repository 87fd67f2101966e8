import type { TracePoint } from '../../stores/trace'

/** Milliseconds a plot shows. */
export const PLOT_SPAN = 60_000

export type Extent = { latest: number; least: number; most: number }

/** Of the values a plot shows; undefined without any. */
export function extentOf(points: readonly TracePoint[]): Extent | undefined {
  const latest = points.at(-1)
  if (!latest) return undefined
  let least = latest.value
  let most = latest.value
  for (const { value } of points) {
    if (value < least) least = value
    if (value > most) most = value
  }
  return { latest: latest.value, least, most }
}

/** The path of values in a box: each holds until the next, the last one until now. Values that are equal lie in the middle. */
export function plotPath(
  points: readonly TracePoint[],
  { least, most }: Extent,
  box: { width: number; height: number },
): string {
  const x = (age: number): string => (box.width * (1 - Math.min(age, PLOT_SPAN) / PLOT_SPAN)).toFixed(1)
  const y = (value: number): string => {
    const share = most > least ? (value - least) / (most - least) : 0.5
    // Half a pixel inside, so that the line is whole at both edges.
    return (0.5 + (box.height - 1) * (1 - share)).toFixed(1)
  }
  let path = ''
  for (const { age, value } of points) path += path === '' ? `M${x(age)} ${y(value)}` : `H${x(age)}V${y(value)}`
  return path === '' ? '' : `${path}H${box.width}`
}
