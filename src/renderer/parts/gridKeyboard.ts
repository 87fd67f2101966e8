import { useRef, type KeyboardEvent } from 'react'
import type { GridInside } from './gridInside'
import type { GridHints } from './GridHint'
import { findTyped, gridAct, type GridAct } from './gridKeys'
import { extendTo, moveOnly, selectAll, selectOnly, toggle, type GridPlace } from './gridSelection'
import { ROW_HEIGHT } from './gridWindow'

const WORD_PAUSE = 700

/** The keyboard half of a Grid. */
export function useGridKeyboard<T>(
  inside: GridInside<T>,
  activeRow: number,
  activeColumn: number,
  hint: GridHints,
): { onKeyDown: (event: KeyboardEvent<HTMLDivElement>) => void } {
  const typed = useRef({ text: '', at: Number.NEGATIVE_INFINITY })

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>): void => {
    // Buttons and links inside cells keep their keys.
    if (event.target !== event.currentTarget) return
    const { props, stops } = inside
    if (hint.hide() && event.key === 'Escape') {
      event.preventDefault()
      return
    }
    if (props.onKey?.(event, activeRow < 0 ? undefined : props.selection.active)) {
      event.preventDefault()
      return
    }
    const act = gridAct(event, {
      rows: props.rows,
      at: { row: activeRow, column: Math.max(activeColumn, 0) },
      stops,
      page: Math.max(1, Math.floor(event.currentTarget.clientHeight / ROW_HEIGHT) - 2),
      multiple: props.mode !== 'one',
      typing: event.timeStamp - typed.current.at < WORD_PAUSE,
    })
    if (act && perform(act, event)) event.preventDefault()
  }

  const perform = (act: GridAct, event: KeyboardEvent<HTMLDivElement>): boolean => {
    const { props } = inside
    const active = props.selection.active
    switch (act.is) {
      case 'go':
        go(act.to.row, act.to.column, act.how)
        return true
      case 'toggle':
        if (active) props.onSelection(toggle(props.selection, active))
        return true
      case 'select-all':
        all()
        return true
      case 'expand':
      case 'collapse': {
        const row = props.rows[act.row]
        if (row) props.onExpand?.(row.key, act.is === 'expand')
        return true
      }
      case 'activate':
        if (active && props.onActivate) props.onActivate(active)
        return props.onActivate !== undefined
      case 'menu':
        if (active && props.onMenu) props.onMenu(active, menuPoint(event.currentTarget))
        return props.onMenu !== undefined
      case 'type':
        return type(act.text, event.timeStamp)
    }
  }

  const go = (row: number, column: number, how: 'select' | 'extend' | 'move'): void => {
    const { props, byCell, columnIds } = inside
    const target = props.rows[row]
    if (!target) return
    const place: GridPlace = { row: target.key, column: byCell ? columnIds[column] : undefined }
    if (how === 'extend') props.onSelection(extendTo(props.selection, place, props.rows, inside.index))
    else props.onSelection(how === 'move' ? moveOnly(props.selection, place) : selectOnly(place))
    inside.reveal(row, byCell ? column : undefined)
    hint.arrive(target.key, place.column)
  }

  const all = (): void => {
    const { props, stops, columnIds } = inside
    const reachable = stops.flatMap((at) => columnIds[at] ?? [])
    const cells = props.tree === true ? reachable.slice(1) : reachable
    props.onSelection(selectAll(props.selection, props.rows, cells))
  }

  const type = (letter: string, now: number): boolean => {
    const { props } = inside
    const textOf = props.textOf
    if (!textOf) return false
    const goesOn = now - typed.current.at < WORD_PAUSE
    const text = (goesOn ? typed.current.text : '') + letter
    typed.current = { text, at: now }
    const found = findTyped(
      (at) => {
        const row = props.rows[at]
        return row ? textOf(row.item) : ''
      },
      props.rows.length,
      text,
      Math.max(activeRow, 0),
    )
    if (found !== undefined) go(found, Math.max(activeColumn, 0), 'select')
    return true
  }

  return { onKeyDown }
}

/** A menu asked for by key opens at the active row. */
function menuPoint(box: HTMLElement): { x: number; y: number } {
  const place = (box.querySelector('.grid-active') ?? box).getBoundingClientRect()
  return { x: place.left + 24, y: place.top + Math.min(place.height, ROW_HEIGHT) }
}
