import type { BrowsedNode } from '../../../contract/sessions'
import type { GridRow } from '../../parts/gridRows'
import { pathBelow, ROOT, type NodePath, type NodeTree } from '../../stores/nodes'

/** A row of the tree of nodes: a node, or what stands in its place while or because its children are not there. */
export type NodeItem =
  { is: 'node'; path: NodePath; node: BrowsedNode } | { is: 'waiting' | 'failed'; path: NodePath; node: undefined }

/** Remembers rows, so that an unchanged row keeps its identity and is not drawn again. */
export type NodeRowCache = Map<string, GridRow<NodeItem>>

/** The visible rows of what is known of a server's nodes. Linear in visible rows. */
export function nodeRows(tree: NodeTree, cache: NodeRowCache): GridRow<NodeItem>[] {
  const rows: GridRow<NodeItem>[] = []
  const visit = (path: NodePath, level: number): void => {
    const below = tree.below.get(path)
    if (!below || below.is !== 'data') {
      // What lies at the very top is told in place of the whole tree.
      if (path !== ROOT && below) rows.push(note(below.is, path, level))
      return
    }
    for (const [index, node] of below.value.entries()) {
      const own = pathBelow(path, node.node)
      const children = tree.below.get(own)
      const leaf = node.nodeClass === 'Method' || (children?.is === 'data' && children.value.length === 0)
      const expanded = leaf ? undefined : tree.open.has(own)
      rows.push(
        rowOf(
          cache,
          { is: 'node', path: own, node },
          { level, expanded, position: index + 1, siblings: below.value.length },
        ),
      )
      if (expanded) visit(own, level + 1)
    }
  }
  visit(ROOT, 1)
  return rows
}

type Face = Pick<GridRow<NodeItem>, 'level' | 'expanded' | 'position' | 'siblings'>

function rowOf(cache: NodeRowCache, item: NodeItem & { is: 'node' }, face: Face): GridRow<NodeItem> {
  const last = cache.get(item.path)
  if (
    last &&
    last.item.node === item.node &&
    last.level === face.level &&
    last.expanded === face.expanded &&
    last.position === face.position &&
    last.siblings === face.siblings
  )
    return last
  const row = { key: item.path, item, ...face }
  cache.set(item.path, row)
  return row
}

function note(is: 'waiting' | 'failed', path: NodePath, level: number): GridRow<NodeItem> {
  return {
    key: `${path}\n?`,
    item: { is, path, node: undefined },
    level,
    expanded: undefined,
    position: 1,
    siblings: 1,
  }
}
