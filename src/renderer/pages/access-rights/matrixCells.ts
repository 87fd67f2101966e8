import type { AppError } from '../../../contract/errors'
import { asAppError } from '../../stores/loadable'

/** One object's codes, a character per group; `groupAt` says which. */
export type MatrixRow = { readonly text: string; readonly groupAt: ReadonlyMap<string, number> }

export type MatrixAsk = (objects: string[]) => Promise<{ groups: string[]; rows: string[] }>

/** Cells of the matrix, fetched for what is in sight. Old rows stay until newer ones are there. */
export type MatrixCells = {
  row(object: string): MatrixRow | undefined
  /** These objects are in sight, or soon will be: what is missing is fetched, the newest wish first. */
  want(objects: readonly string[]): void
  /** Rights are at another revision: everything known may be old. */
  refresh(revision: number): void
  retry(): void
  readonly failure: AppError | undefined
  /** Nothing is fetched before this and after `stop`; it can be started again. */
  start(): void
  stop(): void
}

/** The contract's limit for one call. */
const MOST = 1024

/** `changed` is called when rows have come or a fetch has failed. */
export function matrixCells(ask: MatrixAsk, changed: () => void): MatrixCells {
  const rows = new Map<string, MatrixRow>()
  /** The revision each row was fetched at. */
  const fetched = new Map<string, number>()
  let revision = -1
  let wanted: readonly string[] = []
  let running = false
  let stopped = true
  let failure: AppError | undefined
  let columns: { names: readonly string[]; groupAt: ReadonlyMap<string, number> } = { names: [], groupAt: new Map() }

  const columnsOf = (names: readonly string[]): ReadonlyMap<string, number> => {
    const same = names.length === columns.names.length && names.every((name, at) => name === columns.names[at])
    if (!same) columns = { names, groupAt: new Map(names.map((name, at) => [name, at])) }
    return columns.groupAt
  }

  /** One request at a time: while it runs, only the newest wish is remembered. */
  async function run(): Promise<void> {
    if (running) return
    running = true
    while (mayAsk()) {
      const missing = wanted.filter((object) => fetched.get(object) !== revision).slice(0, MOST)
      if (missing.length === 0) break
      const asked = revision
      try {
        const reply = await ask(missing)
        if (asked !== revision) continue
        const groupAt = columnsOf(reply.groups)
        for (const [at, object] of missing.entries()) keep(object, reply.rows[at] ?? '', groupAt)
      } catch (cause) {
        failure = asAppError(cause)
      }
      if (!stopped) changed()
    }
    running = false
  }

  const mayAsk = (): boolean => !stopped && failure === undefined

  /** A row that says the same stays the same object, so it is not drawn again. */
  function keep(object: string, text: string, groupAt: ReadonlyMap<string, number>): void {
    const last = rows.get(object)
    fetched.set(object, revision)
    if (last?.text !== text || last.groupAt !== groupAt) rows.set(object, { text, groupAt })
  }

  return {
    row: (object) => rows.get(object),
    want(objects) {
      wanted = objects
      void run()
    },
    refresh(newest) {
      revision = newest
      failure = undefined
      void run()
    },
    retry() {
      failure = undefined
      changed()
      void run()
    },
    get failure() {
      return failure
    },
    start() {
      stopped = false
      void run()
    },
    stop() {
      stopped = true
    },
  }
}
