/** Which entries of a list are ticked: all but some, or none but some, so that a list of any length costs nothing. */
export type Ticks = { readonly all: boolean; readonly but: ReadonlySet<number> }

export const ALL_TICKED: Ticks = { all: true, but: new Set() }
export const NONE_TICKED: Ticks = { all: false, but: new Set() }

export function isTicked({ all, but }: Ticks, index: number): boolean {
  return all !== but.has(index)
}

/** With these entries, of so many in all, ticked or not. */
export function tick(ticks: Ticks, indices: readonly number[], { on, total }: { on: boolean; total: number }): Ticks {
  if (indices.length === total) return on ? ALL_TICKED : NONE_TICKED
  const but = new Set(ticks.but)
  for (const index of indices) {
    if (ticks.all === on) but.delete(index)
    else but.add(index)
  }
  return { all: ticks.all, but }
}

export function countTicked({ all, but }: Ticks, total: number): number {
  return all ? total - but.size : but.size
}

/** The entries that are not ticked, in order. */
export function leftOut({ all, but }: Ticks, total: number): number[] {
  if (all) return [...but].toSorted((one, other) => one - other)
  const left: number[] = []
  for (let index = 0; index < total; index++) if (!but.has(index)) left.push(index)
  return left
}
