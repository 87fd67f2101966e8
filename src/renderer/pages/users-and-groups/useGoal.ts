import { useEffect, useState, type RefObject } from 'react'
import type { GridRow } from '../../parts/gridRows'
import { selectOnly, type GridSelection } from '../../parts/gridSelection'
import type { GridHandle } from '../../parts/gridTypes'
import { useDatabaseStore } from '../../stores/useDatabase'

export type GoalParts = {
  goal: { key: string; seq: number } | undefined
  /** Undefined while a filter still hides some. */
  rows: readonly GridRow<unknown>[] | undefined
  clear: () => void
  select: (selection: GridSelection) => void
  grid: RefObject<GridHandle | null>
}

/** Follows a jump to a row: takes the filter away, then selects the row as soon as it is there (something just added may still be on its way). */
export function useGoal({ goal, rows, clear, select, grid }: GoalParts): void {
  const store = useDatabaseStore()
  const [cleared, setCleared] = useState(0)
  const [reached, setReached] = useState(0)
  const key = goal?.key
  const there = key !== undefined && rows !== undefined && rows.some((row) => row.key === key)
  if (goal && goal.seq !== cleared) {
    setCleared(goal.seq)
    clear()
  }
  if (goal && there && goal.seq !== reached) {
    setReached(goal.seq)
    select(selectOnly({ row: goal.key, column: undefined }))
  }
  useEffect(() => {
    if (!there || key === undefined) return
    grid.current?.reveal(key)
    grid.current?.focus()
    store.getState().arrived()
  }, [there, key, grid, store])
}
