import type { GroupReason, Right, RightState } from '../../../contract/access'
import type { GroupClosure, ListedObject, Masks, ObjectDb, ObjectDbConfig, Registration } from '../backends'
import { decideMasks, explainRight, nodeOf, RIGHT_BITS, type ObjectNode } from '../rights'
import { checkFree, Kept, renamed, rowOf, type Keep } from './kept'

/**
 * Template: objects and rights (seed 003, 1.2.6 and 1.2.7). An object database of one's own is not recommended (seed 4):
 * what is protected is this program's affair. Where it has to be, take `decideMasks` and `explainRight` as they are, so
 * that the check stays the same everywhere.
 */
type Entries = readonly (readonly [group: string, masks: Masks])[]

export type ConfigurableObjectsOptions = {
  /** Objects at the very first start. */
  objects: readonly { name: string; entries?: Entries }[]
  keep: Keep
  /** What `keep` was given last; then `objects` are not looked at. */
  kept?: Uint8Array
  /** False: rights are as they are, and pages only show them. */
  configurable?: boolean
}

export async function registerConfigurableObjects(
  registration: Registration,
  options: ConfigurableObjectsOptions,
): Promise<() => void> {
  const objects = new ConfigurableObjects(options)
  await objects.ready
  return registration.registerObjects(objects, options.configurable === false ? undefined : objects)
}

class ConfigurableObjects implements ObjectDb, ObjectDbConfig {
  readonly ready: Promise<void>
  readonly #objects: Kept<Entries>
  #nodes: ReadonlyMap<string, ObjectNode> = new Map()

  constructor({ objects, keep, kept }: ConfigurableObjectsOptions) {
    this.#objects = new Kept(isEntries, keep, kept)
    const first = new Map(objects.map(({ name, entries = [] }) => [name, entries]))
    this.ready = kept === undefined ? this.#change(() => first) : Promise.resolve()
    this.#join()
  }

  async *objects(): AsyncIterable<ListedObject> {
    for (const [name, entries] of this.#objects.rows) yield { name, entries: mapOf(entries) }
  }

  hasObject(name: string): boolean {
    return this.#objects.rows.has(name)
  }

  masks(object: string, group: string): Masks | undefined {
    const masks = this.#nodes.get(object)?.entries.get(group)
    return masks && { ...masks }
  }

  // Asked for every request, and synchronous: everything needed is in memory and joined already.
  decide(group: GroupClosure, object: string): Masks {
    return decideMasks(group, this.#node(object))
  }

  explain(group: GroupClosure, object: string, right: Right): GroupReason {
    return explainRight(group, this.#node(object), right)
  }

  async exportObjects(): Promise<Uint8Array> {
    return this.#objects.encode()
  }

  async importObjects(exported: Uint8Array): Promise<void> {
    await this.#objects.replace(exported)
    this.#join()
  }

  addObject(name: string): Promise<void> {
    return this.#change((objects) => {
      checkFree(objects, 'object', name)
      objects.set(name, [])
    })
  }

  removeObject(name: string): Promise<void> {
    return this.#change((objects) => {
      rowOf(objects, 'object', name)
      objects.delete(name)
    })
  }

  renameObject(name: string, to: string): Promise<void> {
    return this.#change((objects) => {
      rowOf(objects, 'object', name)
      if (to !== name) checkFree(objects, 'object', to)
      return renamed(objects, name, to)
    })
  }

  setRight(object: string, group: string, right: Right, state: RightState): Promise<void> {
    const bit = RIGHT_BITS[right]
    return this.#setEntry(object, group, ({ granted, denied }) => ({
      granted: state === 'grant' ? granted | bit : granted & ~bit,
      denied: state === 'deny' ? denied | bit : denied & ~bit,
    }))
  }

  setMasks(object: string, group: string, { granted, denied }: Masks): Promise<void> {
    return this.#setEntry(object, group, () => ({ granted, denied }))
  }

  groupRenamed(name: string, to: string): Promise<void> {
    return this.#changeEntries((entries) => {
      if (!entries.some(([group]) => group === name)) return entries
      // An entry left over from an earlier group of the new name gives way.
      const others = entries.filter(([group]) => group === name || group !== to)
      return others.map(([group, masks]) => [group === name ? to : group, masks])
    })
  }

  groupRemoved(name: string): Promise<void> {
    return this.#changeEntries((entries) => entries.filter(([group]) => group !== name))
  }

  #setEntry(object: string, group: string, next: (masks: Masks) => Masks): Promise<void> {
    return this.#change((objects) => {
      const entries = mapOf(rowOf(objects, 'object', object))
      const { granted, denied } = next(entries.get(group) ?? { granted: 0, denied: 0 })
      // `>>> 0`: bit operators answer in signed 32 bits, masks are unsigned.
      if ((granted | denied) === 0) entries.delete(group)
      else entries.set(group, { granted: granted >>> 0, denied: denied >>> 0 })
      objects.set(object, [...entries])
    })
  }

  #changeEntries(next: (entries: Entries) => Entries): Promise<void> {
    return this.#change((objects) => {
      for (const [name, entries] of objects) objects.set(name, next(entries))
    })
  }

  async #change(change: Parameters<Kept<Entries>['change']>[0]): Promise<void> {
    await this.#objects.change(change)
    this.#join()
  }

  /** What is not in the database inherits from the nearest object above it that is. */
  #node(object: string): ObjectNode {
    return nodeOf(object, (name) => this.#nodes.get(name))
  }

  /** Each object's nearest one above it, once per change instead of once per check. */
  #join(): void {
    const nodes = new Map<string, ObjectNode>()
    for (const [name, entries] of this.#objects.rows) {
      nodes.set(name, { name, parent: undefined, entries: mapOf(entries) })
    }
    for (const node of nodes.values()) {
      node.parent = nodeOf(node.name, (name) => (name === node.name ? undefined : nodes.get(name))).parent
    }
    this.#nodes = nodes
  }
}

/** With masks of their own, which nobody else holds. */
function mapOf(entries: Entries): Map<string, Masks> {
  return new Map(entries.map(([group, { granted, denied }]) => [group, { granted, denied }]))
}

function isEntries(row: unknown): row is Entries {
  return (
    Array.isArray(row) &&
    row.every((entry) => Array.isArray(entry) && typeof entry[0] === 'string' && isMasks(entry[1]))
  )
}

function isMasks(masks: unknown): masks is Masks {
  if (typeof masks !== 'object' || masks === null) return false
  const { granted, denied } = masks as Partial<Masks>
  return [granted, denied].every(
    (mask) => Number.isInteger(mask) && mask !== undefined && mask >= 0 && mask <= 0xffffffff,
  )
}
