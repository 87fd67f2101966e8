import { leafName, parentName } from '../../../contract/objectPath'
import type { TreeNode } from '../../parts/gridRows'

/** The objects of a database as a tree; an item is the position in `names`. */
export type ObjectTree = {
  readonly names: readonly string[]
  readonly roots: readonly TreeNode<number>[]
  readonly positions: ReadonlyMap<string, number>
}

type Growing = { key: string; item: number; children: Growing[] }

/** Builds the tree from names in any order; the program lists objects implied by a child too, so every parent is there. */
export function objectTree(names: readonly string[]): ObjectTree {
  const positions = new Map(names.map((name, item) => [name, item]))
  const nodes = names.map((key, item): Growing => ({ key, item, children: [] }))
  const roots: Growing[] = []
  for (const node of nodes) {
    const above = parentName(node.key)
    const parent = above === undefined ? undefined : nodes[positions.get(above) ?? -1]
    if (parent) parent.children.push(node)
    else roots.push(node)
  }
  return { names, roots, positions }
}

/** Whether a new list names the same objects, so that the tree can be kept. */
export function sameNames(a: readonly string[], b: readonly string[]): boolean {
  return a === b || (a.length === b.length && a.every((name, at) => name === b[at]))
}

/** All objects from the root down to this one, without it. */
export function namesAbove(name: string): string[] {
  const above: string[] = []
  for (let at = parentName(name); at !== undefined; at = parentName(at)) above.unshift(at)
  return above
}

const SMALL = 400

/** Open at first: in a small tree whatever leads to an entry, in a big one the roots. */
export function openAtFirst(tree: ObjectTree, own: readonly number[]): Set<string> {
  const open = new Set(tree.roots.map((root) => root.key))
  if (tree.names.length > SMALL) return open
  for (const [item, name] of tree.names.entries())
    if ((own[item] ?? 0) > 0) for (const above of namesAbove(name)) open.add(above)
  return open
}

export type Filtered = {
  readonly roots: readonly TreeNode<number>[]
  /** Nodes with something found below them. */
  readonly open: ReadonlySet<string>
  readonly found: number
}

/** The part of a tree that leads to the objects `keep` names; below a found object everything stays. */
export function filterTree(tree: ObjectTree, keep: (item: number) => boolean, wholeBelow = true): Filtered {
  const open = new Set<string>()
  let found = 0
  const visit = (node: TreeNode<number>): TreeNode<number> | undefined => {
    const children: TreeNode<number>[] = []
    for (const child of node.children) {
      const kept = visit(child)
      if (kept) children.push(kept)
    }
    const own = keep(node.item)
    if (own) found += 1
    if (children.length > 0) open.add(node.key)
    if (own && wholeBelow) return node
    if (children.length === node.children.length && (own || children.length > 0)) return node
    return own || children.length > 0 ? { key: node.key, item: node.item, children } : undefined
  }
  const roots = tree.roots.flatMap((root) => visit(root) ?? [])
  return { roots, open, found }
}

/** What a person means by a filter: part of an object's own name, or with a dot or slash part of its path. */
export function nameFilter(names: readonly string[], text: string): ((item: number) => boolean) | undefined {
  const wanted = text.trim().toLocaleLowerCase()
  if (wanted === '') return undefined
  const byPath = /[./]/.test(wanted)
  return (item) => {
    const name = names[item] ?? ''
    return (byPath ? name : leafName(name)).toLocaleLowerCase().includes(wanted)
  }
}

/** How many objects underneath the selected ones, themselves not selected, have entries of their own. */
export function entriesBelow(tree: ObjectTree, own: readonly number[], selected: ReadonlySet<string>): number {
  let count = 0
  const visit = (node: TreeNode<number>, inside: boolean): void => {
    const here = selected.has(node.key)
    if (inside && !here && (own[node.item] ?? 0) > 0) count += 1
    for (const child of node.children) visit(child, inside || here)
  }
  for (const root of tree.roots) visit(root, false)
  return count
}
