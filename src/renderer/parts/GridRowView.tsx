/* oxlint-disable jsx-a11y/prefer-tag-over-role -- a table cannot draw only what is in sight; ARIA says what these elements are */
import { memo, type JSX } from 'react'
import type { GridRow } from './gridRows'
import type { GridColumn } from './gridTypes'
import { ROW_HEIGHT } from './gridWindow'

export type GridRowViewProps<T> = {
  readonly id: string
  readonly row: GridRow<T>
  readonly index: number
  readonly columns: readonly GridColumn<T>[]
  readonly left: number
  readonly right: number
  readonly version: unknown
  readonly className: string | undefined
  readonly byCell: boolean
  readonly tree: boolean
  readonly selected: boolean
  /** The keyboard is in this row: at this column, or −1 for the whole row. Undefined: elsewhere. */
  readonly active: number | undefined
  /** Selected columns, both included; −1 for none. */
  readonly from: number
  readonly to: number
  readonly draggable: boolean
  readonly dropping: boolean
}

const INDENT = 16

/** One row of a Grid. Drawn again only when something it shows has changed; all its events are the Grid's. */
export const GridRowView = memo(RowView) as typeof RowView

function RowView<T>(props: GridRowViewProps<T>): JSX.Element {
  const { row, columns, byCell, tree, active } = props
  const cells: JSX.Element[] = []
  const first = columns[0]
  if (first) cells.push(cellOf(props, first, 0))
  for (let at = props.left; at < props.right; at++) {
    const column = columns[at]
    if (column) cells.push(cellOf(props, column, at))
  }
  const wholeRow = active === -1
  return (
    <div
      role="row"
      id={wholeRow ? props.id : undefined}
      className={rowClass(props)}
      style={{ top: props.index * ROW_HEIGHT }}
      aria-rowindex={props.index + 2}
      aria-level={tree ? row.level : undefined}
      aria-expanded={row.expanded}
      aria-posinset={tree ? row.position : undefined}
      aria-setsize={tree ? row.siblings : undefined}
      aria-selected={byCell ? undefined : props.selected}
      data-index={props.index}
      draggable={props.draggable || undefined}
    >
      {cells}
    </div>
  )
}

function rowClass<T>({ selected, byCell, active, dropping, className }: GridRowViewProps<T>): string {
  let text = 'grid-row'
  if (selected) text += byCell ? ' grid-row-in' : ' grid-row-selected'
  if (active === -1) text += ' grid-active'
  if (dropping) text += ' grid-drop'
  return className === undefined ? text : `${text} ${className}`
}

function cellOf<T>(props: GridRowViewProps<T>, column: GridColumn<T>, at: number): JSX.Element {
  const { row, byCell } = props
  const face = column.face?.(row.item)
  const isActive = props.active === at
  const isSelected = byCell && props.selected && at >= props.from && at <= props.to
  let text = column.align === undefined || column.align === 'start' ? 'grid-cell' : `grid-cell grid-${column.align}`
  if (isSelected) text += ' grid-cell-selected'
  if (isActive) text += ' grid-active'
  if (face?.className !== undefined) text += ` ${face.className}`
  const treeCell = at === 0 && props.tree
  return (
    <span
      key={column.id}
      role={at === 0 ? 'rowheader' : 'gridcell'}
      id={isActive ? `${props.id}c` : undefined}
      className={text}
      aria-colindex={at + 1}
      aria-label={face?.label}
      aria-selected={byCell && column.skip !== true ? isSelected : undefined}
      aria-disabled={face?.disabled === true || undefined}
      style={treeCell ? { paddingInlineStart: 12 + (row.level - 1) * INDENT } : undefined}
    >
      {treeCell ? <i className="grid-twist" data-open={row.expanded} aria-hidden /> : null}
      {column.cell?.(row.item)}
    </span>
  )
}
