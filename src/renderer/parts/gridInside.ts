import type { GridProps } from './gridTypes'

/** What the hooks of a Grid share: its props and what follows from them. */
export type GridInside<T> = {
  readonly props: GridProps<T>
  readonly byCell: boolean
  readonly index: ReadonlyMap<string, number>
  readonly columnIds: readonly string[]
  /** Column indices the keyboard may stand on; none when rows are selected. */
  readonly stops: readonly number[]
  readonly box: () => HTMLDivElement | null
  reveal(row: number, column: number | undefined): void
}
