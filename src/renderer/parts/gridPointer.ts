import { useRef, type MouseEvent } from 'react'
import type { GridInside } from './gridInside'
import type { GridHints } from './GridHint'
import { extendTo, selectOnly, toggle, type GridPlace, type GridSelection } from './gridSelection'

type Pointer = Record<
  'onMouseDown' | 'onMouseMove' | 'onClick' | 'onDoubleClick' | 'onContextMenu',
  (event: MouseEvent<HTMLDivElement>) => void
>

/** What lies under a pointer event; `column` is −1 outside cells. */
export type GridSpot = { index: number; column: number; twist: boolean; own: boolean }

/** Finds row and cell of an event; undefined outside rows. `own`: a control inside the cell takes the event itself. */
export function spotOf(target: EventTarget): GridSpot | undefined {
  if (!(target instanceof Element)) return undefined
  const index = Number(target.closest('[data-index]')?.getAttribute('data-index') ?? Number.NaN)
  if (Number.isNaN(index)) return undefined
  const column = Number(target.closest('[aria-colindex]')?.getAttribute('aria-colindex') ?? 0) - 1
  const own = target.closest('button, a, input, select') !== null
  return { index, column, twist: target.closest('.grid-twist') !== null, own }
}

/** The pointer half of a Grid: one set of listeners for all its rows. */
export function useGridPointer<T>(inside: GridInside<T>, hint: GridHints): Pointer {
  /** Pressed on a row that is selected already: it may become a drag of all selected, so the rest is let go on click. */
  const pending = useRef<GridPlace | undefined>(undefined)
  const sweeping = useRef(false)

  const placeOf = (spot: GridSpot): GridPlace | undefined => {
    const row = inside.props.rows[spot.index]
    return row && { row: row.key, column: inside.byCell ? inside.columnIds[spot.column] : undefined }
  }

  /** Columns the keyboard skips stand for the whole row. */
  const selectedBy = (place: GridPlace, event: MouseEvent): GridSelection => {
    const { props, byCell, columnIds, stops } = inside
    const { selection, rows, mode } = props
    const skipped = byCell && props.columns.find((column) => column.id === place.column)?.skip === true
    const last = stops.at(-1)
    const first = stops[0]
    const from = skipped && first !== undefined ? { row: place.row, column: columnIds[first] } : place
    const to = skipped && last !== undefined ? { row: place.row, column: columnIds[last] } : place
    if (mode !== 'one' && event.shiftKey) {
      const anchor = selection.anchor && skipped ? { row: selection.anchor.row, column: from.column } : selection.anchor
      return extendTo({ ...selection, anchor }, to, rows, inside.index)
    }
    if (mode !== 'one' && (event.ctrlKey || event.metaKey)) return toggle(selection, byCell ? to : place)
    return { ...selectOnly(to), anchor: from }
  }

  const onMouseDown = (event: MouseEvent<HTMLDivElement>): void => {
    hint.hide()
    const { props } = inside
    if (event.button === 0 && selectColumn(inside, event)) return
    const spot = spotOf(event.target)
    if (!spot || spot.own || event.button !== 0) return
    const row = props.rows[spot.index]
    const place = placeOf(spot)
    if (!row || !place) return
    if (spot.twist && row.expanded !== undefined) {
      props.onExpand?.(row.key, !row.expanded)
      return
    }
    const plain = !event.shiftKey && !event.ctrlKey && !event.metaKey
    pending.current = undefined
    if (plain && props.selection.keys.size > 1 && props.selection.keys.has(row.key) && props.drag?.(row)) {
      pending.current = place
      return
    }
    sweeping.current = inside.byCell && plain
    props.onSelection(selectedBy(place, event))
  }

  const onMouseMove = (event: MouseEvent<HTMLDivElement>): void => {
    const spot = spotOf(event.target)
    const place = spot && placeOf(spot)
    if (event.buttons === 0) {
      sweeping.current = false
      if (place && spot) hint.rest(place, event.target)
      else hint.hide()
      return
    }
    const { props } = inside
    if (!sweeping.current || event.buttons !== 1 || !place || !spot || !inside.stops.includes(spot.column)) return
    const { active } = props.selection
    if (active?.row === place.row && active.column === place.column) return
    props.onSelection(extendTo(props.selection, place, props.rows, inside.index))
  }

  const onClick = (): void => {
    if (pending.current) inside.props.onSelection(selectOnly(pending.current))
    pending.current = undefined
  }

  const onDoubleClick = (event: MouseEvent<HTMLDivElement>): void => {
    const spot = spotOf(event.target)
    const place = spot && !spot.own && !spot.twist ? placeOf(spot) : undefined
    if (place) inside.props.onActivate?.(place)
  }

  const onContextMenu = (event: MouseEvent<HTMLDivElement>): void => {
    const { props } = inside
    const spot = spotOf(event.target)
    const place = spot && placeOf(spot)
    // The menu key comes as a key; a context menu at no place of the pointer is its echo.
    if (!props.onMenu || !place || event.button !== 2) return
    event.preventDefault()
    if (!props.selection.keys.has(place.row)) props.onSelection(selectOnly(place))
    props.onMenu(place, { x: event.clientX, y: event.clientY })
  }

  return { onMouseDown, onMouseMove, onClick, onDoubleClick, onContextMenu }
}

/** In cell mode a press on a column's header selects the column; with Shift the columns from the anchor to it. */
function selectColumn<T>(inside: GridInside<T>, event: MouseEvent<HTMLDivElement>): boolean {
  if (!(event.target instanceof Element)) return false
  const head = event.target.closest('[data-head]')
  if (!head) return false
  const at = Number(head.getAttribute('data-head'))
  const { props, columnIds, stops } = inside
  const row = props.rows[0]
  if (!inside.byCell || !row || !stops.includes(at) || (at === 0 && props.tree)) return true
  const place: GridPlace = { row: props.selection.active?.row ?? row.key, column: columnIds[at] }
  const anchor = event.shiftKey && props.selection.anchor ? props.selection.anchor : place
  props.onSelection({ keys: new Set(props.rows.map((each) => each.key)), active: place, anchor })
  return true
}
