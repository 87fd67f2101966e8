import { useEffect, useRef, useState, type JSX } from 'react'
import type { GridInside } from './gridInside'
import type { GridPlace } from './gridSelection'

type Shown = { text: string; left: number; top: number }

export type GridHints = {
  readonly shown: Shown | undefined
  /** The pointer is over a cell. */
  rest(place: GridPlace, target: EventTarget): void
  /** The keyboard went to a cell. */
  arrive(row: string, column: string | undefined): void
  /** Says whether there was one to hide. */
  hide(): boolean
}

const AFTER = 400

/** A short sentence on the cell under the pointer or the keyboard, shown once either stays there. */
export function useGridHint<T>({ props, index, box }: GridInside<T>): GridHints {
  const [shown, setShown] = useState<Shown>()
  const waiting = useRef<{ over: string; timer: ReturnType<typeof setTimeout> } | undefined>(undefined)
  useEffect(() => () => clearTimeout(waiting.current?.timer), [])

  const hide = (): boolean => {
    clearTimeout(waiting.current?.timer)
    waiting.current = undefined
    if (shown) setShown(undefined)
    return shown !== undefined
  }
  const show = (row: string, column: string | undefined, find: () => Element | null): void => {
    const over = `${row}\n${column ?? ''}`
    if (waiting.current?.over === over) return
    hide()
    const at = index.get(row)
    const item = at === undefined ? undefined : props.rows[at]?.item
    const text = item === undefined || column === undefined ? undefined : props.hintOf?.(item, column)
    if (text === undefined) return
    const timer = setTimeout(() => {
      const cell = find()?.getBoundingClientRect()
      if (cell) setShown({ text, left: cell.left, top: cell.bottom + 2 })
    }, AFTER)
    waiting.current = { over, timer }
  }
  return {
    shown,
    hide,
    rest: (place, target) => {
      const cell = target instanceof Element ? target.closest('[aria-colindex]') : null
      const at = Number(cell?.getAttribute('aria-colindex') ?? 0) - 1
      show(place.row, place.column ?? props.columns[at]?.id, () => cell)
    },
    arrive: (row, column) => show(row, column, () => box()?.querySelector('.grid-cell.grid-active') ?? null),
  }
}

export function GridHint({ shown }: { shown: Shown | undefined }): JSX.Element | null {
  if (!shown) return null
  const room = typeof window === 'undefined' ? 1000 : window.innerWidth
  return (
    <div role="tooltip" className="grid-hint" style={{ left: Math.min(shown.left, room - 320), top: shown.top }}>
      {shown.text}
    </div>
  )
}
