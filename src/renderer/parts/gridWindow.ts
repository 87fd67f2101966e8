import { useCallback, useLayoutEffect, useRef, useState, type RefObject } from 'react'
import { flushSync } from 'react-dom'

/** Every row is this high (CSS px), so where a row is needs no measuring. */
export const ROW_HEIGHT = 28

/** What is in sight: rows from top to bottom, columns from left to right (the latter of each excluded), and whether it is moving. */
export type GridWindow = {
  top: number
  bottom: number
  left: number
  right: number
  moving: boolean
  /** Rows that fit with some to spare: the most that are drawn at once. */
  slots: number
}

const OVERSCAN = 3
/** Columns come and go in packs, so scrolling sideways draws rows anew every few columns only. */
const PACK = 4
const REST_AFTER = 150

type Extent = { rows: number; columns: number; columnWidth: number | undefined; firstWidth: number }

/** Follows the scroll position of an element, at most once a frame. */
export function useGridWindow(extent: Extent): { element: RefObject<HTMLDivElement | null>; window: GridWindow } {
  const element = useRef<HTMLDivElement>(null)
  const known = useRef(extent)
  const [shown, setShown] = useState<GridWindow>(() => ({
    top: 0,
    bottom: Math.min(extent.rows, 40),
    left: 1,
    right: extent.columnWidth === undefined ? extent.columns : Math.min(extent.columns, 1 + 3 * PACK),
    moving: false,
    slots: 40,
  }))

  const look = useCallback((moving: boolean) => {
    const box = element.current
    if (!box) return
    const next = windowOf(box, known.current, moving)
    setShown((last) => (sameWindow(last, next) ? last : next))
  }, [])

  const { rows, columns, columnWidth, firstWidth } = extent
  useLayoutEffect(() => {
    known.current = { rows, columns, columnWidth, firstWidth }
    look(false)
  }, [rows, columns, columnWidth, firstWidth, look])

  useLayoutEffect(() => {
    const box = element.current
    if (!box) return
    let frame = 0
    let rest: ReturnType<typeof setTimeout> | undefined
    const onScroll = (): void => {
      if (frame !== 0) return
      frame = requestAnimationFrame(() => {
        frame = 0
        clearTimeout(rest)
        rest = setTimeout(() => look(false), REST_AFTER)
        // In this very frame: a window drawn later would show empty rows for a moment.
        flushSync(() => look(true))
      })
    }
    const resized = new ResizeObserver(() => look(false))
    resized.observe(box)
    box.addEventListener('scroll', onScroll, { passive: true })
    return () => {
      box.removeEventListener('scroll', onScroll)
      resized.disconnect()
      cancelAnimationFrame(frame)
      clearTimeout(rest)
    }
  }, [look])

  return { element, window: clamp(shown, extent) }
}

function windowOf(box: HTMLElement, extent: Extent, moving: boolean): GridWindow {
  const { rows, columns, columnWidth, firstWidth } = extent
  const first = Math.floor(box.scrollTop / ROW_HEIGHT)
  const slots = Math.ceil((box.clientHeight || 600) / ROW_HEIGHT) + 1 + 2 * OVERSCAN
  const top = Math.max(0, Math.min(first - OVERSCAN, rows - slots))
  const vertical = { top, bottom: Math.min(rows, top + slots), moving, slots }
  if (columnWidth === undefined) return { ...vertical, left: 1, right: columns }
  const pack = columnWidth * PACK
  const left = Math.floor(box.scrollLeft / pack) * PACK
  const right = Math.ceil((box.scrollLeft + (box.clientWidth || 1000) - firstWidth) / pack) * PACK
  return { ...vertical, left: 1 + Math.min(left, Math.max(0, columns - 1)), right: Math.min(columns, 1 + right) }
}

/** Rows may have become fewer since the window was taken. */
function clamp(shown: GridWindow, extent: Extent): GridWindow {
  const right = extent.columnWidth === undefined ? extent.columns : Math.min(shown.right, extent.columns)
  if (shown.bottom <= extent.rows && shown.right === right) return shown
  const bottom = Math.min(shown.bottom, extent.rows)
  return { ...shown, bottom, top: Math.min(shown.top, bottom), right, left: Math.min(shown.left, right) }
}

function sameWindow(a: GridWindow, b: GridWindow): boolean {
  return (
    a.top === b.top &&
    a.bottom === b.bottom &&
    a.left === b.left &&
    a.right === b.right &&
    a.moving === b.moving &&
    a.slots === b.slots
  )
}
