/** One visible row of a Grid. Level counts from 1; `expanded` is undefined on a leaf; `position` of `siblings` counts from 1. */
export type GridRow<T> = {
  readonly key: string
  readonly item: T
  readonly level: number
  readonly expanded: boolean | undefined
  readonly position: number
  readonly siblings: number
}

/** A tree as a page holds it. Keys are unique in the whole tree. */
export type TreeNode<T> = { readonly key: string; readonly item: T; readonly children: readonly TreeNode<T>[] }

/** Rows of a plain list. */
export function listRows<T>(items: readonly T[], keyOf: (item: T) => string): GridRow<T>[] {
  return items.map((item, index) => ({
    key: keyOf(item),
    item,
    level: 1,
    expanded: undefined,
    position: index + 1,
    siblings: items.length,
  }))
}

/** Remembers the row last made of a node, so an unchanged row keeps its identity and is not drawn again. */
export type RowCache<T> = WeakMap<TreeNode<T>, GridRow<T>>

/** The rows of a tree that are visible when exactly the nodes `isExpanded` names are open. Linear in visible rows. */
export function flattenTree<T>(
  roots: readonly TreeNode<T>[],
  isExpanded: (key: string) => boolean,
  cache: RowCache<T> = new WeakMap(),
): GridRow<T>[] {
  const rows: GridRow<T>[] = []
  const visit = (nodes: readonly TreeNode<T>[], level: number): void => {
    for (const [index, node] of nodes.entries()) {
      const expanded = node.children.length === 0 ? undefined : isExpanded(node.key)
      rows.push(rowOf(cache, node, { level, expanded, position: index + 1, siblings: nodes.length }))
      if (expanded) visit(node.children, level + 1)
    }
  }
  visit(roots, 1)
  return rows
}

/** Where each row is; rebuilt only when the rows change. */
export function indexByKey(rows: readonly GridRow<unknown>[]): ReadonlyMap<string, number> {
  const index = new Map<string, number>()
  for (const [position, row] of rows.entries()) index.set(row.key, position)
  return index
}

/** The row one level up, or undefined at the top. */
export function parentIndex(rows: readonly GridRow<unknown>[], index: number): number | undefined {
  const level = rows[index]?.level ?? 1
  for (let above = index - 1; above >= 0; above--) {
    const row = rows[above]
    if (row && row.level < level) return above
  }
  return undefined
}

type Face = Omit<GridRow<unknown>, 'key' | 'item'>

function rowOf<T>(cache: RowCache<T>, node: TreeNode<T>, face: Face): GridRow<T> {
  const last = cache.get(node)
  if (
    last &&
    last.expanded === face.expanded &&
    last.level === face.level &&
    last.position === face.position &&
    last.siblings === face.siblings
  )
    return last
  const row: GridRow<T> = { key: node.key, item: node.item, ...face }
  cache.set(node, row)
  return row
}
