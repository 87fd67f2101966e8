import type { GroupReason, Right, RightState } from '../../../contract/access'
import { AppError } from '../../../contract/errors'
import { parentName } from '../../../contract/objectPath'
import type { GroupClosure, ListedObject, Masks, ObjectDb, ObjectDbConfig } from '../backends'
import { decideMasks, explainRight, RIGHT_BITS } from '../rights'
import { stateOf } from './differences'
import { edit, type Editing } from './editing'
import { objectRow, objectsBytes, parseObjects, type ObjectRow } from './objectRows'
import { inSubtreeOf } from './tables'
import { RUNTIME_ENDS } from './textLines'

const NOTHING: Masks = { granted: 0, denied: 0 }
/** What would tear a line of the file (user-management 5: it is not XML, nothing is escaped). */
const NOT_IN_NAMES = /["<>\u0000-\u001f\u007f]/

/** Objects and the rights of groups on them in `.UserMgmtRightsDB.csv`. */
export class FileObjectDb implements ObjectDb, ObjectDbConfig {
  readonly #editing: Editing

  constructor(editing: Editing) {
    this.#editing = editing
  }

  /** Not an async generator: that takes three times as long, and objects are many. */
  objects(): AsyncIterable<ListedObject> {
    const rows = this.#table.rows()
    return { [Symbol.asyncIterator]: () => ({ next: async () => rows.next() }) }
  }

  hasObject(name: string): boolean {
    return this.#table.get(name) !== undefined
  }

  masks(object: string, group: string): Masks | undefined {
    return this.#table.get(object)?.entries.get(group)
  }

  decide(group: GroupClosure, object: string): Masks {
    return decideMasks(group, this.#editing.tables.tree.node(object))
  }

  explain(group: GroupClosure, object: string, right: Right): GroupReason {
    return explainRight(group, this.#editing.tables.tree.node(object), right)
  }

  async exportObjects(): Promise<Uint8Array> {
    return objectsBytes(this.#table.rows(), RUNTIME_ENDS)
  }

  async importObjects(exported: Uint8Array): Promise<void> {
    const { rows } = parseObjects(exported)
    const wanted = new Map(rows.map((row) => [row.name, row]))
    this.#edit('objects.import', '', () => {
      this.#table.changeAll((row) => wanted.get(row.name))
      for (const row of rows) if (!this.hasObject(row.name)) this.#add(row)
    })
  }

  async addObject(name: string): Promise<void> {
    this.#refuseTaken(name)
    this.#edit('objects.add', name, () => this.#add(objectRow(name)))
  }

  async removeObject(name: string): Promise<void> {
    this.#row(name)
    this.#edit('objects.remove', name, () => this.#table.remove(name))
  }

  async renameObject(name: string, to: string): Promise<void> {
    const row = this.#row(name)
    if (to === name) return
    this.#refuseTaken(to)
    this.#edit('objects.rename', name, () => this.#table.replace(name, objectRow(to, row.entries)))
  }

  async setRight(object: string, group: string, right: Right, state: RightState): Promise<void> {
    const masks = this.#row(object).entries.get(group) ?? NOTHING
    const bit = RIGHT_BITS[right]
    if (stateOf(masks, bit) === state) return
    await this.setMasks(object, group, {
      granted: state === 'grant' ? masks.granted | bit : masks.granted & ~bit,
      denied: state === 'deny' ? masks.denied | bit : masks.denied & ~bit,
    })
  }

  async setMasks(object: string, group: string, masks: Masks): Promise<void> {
    const row = this.#row(object)
    const before = row.entries.get(group) ?? NOTHING
    const after = { granted: masks.granted >>> 0, denied: masks.denied >>> 0 }
    if (before.granted === after.granted && before.denied === after.denied) return
    if (NOT_IN_NAMES.test(group)) throw new AppError('name-refused', { subject: 'group', name: group, fault: 'sign' })
    const entries = new Map(row.entries)
    if (after.granted === 0 && after.denied === 0) entries.delete(group)
    else entries.set(group, after)
    this.#edit('rights.set', object, () => this.#table.replace(object, objectRow(object, entries)))
  }

  async groupRenamed(name: string, to: string): Promise<void> {
    if (NOT_IN_NAMES.test(to)) throw new AppError('name-refused', { subject: 'group', name: to, fault: 'sign' })
    this.#edit('groups.rename', name, () =>
      this.#table.changeAll((row) => {
        if (!row.entries.has(name)) return row
        // Rights that were left behind for the new name would otherwise make the group stand twice in one line.
        const others = [...row.entries].filter(([group]) => group !== to)
        return objectRow(row.name, new Map(others.map(([group, masks]) => [group === name ? to : group, masks])))
      }),
    )
  }

  async groupRemoved(name: string): Promise<void> {
    this.#edit('groups.remove', name, () =>
      this.#table.changeAll((row) => {
        if (!row.entries.has(name)) return row
        return objectRow(row.name, new Map([...row.entries].filter(([group]) => group !== name)))
      }),
    )
  }

  get #table() {
    return this.#editing.tables.objects
  }

  #edit(method: string, name: string, change: () => void): void {
    edit(this.#editing, 'objects', { method, name }, change)
  }

  /** A new object goes after the last line of what is under the same parent, or to the end. */
  #add(row: ObjectRow): void {
    let parent = parentName(row.name)
    while (parent !== undefined && !this.hasObject(parent)) parent = parentName(parent)
    this.#table.add(row, inSubtreeOf(parent))
  }

  #row(name: string): ObjectRow {
    const row = this.#table.get(name)
    if (row === undefined) throw new AppError('not-found', { subject: 'object', name })
    return row
  }

  #refuseTaken(name: string): void {
    if (name === '') throw new AppError('name-refused', { subject: 'object', name, fault: 'empty' })
    if (NOT_IN_NAMES.test(name) || !name.isWellFormed()) {
      throw new AppError('name-refused', { subject: 'object', name, fault: 'sign' })
    }
    if (this.hasObject(name)) throw new AppError('already-exists', { subject: 'object', name })
  }
}
