import { useMemo, useState } from 'react'
import { flattenTree, type GridRow, type TreeNode } from '../../parts/gridRows'
import { NOTHING_SELECTED, type GridSelection } from '../../parts/gridSelection'

const NOTHING_OPEN: ReadonlySet<string> = new Set()

export type PaneTree<T> = {
  rows: readonly GridRow<T>[]
  selection: GridSelection
  select: (selection: GridSelection) => void
  expand: (key: string, expanded: boolean) => void
}

/** Rows of a pane, what is open and what is selected. `open`: nodes that are open unless they were closed. */
export function usePaneTree<T>(roots: readonly TreeNode<T>[], open: ReadonlySet<string> = NOTHING_OPEN): PaneTree<T> {
  const [toggled, setToggled] = useState<ReadonlySet<string>>(NOTHING_OPEN)
  const [selection, select] = useState<GridSelection>(NOTHING_SELECTED)
  const cache = useMemo(() => new WeakMap<TreeNode<T>, GridRow<T>>(), [])
  const rows = useMemo(
    () => flattenTree(roots, (key) => toggled.has(key) !== open.has(key), cache),
    [roots, toggled, open, cache],
  )
  return {
    rows,
    selection,
    select,
    expand: (key, expanded) =>
      setToggled((before) => {
        const after = new Set(before)
        if (expanded === open.has(key)) after.delete(key)
        else after.add(key)
        return after
      }),
  }
}
