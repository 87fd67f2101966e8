import { AppError } from '../../../contract/errors'

/** Makes the whole of a database durable; fails when it could not. */
export type Keep = (whole: Uint8Array) => Promise<void>

/**
 * What a configurable template holds: rows by name. Changes are made one after the other, and one holds only when the
 * whole is safe: a failure on the way leaves everything as it was.
 */
export class Kept<Row> {
  readonly #keep: Keep
  readonly #isRow: (row: unknown) => row is Row
  #rows: ReadonlyMap<string, Row> = new Map()
  #last: Promise<void> = Promise.resolve()

  /** `kept`: what `keep` was given last. `isRow`: whether something read is a row. */
  constructor(isRow: (row: unknown) => row is Row, keep: Keep, kept?: Uint8Array) {
    this.#isRow = isRow
    this.#keep = keep
    if (kept) this.#rows = this.#decode(kept)
  }

  /** Never changed: a listing that is under way goes on with what was there when it began. */
  get rows(): ReadonlyMap<string, Row> {
    return this.#rows
  }

  /** `change` gets a Map of its own to change; it throws to refuse. */
  change(change: (rows: Map<string, Row>) => ReadonlyMap<string, Row> | void): Promise<void> {
    const turn = this.#last.then(() => this.#make(change))
    this.#last = turn.catch(() => undefined)
    return turn
  }

  async #make(change: (rows: Map<string, Row>) => ReadonlyMap<string, Row> | void): Promise<void> {
    const own = new Map(this.#rows)
    const rows = change(own) ?? own
    await this.#keep(this.encode(rows))
    this.#rows = rows
  }

  encode(rows = this.#rows): Uint8Array {
    return new TextEncoder().encode(JSON.stringify([...rows]))
  }

  async replace(whole: Uint8Array): Promise<void> {
    const rows = this.#decode(whole)
    await this.change(() => rows)
  }

  /** Half of it, or something else, is not an empty database. */
  #decode(whole: Uint8Array): Map<string, Row> {
    const damaged = (cause?: unknown) =>
      new AppError('database-damaged', { line: 1, problem: 'not what was kept' }, cause)
    let read: unknown
    try {
      read = JSON.parse(new TextDecoder().decode(whole))
    } catch (error) {
      throw damaged(error)
    }
    if (!Array.isArray(read)) throw damaged()
    const rows = new Map<string, Row>()
    for (const entry of read) {
      const [name, row]: unknown[] = Array.isArray(entry) ? entry : []
      if (typeof name !== 'string' || rows.has(name) || !this.#isRow(row)) throw damaged()
      rows.set(name, row)
    }
    return rows
  }
}

/** The row of a name that must be there. */
export function rowOf<Row>(rows: ReadonlyMap<string, Row>, subject: 'user' | 'group' | 'object', name: string): Row {
  const row = rows.get(name)
  if (row === undefined) throw new AppError('not-found', { subject, name })
  return row
}

/** A name that must be free. */
export function checkFree(
  rows: ReadonlyMap<string, unknown>,
  subject: 'user' | 'group' | 'object',
  name: string,
): void {
  if (rows.has(name)) throw new AppError('already-exists', { subject, name })
}

/** The same rows with one under another name, in its place. */
export function renamed<Row>(rows: ReadonlyMap<string, Row>, name: string, to: string): Map<string, Row> {
  return new Map([...rows].map(([key, row]) => [key === name ? to : key, row]))
}
