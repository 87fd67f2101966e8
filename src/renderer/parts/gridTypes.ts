import type { KeyboardEvent, ReactNode, Ref } from 'react'
import type { GridRow } from './gridRows'
import type { GridPlace, GridSelection } from './gridSelection'

/** One column. Keep the array of columns the same object between renders, or every visible row is drawn again. */
export type GridColumn<T> = {
  readonly id: string
  /** Shown as header and read with cells. */
  readonly title: string
  /** A CSS grid track such as `minmax(150px,1fr)` or `92px`; with `columnWidth` only the first column's counts, in px. */
  readonly track: string
  /** Shown instead of the title. */
  readonly header?: ReactNode
  readonly align?: 'start' | 'center' | 'end'
  /** What a cell shows; nothing for a cell that is all `face`. */
  readonly cell?: (row: T) => ReactNode
  /** Class, name for screen readers and hint of the cell element itself: the cheap way for cells that only show a sign. */
  readonly face?: (row: T) => GridFace
  /** In cell mode: the keyboard does not stop here; a click selects the whole row. */
  readonly skip?: boolean
  /** The header is a button that reports `onSort`. */
  readonly sortable?: boolean
}

export type GridFace = {
  readonly className?: string | undefined
  readonly label?: string | undefined
  readonly disabled?: boolean | undefined
}

/** What a page can tell a Grid from outside. */
export type GridHandle = {
  focus(): void
  /** Scrolls a row, and with `column` a column, into view. */
  reveal(row: string, column?: string): void
}

export type GridProps<T> = {
  /** Name for screen readers. */
  readonly label: string
  readonly rows: readonly GridRow<T>[]
  readonly columns: readonly GridColumn<T>[]
  readonly selection: GridSelection
  readonly onSelection: (selection: GridSelection) => void
  /** `one` row, `many` rows, or `cells`: arrows move among cells and Shift extends over rows and columns. */
  readonly mode?: 'one' | 'many' | 'cells'
  /** Rows have levels; twisties are drawn in the first column and Left and Right open and close. */
  readonly tree?: boolean
  readonly onExpand?: (key: string, expanded: boolean) => void
  /** Enter or double-click. */
  readonly onActivate?: (place: GridPlace) => void
  /** Keys before the grid looks at them (F2, Delete, M, +, −, 0, Space …); true when handled. */
  readonly onKey?: (event: KeyboardEvent, place: GridPlace | undefined) => boolean
  /** Right click, the menu key or Shift+F10; `at` are window coordinates. The row is selected first. */
  readonly onMenu?: (place: GridPlace, at: { x: number; y: number }) => void
  /** Text of a row that typing letters looks for; without it letters do nothing. */
  readonly textOf?: (row: T) => string
  /** Beyond the row object: what else its cells depend on (compared with ===). */
  readonly versionOf?: (row: T) => unknown
  /** A class for the row, such as one that dims it. */
  readonly rowClass?: (row: T) => string | undefined
  /** A short sentence on a cell, shown when the pointer rests on it or the keyboard stops there. */
  readonly hintOf?: (row: T, column: string) => string | undefined
  /** All columns but the first are this wide (px), and only those in sight are drawn: for hundreds of columns. */
  readonly columnWidth?: number
  /** Sum of the smallest widths of the tracks (px); narrower panes scroll sideways. */
  readonly minWidth?: number
  /** Height of the header (px); 26 unless told, 0 hides it from sight but not from screen readers. */
  readonly headHeight?: number
  readonly sort?: { readonly column: string; readonly direction: 'ascending' | 'descending' }
  readonly onSort?: (column: string) => void
  /** Rows can be dragged when this gives their data (type → text); the dragged row is selected first. */
  readonly drag?: (row: GridRow<T>) => Record<string, string> | undefined
  readonly drop?: GridDrop<T>
  /** Shown when there are no rows. */
  readonly empty?: ReactNode
  /** Which rows are drawn, from (included) to (excluded): after each change, for pages that fetch what is in sight. */
  readonly onSight?: (from: number, to: number) => void
  readonly handle?: Ref<GridHandle>
}

/** `accepts` sees the types only: browsers show the content of a drag when it is dropped. */
export type GridDrop<T> = {
  readonly accepts: (row: GridRow<T>, types: readonly string[]) => boolean
  readonly drop: (row: GridRow<T>, data: (type: string) => string) => void
}
