import { useState, type DragEvent } from 'react'
import type { GridInside } from './gridInside'
import { spotOf } from './gridPointer'
import type { GridRow } from './gridRows'

type Drag = Record<'onDragStart' | 'onDragOver' | 'onDragLeave' | 'onDrop', (event: DragEvent<HTMLDivElement>) => void>

/** Dragging rows out and dropping on rows; `over` is the key of the row a drop would go to. */
export function useGridDrag<T>(inside: GridInside<T>): { over: string | undefined; events: Drag } {
  const [over, setOver] = useState<string>()
  const { props } = inside

  const rowOf = (event: DragEvent): GridRow<T> | undefined => {
    const spot = spotOf(event.target)
    return spot && props.rows[spot.index]
  }
  const target = (event: DragEvent): GridRow<T> | undefined => {
    const row = rowOf(event)
    return row && props.drop?.accepts(row, event.dataTransfer.types) ? row : undefined
  }

  const onDragStart = (event: DragEvent<HTMLDivElement>): void => {
    const row = rowOf(event)
    const data = row && props.drag?.(row)
    if (!data) return
    for (const [type, text] of Object.entries(data)) event.dataTransfer.setData(type, text)
    event.dataTransfer.effectAllowed = 'copyMove'
  }
  const onDragOver = (event: DragEvent<HTMLDivElement>): void => {
    const row = target(event)
    setOver(row?.key)
    if (!row) return
    event.preventDefault()
    event.dataTransfer.dropEffect = 'copy'
  }
  const onDragLeave = (event: DragEvent<HTMLDivElement>): void => {
    if (!(event.relatedTarget instanceof Node) || !event.currentTarget.contains(event.relatedTarget)) setOver(undefined)
  }
  const onDrop = (event: DragEvent<HTMLDivElement>): void => {
    const row = target(event)
    setOver(undefined)
    if (!row) return
    event.preventDefault()
    props.drop?.drop(row, (type) => event.dataTransfer.getData(type))
  }
  return { over, events: { onDragStart, onDragOver, onDragLeave, onDrop } }
}
