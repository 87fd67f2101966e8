import { parentName } from '../../contract/objectPath'
import type { ListedObject, Masks, ObjectDb } from './backends'

/** All objects in tree order, with the ancestors that are only implied; an object's descendants follow it directly. */
export type ObjectTree = {
  names: readonly string[]
  /** Entries of each object; undefined where the object is only implied by a child. */
  entries: readonly (ReadonlyMap<string, Masks> | undefined)[]
  /** The place behind the last descendant of each object. */
  ends: readonly number[]
  places: ReadonlyMap<string, number>
  /** The place of each kept object, in the order they were listed. */
  listed: readonly number[]
}

type Branch = { name: string; entries: ReadonlyMap<string, Masks> | undefined; children: Branch[] }

/** Children in file order; an implied ancestor stands where its first descendant does. `before`: the tree as last read. */
export async function readObjectTree(db: ObjectDb, before?: ObjectTree): Promise<ObjectTree> {
  const listed: ListedObject[] = []
  for await (const object of db.objects()) listed.push(object)
  return (before && withEntriesOf(before, listed)) ?? treeOf(listed)
}

/** The same tree with other entries; undefined when the objects are others. Most edits are of rights, and trees are big. */
function withEntriesOf(before: ObjectTree, listed: readonly ListedObject[]): ObjectTree | undefined {
  if (listed.length !== before.listed.length) return undefined
  const entries: (ReadonlyMap<string, Masks> | undefined)[] = before.names.map(() => undefined)
  for (const [at, place] of before.listed.entries()) {
    const object = listed[at]
    if (object === undefined || object.name !== before.names[place]) return undefined
    entries[place] = object.entries
  }
  return { ...before, entries }
}

export function treeOf(listed: readonly ListedObject[]): ObjectTree {
  const branches = new Map<string, Branch>()
  const roots: Branch[] = []
  for (const { name, entries } of listed) {
    const known = branches.get(name)
    if (known === undefined) grow(name, entries)
    else known.entries = entries
  }

  /** Adds a branch, and the ones above it that are not there yet. */
  function grow(object: string, entries: ReadonlyMap<string, Masks>): void {
    let branch: Branch = { name: object, entries, children: [] }
    branches.set(object, branch)
    for (let above = parentName(object); above !== undefined; above = parentName(above)) {
      const known = branches.get(above)
      if (known !== undefined) {
        known.children.push(branch)
        return
      }
      branch = { name: above, entries: undefined, children: [branch] }
      branches.set(above, branch)
    }
    roots.push(branch)
  }

  const tree = flat(roots)
  return { ...tree, listed: listed.map(({ name }) => tree.places.get(name) ?? -1) }
}

/** Places of kept objects with entries of their own that lie underneath the given ones and are not among them. */
export function entriesBelow(tree: ObjectTree, places: readonly number[]): number[] {
  const chosen = new Set(places)
  const found: number[] = []
  let reached = 0
  for (const place of [...chosen].toSorted((one, other) => one - other)) {
    const end = tree.ends[place] ?? place
    for (let at = Math.max(place + 1, reached); at < end; at += 1) {
      if (!chosen.has(at) && (tree.entries[at]?.size ?? 0) > 0) found.push(at)
    }
    reached = Math.max(reached, end)
  }
  return found
}

/** Not recursive: a file may nest deeper than a stack. */
function flat(roots: readonly Branch[]): Omit<ObjectTree, 'listed'> {
  const names: string[] = []
  const entries: (ReadonlyMap<string, Masks> | undefined)[] = []
  const ends: number[] = []
  const places = new Map<string, number>()
  type Step = { enter: Branch } | { leave: number }
  const steps: Step[] = roots.toReversed().map((enter) => ({ enter }))
  for (let step = steps.pop(); step !== undefined; step = steps.pop()) {
    if ('leave' in step) {
      ends[step.leave] = names.length
      continue
    }
    const { name, entries: own, children } = step.enter
    const place = names.push(name) - 1
    places.set(name, place)
    entries.push(own)
    ends.push(place + 1)
    if (children.length === 0) continue
    steps.push({ leave: place })
    for (const child of children.toReversed()) steps.push({ enter: child })
  }
  return { names, entries, ends, places }
}
