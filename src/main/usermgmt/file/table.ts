import type { Recorder } from './history'

/** The place of a row in its file: it stays the same while the row changes, is removed and comes back. */
export type Slot<Row> = { row: Row | undefined }
/** One row as last read or saved, and now. */
export type Change<Row> = { before: Row | undefined; after: Row | undefined }

export type RowKind<Row> = {
  key(row: Row): string
  /** Whether two rows mean the same, whatever their text. */
  same(one: Row, other: Row): boolean
  changed?(before: Row | undefined, after: Row | undefined): void
}

/**
 * The rows of one file in file order. A removed row leaves its slot empty, so that undo and doing again never move
 * anything; a row that comes to mean what was last saved gets its saved text back, so that its bytes are the saved ones.
 */
export class Table<Row> {
  readonly #slots: Slot<Row>[]
  readonly #kind: RowKind<Row>
  readonly #recorder: Recorder
  readonly #live = new Map<string, Slot<Row>>()
  /** Further slots with the same key: files may hold a membership twice. */
  readonly #twins = new Map<string, Slot<Row>[]>()
  /** What touched slots held when last read or saved. */
  readonly #saved = new Map<Slot<Row>, Row | undefined>()
  /** Slots emptied since then, under the key they were saved with. */
  readonly #emptied = new Map<string, Slot<Row>>()

  constructor(rows: readonly Row[], kind: RowKind<Row>, recorder: Recorder) {
    this.#kind = kind
    this.#recorder = recorder
    this.#slots = rows.map((row) => ({ row }))
    for (const slot of this.#slots) this.#index(slot, undefined, slot.row)
  }

  *rows(): IterableIterator<Row> {
    for (const { row } of this.#slots) if (row !== undefined) yield row
  }

  get(key: string): Row | undefined {
    return this.#live.get(key)?.row
  }

  get size(): number {
    return this.#live.size
  }

  /** Puts a row back where one with this key was removed since the last save, else after the last row that `after` accepts. */
  add(row: Row, after?: (row: Row) => boolean): void {
    const emptied = this.#emptied.get(this.#kind.key(row))
    if (emptied) {
      this.#set(emptied, row)
      return
    }
    const slot: Slot<Row> = { row: undefined }
    const index = after === undefined ? -1 : this.#slots.findLastIndex(({ row }) => row !== undefined && after(row))
    if (index === -1) this.#slots.push(slot)
    else this.#slots.splice(index + 1, 0, slot)
    this.#set(slot, row)
  }

  replace(key: string, row: Row): void {
    const slot = this.#live.get(key)
    if (slot) this.#set(slot, row)
  }

  /** Removes every row with this key. */
  remove(key: string): void {
    for (let slot = this.#live.get(key); slot; slot = this.#live.get(key)) this.#set(slot, undefined)
  }

  /** Changes every row that `change` gives something else for; undefined removes. */
  changeAll(change: (row: Row) => Row | undefined): void {
    for (const slot of this.#slots) {
      if (slot.row === undefined) continue
      const row = change(slot.row)
      if (row !== slot.row) this.#set(slot, row)
    }
  }

  changes(): Change<Row>[] {
    const changes: Change<Row>[] = []
    for (const [slot, before] of this.#saved) if (before !== slot.row) changes.push({ before, after: slot.row })
    return changes
  }

  get changed(): boolean {
    for (const [slot, before] of this.#saved) if (before !== slot.row) return true
    return false
  }

  /** From here on changes are counted anew. */
  saved(): void {
    this.#saved.clear()
    this.#emptied.clear()
  }

  #set(slot: Slot<Row>, wanted: Row | undefined): void {
    const before = slot.row
    const saved = this.#saved.get(slot)
    const after = wanted !== undefined && saved !== undefined && this.#kind.same(saved, wanted) ? saved : wanted
    if (before === after) return
    this.#put(slot, after)
    this.#recorder.record({ back: () => this.#put(slot, before), again: () => this.#put(slot, after) })
  }

  #put(slot: Slot<Row>, row: Row | undefined): void {
    const before = slot.row
    if (!this.#saved.has(slot)) this.#saved.set(slot, before)
    slot.row = row
    const saved = this.#saved.get(slot)
    if (saved !== undefined) {
      const key = this.#kind.key(saved)
      if (row === undefined) this.#emptied.set(key, slot)
      else if (this.#emptied.get(key) === slot) this.#emptied.delete(key)
    }
    this.#index(slot, before, row)
    this.#kind.changed?.(before, row)
  }

  #index(slot: Slot<Row>, before: Row | undefined, after: Row | undefined): void {
    const was = before === undefined ? undefined : this.#kind.key(before)
    const is = after === undefined ? undefined : this.#kind.key(after)
    if (was === is) return
    if (was !== undefined) {
      const twins = this.#twins.get(was)
      if (this.#live.get(was) !== slot) twins?.splice(twins.indexOf(slot), 1)
      else {
        const next = twins?.shift()
        if (next) this.#live.set(was, next)
        else this.#live.delete(was)
      }
      if (twins?.length === 0) this.#twins.delete(was)
    }
    if (is === undefined) return
    if (!this.#live.has(is)) this.#live.set(is, slot)
    else {
      const twins = this.#twins.get(is)
      if (twins) twins.push(slot)
      else this.#twins.set(is, [slot])
    }
  }
}
