/* oxlint-disable jsx-a11y/prefer-tag-over-role -- a table cannot draw only what is in sight; ARIA says what these elements are */
import {
  useEffect,
  useId,
  useImperativeHandle,
  useLayoutEffect,
  useMemo,
  useRef,
  type CSSProperties,
  type JSX,
} from 'react'
import './Grid.css'
import { GridHead } from './GridHead'
import { GridHint, useGridHint } from './GridHint'
import type { GridInside } from './gridInside'
import { GridRowView } from './GridRowView'
import { useGridDrag } from './gridDrag'
import { useGridKeyboard } from './gridKeyboard'
import { useGridPointer } from './gridPointer'
import { indexByKey } from './gridRows'
import { columnRange, moveOnly, selectOnly } from './gridSelection'
import type { GridProps } from './gridTypes'
import { ROW_HEIGHT, useGridWindow, type GridWindow } from './gridWindow'

/**
 * A grid, or with `tree` a tree grid, that draws only what is in sight (rows of 28 px; 50 000 rows, hundreds of
 * columns). The page holds rows, selection and data; the Grid is focused as one element and tells where the keyboard is
 * by aria-activedescendant.
 */
export function Grid<T>(props: GridProps<T>): JSX.Element {
  const { rows, columns, selection, columnWidth, headHeight = 26, mode = 'many', tree = false } = props
  const id = useId()
  const byCell = mode === 'cells'
  const { element, window } = useGridWindow({
    rows: rows.length,
    columns: columns.length,
    columnWidth,
    firstWidth: firstWidth(columns),
  })
  const index = useMemo(() => indexByKey(rows), [rows])
  const columnIds = useMemo(() => columns.map((column) => column.id), [columns])
  const stops = useMemo(
    () => (byCell ? columns.flatMap((column, at) => (column.skip === true ? [] : [at])) : []),
    [columns, byCell],
  )
  const inside: GridInside<T> = {
    props,
    byCell,
    index,
    columnIds,
    stops,
    box: () => element.current,
    reveal: (row, column) => reveal(element.current, props, row, column),
  }

  const activeRow = selection.active === undefined ? -1 : (index.get(selection.active.row) ?? -1)
  const activeColumn = byCell ? columnIds.indexOf(selection.active?.column ?? '') : -1
  const lastRow = useRef(0)
  /** The keyboard needs a place: where it last was, or the first row. */
  const stand = (): void => {
    const row = rows[Math.min(lastRow.current, rows.length - 1)]
    const stop = stops.find((at) => at > 0) ?? stops[0]
    const column = selection.active?.column ?? (stop === undefined ? undefined : columnIds[stop])
    if (!row) return
    const place = { row: row.key, column }
    // A cell the keyboard is on is the one its keys are for; rows are selected by a key of their own.
    props.onSelection(byCell ? selectOnly(place) : moveOnly(selection, place))
  }
  useLayoutEffect(() => {
    if (activeRow >= 0) lastRow.current = activeRow
    else if (selection.active && document.activeElement === element.current) stand()
  })

  const { onSight } = props
  useEffect(() => onSight?.(window.top, window.bottom), [onSight, window.top, window.bottom])

  const hint = useGridHint(inside)
  const keyboard = useGridKeyboard(inside, activeRow, activeColumn, hint)
  const pointer = useGridPointer(inside, hint)
  const drag = useGridDrag(inside)
  useImperativeHandle(props.handle, () => ({
    focus: () => element.current?.focus({ preventScroll: true }),
    reveal: (row, column) => {
      const at = index.get(row)
      if (at !== undefined)
        reveal(element.current, props, at, column === undefined ? undefined : columnIds.indexOf(column))
    },
  }))

  const range = byCell ? columnRange(selection, columnIds) : undefined
  const inSight =
    activeRow >= window.top &&
    activeRow < window.bottom &&
    (activeColumn <= 0 || (activeColumn >= window.left && activeColumn < window.right))
  const drawn = rowsInSlots(window, (at) => {
    const row = rows[at]
    if (!row) return undefined
    return {
      id,
      row,
      index: at,
      columns,
      left: window.left,
      right: window.right,
      version: props.versionOf?.(row.item),
      className: props.rowClass?.(row.item),
      byCell,
      tree,
      selected: selection.keys.has(row.key),
      active: at === activeRow ? activeColumn : undefined,
      from: range?.[0] ?? -1,
      to: range?.[1] ?? -1,
      draggable: props.drag?.(row) !== undefined,
      dropping: drag.over === row.key,
    }
  })

  return (
    <div className="grid" onMouseLeave={() => hint.hide()}>
      <div
        ref={element}
        className={columnWidth === undefined ? 'grid-box' : 'grid-box grid-wide'}
        role={tree ? 'treegrid' : 'grid'}
        tabIndex={0}
        aria-label={props.label}
        aria-rowcount={rows.length + 1}
        aria-colcount={columns.length}
        aria-multiselectable={mode !== 'one' || undefined}
        aria-activedescendant={inSight ? (activeColumn < 0 ? id : `${id}c`) : undefined}
        style={boxStyle(props, headHeight, window)}
        onFocus={(event) => {
          if (event.target === event.currentTarget && activeRow < 0) stand()
        }}
        onBlur={() => hint.hide()}
        {...keyboard}
        {...pointer}
        {...drag.events}
      >
        <GridHead inside={inside} window={window} height={headHeight} active={activeColumn} />
        <div role="rowgroup" className="grid-body" style={{ height: rows.length * ROW_HEIGHT }}>
          {drawn.map(({ slot, row }) => (
            <GridRowView key={slot} {...row} />
          ))}
        </div>
      </div>
      {rows.length === 0 && props.empty !== undefined ? <div className="grid-empty">{props.empty}</div> : null}
      <GridHint shown={hint.shown} />
    </div>
  )
}

/**
 * Rows in sight, each in a slot that is used again for the row that comes when this one goes, so scrolling changes
 * elements instead of making new ones. At rest the elements stand in reading order.
 */
function rowsInSlots<R extends { index: number }>(
  window: GridWindow,
  make: (at: number) => R | undefined,
): { slot: number; row: R }[] {
  const drawn: { slot: number; row: R }[] = []
  for (let at = window.top; at < window.bottom; at++) {
    const row = make(at)
    if (row) drawn.push({ slot: at % window.slots, row })
  }
  return window.moving ? drawn.toSorted((a, b) => a.slot - b.slot) : drawn
}

type BoxStyle = CSSProperties & Record<`--grid-${string}`, string>

function boxStyle<T>({ columns, columnWidth, minWidth = 0 }: GridProps<T>, head: number, window: GridWindow): BoxStyle {
  if (columnWidth === undefined)
    return {
      '--grid-tracks': columns.map((column) => column.track).join(' '),
      '--grid-least': `${minWidth}px`,
      '--grid-head': `${head}px`,
    }
  const first = firstWidth(columns)
  return {
    '--grid-first': `${first}px`,
    '--grid-column': `${columnWidth}px`,
    '--grid-skip': `${(window.left - 1) * columnWidth}px`,
    '--grid-least': `${first + (columns.length - 1) * columnWidth}px`,
    '--grid-head': `${head}px`,
  }
}

/** Of the column that stays in sight (px). */
function firstWidth(columns: readonly { readonly track: string }[]): number {
  return Number.parseFloat(columns[0]?.track ?? '') || 200
}

function reveal<T>(box: HTMLDivElement | null, props: GridProps<T>, row: number, column: number | undefined): void {
  if (!box) return
  const { columnWidth, headHeight = 26, columns } = props
  const top = row * ROW_HEIGHT
  const room = box.clientHeight - headHeight
  if (top < box.scrollTop) box.scrollTop = top
  else if (top + ROW_HEIGHT > box.scrollTop + room) box.scrollTop = top + ROW_HEIGHT - room
  if (columnWidth === undefined || column === undefined || column < 1) return
  const left = (column - 1) * columnWidth
  const width = box.clientWidth - firstWidth(columns)
  if (left < box.scrollLeft) box.scrollLeft = left
  else if (left + columnWidth > box.scrollLeft + width) box.scrollLeft = left + columnWidth - width
}
