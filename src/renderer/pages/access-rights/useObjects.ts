import { useMemo, useState } from 'react'
import type { ObjectList } from '../../../contract/access'
import { flattenTree, type GridRow, type RowCache } from '../../parts/gridRows'
import { filterTree, nameFilter, namesAbove, objectTree, openAtFirst, sameNames, type ObjectTree } from './objectTree'

/** The objects as all three views show them: one tree, one filter, the same nodes open. */
export type Objects = {
  readonly tree: ObjectTree
  /** Groups with an entry of their own, by position; −1: implied by an object below. */
  readonly own: readonly number[]
  readonly filter: string
  readonly setFilter: (text: string) => void
  readonly open: ReadonlySet<string>
  readonly expand: (key: string, expanded: boolean) => void
  readonly expandAll: () => void
  readonly collapseAll: () => void
  /** Opens everything above an object; a filter that hides it is cleared. */
  readonly uncover: (name: string) => void
  /** Opened or closed by hand while a filter decides what is open. */
  readonly byHand: ReadonlyMap<string, boolean>
  readonly cache: RowCache<number>
}

const NOTHING_BY_HAND: ReadonlyMap<string, boolean> = new Map()

/** `last`: the object that was looked at last; what is above it is open. */
export function useObjects(list: ObjectList, last: string | undefined): Objects {
  const [tree, setTree] = useState(() => objectTree(list.names))
  const [open, setOpen] = useState<ReadonlySet<string>>(
    () => new Set([...openAtFirst(tree, list.own), ...(last === undefined ? [] : namesAbove(last))]),
  )
  const [filter, setFilter] = useState('')
  const [byHand, setByHand] = useState(NOTHING_BY_HAND)
  const [cache] = useState<RowCache<number>>(() => new WeakMap())
  // A change of rights brings a new list of the same objects: the tree, and with it every row, stays.
  if (tree.names !== list.names && !sameNames(tree.names, list.names)) setTree(objectTree(list.names))

  return {
    tree,
    own: list.own,
    filter,
    open,
    byHand,
    cache,
    setFilter(text) {
      setFilter(text)
      setByHand(NOTHING_BY_HAND)
    },
    expand(key, expanded) {
      if (filter.trim() !== '') {
        setByHand(new Map(byHand).set(key, expanded))
        return
      }
      const next = new Set(open)
      if (expanded) next.add(key)
      else next.delete(key)
      setOpen(next)
    },
    expandAll: () => setOpen(new Set(tree.names)),
    collapseAll: () => setOpen(new Set(tree.roots.map((root) => root.key))),
    uncover(name) {
      const kept = nameFilter(tree.names, filter)
      const position = tree.positions.get(name)
      if (kept && position !== undefined && !kept(position)) setFilter('')
      setOpen(new Set([...open, ...namesAbove(name)]))
      setByHand(new Map([...byHand, ...namesAbove(name).map((above) => [above, true] as const)]))
    },
  }
}

/** The visible rows of the tree; `only` leaves out objects of no interest, but never what leads to others. */
export function useObjectRows(
  { tree, filter, open, byHand, cache }: Objects,
  only?: (item: number) => boolean,
): { rows: GridRow<number>[]; found: number } {
  return useMemo(() => {
    const named = nameFilter(tree.names, filter)
    if (!named && !only)
      return { rows: flattenTree(tree.roots, (key) => open.has(key), cache), found: tree.names.length }
    const keep = (item: number): boolean => (named?.(item) ?? true) && (only?.(item) ?? true)
    const filtered = filterTree(tree, keep, only === undefined)
    const isOpen = (key: string): boolean =>
      named ? (byHand.get(key) ?? filtered.open.has(key)) : open.has(key) && filtered.open.has(key)
    return { rows: flattenTree(filtered.roots, isOpen, cache), found: filtered.found }
  }, [tree, filter, open, byHand, cache, only])
}
