/* oxlint-disable jsx-a11y/prefer-tag-over-role -- a table cannot draw only what is in sight; ARIA says what these elements are */
import type { JSX } from 'react'
import type { GridInside } from './gridInside'
import type { GridColumn } from './gridTypes'
import type { GridWindow } from './gridWindow'

/** The header row of a Grid; it stays in sight. */
export function GridHead<T>({
  inside,
  window,
  height,
  active,
}: {
  inside: GridInside<T>
  window: GridWindow
  height: number
  /** The column the keyboard is in, or −1. */
  active: number
}): JSX.Element {
  const { columns } = inside.props
  const cells: JSX.Element[] = []
  for (let at = 0; at < window.right; at++) {
    const column = columns[at]
    if (column && (at === 0 || at >= window.left)) cells.push(headCell(inside, column, at, at === active))
  }
  return (
    <div role="rowgroup" className={height === 0 ? 'grid-head grid-head-hidden' : 'grid-head'}>
      <div role="row" className="grid-row-head" aria-rowindex={1}>
        {cells}
      </div>
    </div>
  )
}

function headCell<T>({ props }: GridInside<T>, column: GridColumn<T>, at: number, isActive: boolean): JSX.Element {
  const align = column.align === undefined || column.align === 'start' ? '' : ` grid-${column.align}`
  const sort = props.sort?.column === column.id ? props.sort.direction : undefined
  const shown = column.header ?? column.title
  return (
    <span
      key={column.id}
      role="columnheader"
      className={`grid-cell${align}${isActive ? ' grid-head-active' : ''}`}
      aria-colindex={at + 1}
      aria-label={column.header === undefined ? undefined : column.title}
      aria-sort={sort}
      data-head={at}
    >
      {column.sortable === true && props.onSort ? (
        <button type="button" className="grid-sort" onClick={() => props.onSort?.(column.id)}>
          {shown}
          <i className="grid-sort-sign" data-sort={sort} aria-hidden />
        </button>
      ) : (
        shown
      )}
    </span>
  )
}
