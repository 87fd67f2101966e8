import { AppError } from '../../../contract/errors'
import type { Work } from '../../usermgmt/operations'
import { breathing } from './breathe'
import { plainText } from './cellText'
import { cutFault, misreadCell, type RowForm } from './cutRows'
import { scan } from './encoding'
import { findHeading, utf16Encoding, type TableKind } from './heading'
import { MOST_BYTES, MOST_MEGABYTES, MOST_ROWS } from './limits'
import { Problems } from './problems'
import { RowsNotUnderstood, tableRows, type TableRow } from './rows'

export type TableOptions = {
  /** What failures call it. */
  file: string
  work?: Work
}

/** A table whose heading has been read. */
export type OpenedTable = {
  problems: Problems
  /** Headings, without empty ones at the end. */
  headings: readonly string[]
  /** The line of the heading. */
  line: number
  /** Reads the rows one after the other and rests in between. Fails as opening does. */
  eachRow(reader: RowReader): Promise<void>
  /** `file-not-understood`. */
  refused: (problem: 'columns' | 'form') => AppError
}

export type RowReader = RowForm & {
  /** A row with as many cells as there are headings. */
  read: (row: TableRow) => Promise<void> | void
  /** A row that was refused because its cells cannot be told for certain. */
  refuse: (row: TableRow) => void
}

type Rows = AsyncGenerator<readonly TableRow[], void, void>
type Refusal = (problem: 'nothing' | 'columns' | 'encoding' | 'form') => AppError

const BLANK = /^[\s,;"]*$/u

/**
 * Looks whether a file is a table of this kind, as far as its heading. Fails with `file-too-large`, `cancelled`, or
 * `file-not-understood` and one of the problems `nothing`, `columns`, `encoding`, `form`.
 */
export async function openTable(bytes: Uint8Array, options: TableOptions & { kind: TableKind }): Promise<OpenedTable> {
  const { file, kind, work = {} } = options
  const refused: Refusal = (problem) => new AppError('file-not-understood', { file, problem })
  if (bytes.length > MOST_BYTES) throw new AppError('file-too-large', { file, most: MOST_MEGABYTES })
  if (utf16Encoding(bytes) !== undefined) throw refused('encoding')
  const breathe = breathing(work.signal)
  const { lines, encoding } = await scan(bytes, breathe)
  if (encoding === 'other') throw refused('encoding')
  const found = findHeading(bytes)
  const rows = understood(tableRows(bytes, found ?? { separator: ',', start: 0, lines: 0 }), refused)
  const { heading, others } = await firstRow(rows, found === undefined)
  if (heading === undefined) throw refused('nothing')
  if (found?.kind !== kind) throw refused('columns')
  if (misreadCell(heading.cells, encoding) !== undefined) throw refused('encoding')
  if (heading.isTorn) throw refused('form')
  const headings = trimmed(heading.cells.map(plainText))
  const problems = new Problems()

  const readOne = ({ read, refuse, ...form }: RowReader, row: TableRow): Promise<void> | void => {
    const fault = cutFault(row, headings, { ...form, encoding })
    if (fault === undefined) return read({ ...row, cells: headings.map((_, at) => row.cells[at] ?? '') })
    problems.add(row.line, [fault])
    refuse(row)
  }

  return {
    problems,
    headings,
    line: heading.line,
    refused,
    async eachRow(reader) {
      let count = 0
      for await (const some of chained(others, rows)) {
        count += some.length
        if (count > MOST_ROWS) throw refused('form')
        for (const row of some) {
          // Waiting for each of a hundred thousand takes longer than reading them.
          const reading = readOne(reader, row)
          if (reading === undefined) continue
          await reading
          await breathe()
          work.progress?.(Math.min(row.line, lines), lines)
        }
        work.progress?.(Math.min(some.at(-1)?.line ?? 0, lines), lines)
        await breathe()
      }
      if (count === 0) throw refused('nothing')
      work.progress?.(lines, lines)
    },
  }
}

async function* understood(rows: Rows, refused: Refusal): Rows {
  try {
    yield* rows
  } catch (error) {
    throw error instanceof RowsNotUnderstood ? refused('form') : error
  }
}

/** The first row and what was read along with it. Where no separator is known its signs are nothing. */
async function firstRow(
  rows: Rows,
  mayBeBlank: boolean,
): Promise<{ heading: TableRow | undefined; others: readonly TableRow[] }> {
  for (;;) {
    const { value, done } = await rows.next()
    if (done === true) return { heading: undefined, others: [] }
    const at = value.findIndex(({ cells }) => !mayBeBlank || !cells.every((cell) => BLANK.test(cell)))
    if (at !== -1) return { heading: value[at], others: value.slice(at + 1) }
  }
}

async function* chained(first: readonly TableRow[], rows: Rows): Rows {
  yield first
  yield* rows
}

function trimmed(headings: readonly string[]): string[] {
  return headings.slice(0, headings.findLastIndex((heading) => heading.trim() !== '') + 1)
}
