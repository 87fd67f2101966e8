import { parentName } from '../../../contract/objectPath'
import { nodeOf, type ObjectNode } from '../rights'
import type { ObjectRow } from './objectRows'

/** The objects as a tree for the evaluation: each knows the nearest object above it that is in the database. */
export class ObjectTree {
  readonly #nodes = new Map<string, ObjectNode>()

  constructor(rows: Iterable<ObjectRow>) {
    for (const { name, entries } of rows) this.#nodes.set(name, { name, parent: undefined, entries })
    for (const node of this.#nodes.values()) node.parent = this.#above(node.name)
  }

  /** The node of any object, one that is not in the database included. */
  node(name: string): ObjectNode {
    return this.#nodes.get(name) ?? nodeOf(name, (above) => this.#nodes.get(above))
  }

  changed(before: ObjectRow | undefined, after: ObjectRow | undefined): void {
    if (before !== undefined && before.name === after?.name) {
      const node = this.#nodes.get(before.name)
      if (node) node.entries = after.entries
      return
    }
    if (before !== undefined) this.#remove(before.name)
    if (after !== undefined) this.#add(after)
  }

  #add({ name, entries }: ObjectRow): void {
    const parent = this.#above(name)
    const node: ObjectNode = { name, parent, entries }
    for (const below of this.#nodes.values()) {
      if (below.parent === parent && isBelow(below.name, name)) below.parent = node
    }
    this.#nodes.set(name, node)
  }

  #remove(name: string): void {
    const node = this.#nodes.get(name)
    this.#nodes.delete(name)
    for (const below of this.#nodes.values()) if (below.parent === node) below.parent = node?.parent
  }

  #above(name: string): ObjectNode | undefined {
    for (let above = parentName(name); above !== undefined; above = parentName(above)) {
      const node = this.#nodes.get(above)
      if (node) return node
    }
    return undefined
  }
}

/** Whether an object lies anywhere underneath another, by their names alone. */
export function isBelow(name: string, above: string): boolean {
  if (!name.startsWith(above) || name.length === above.length) return false
  if (above === '/') return true
  return name[above.length] === (above.startsWith('/') ? '/' : '.')
}
