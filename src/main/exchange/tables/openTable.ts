import { AppError } from '../../../contract/errors'
import type { Work } from '../../usermgmt/operations'
import { breathing } from './breathe'
import { plainText } from './cellText'
import { scan, type Scanned } from './encoding'
import { findHeading, utf16Encoding, type TableKind } from './heading'
import { MOST_BYTES, MOST_IN_CELL, MOST_MEGABYTES, MOST_ROWS } from './limits'
import { Problems, type CellProblem } from './problems'
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

export type RowReader = {
  /** So many cells a row must have; what may be missing says nothing when it is empty. */
  needed: number
  /** Nothing is told of a row that is cut wrongly: any of its cells may be a password. */
  secret: boolean
  /** A row with as many cells as there are headings. */
  read: (row: TableRow) => Promise<void> | void
  /** A row that was refused because its cells cannot be told for certain. */
  refuse: (row: TableRow) => void
}

const RESTING = 32
/** In a row that is too short: it was cut at the wrong sign. */
const SEPARATOR = /[,;\t]/u
/** What stands where bytes are no sign of UTF-8. */
const MISREAD = '\uFFFD'
type Refusal = (problem: 'nothing' | 'columns' | 'encoding' | 'form') => AppError

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
  const rows = oneByOne(tableRows(bytes, found ?? { separator: ',', start: 0, lines: 0 }), refused)
  const heading = await headingRow(rows, refused, encoding)
  if (found?.kind !== kind) {
    await rows.return()
    throw refused('columns')
  }
  const headings = trimmed(heading.cells.map(plainText))
  const problems = new Problems()
  return {
    problems,
    headings,
    line: heading.line,
    refused,
    async eachRow({ read, refuse, ...how }) {
      let count = 0
      for await (const row of rows) {
        if (count % RESTING === 0) await breathe()
        count += 1
        if (count > MOST_ROWS) throw refused('form')
        const fault = cutFault(row, headings, { ...how, encoding })
        if (fault === undefined) {
          const reading = read({ ...row, cells: headings.map((_, at) => row.cells[at] ?? '') })
          if (reading) await reading
        } else {
          problems.add(row.line, [fault])
          refuse(row)
        }
        work.progress?.(Math.min(row.line, lines), lines)
      }
      if (count === 0) throw refused('nothing')
      work.progress?.(lines, lines)
    },
  }
}

async function* oneByOne(pieces: AsyncGenerator<TableRow[]>, refused: Refusal): AsyncGenerator<TableRow, void, void> {
  try {
    for await (const rows of pieces) yield* rows
  } catch (error) {
    throw error instanceof RowsNotUnderstood ? refused('form') : error
  }
}

async function headingRow(
  rows: AsyncGenerator<TableRow, void, void>,
  refused: Refusal,
  encoding: Scanned['encoding'],
): Promise<TableRow> {
  const first = await rows.next()
  if (first.done === true) throw refused('nothing')
  const { cells, isTorn } = first.value
  const isMisread = encoding === 'mixed' && cells.some((cell) => cell.includes(MISREAD))
  if (!isTorn && !isMisread) return first.value
  await rows.return()
  throw refused(isTorn ? 'form' : 'encoding')
}

/** A row whose cells cannot be told for certain. */
function cutFault(
  { cells, isTorn }: TableRow,
  headings: readonly string[],
  { needed, secret, encoding }: Pick<RowReader, 'needed' | 'secret'> & Pick<Scanned, 'encoding'>,
): CellProblem | undefined {
  const value = secret ? '' : plainText(cells[0] ?? '')
  const misread = encoding === 'mixed' ? cells.findIndex((cell) => cell.includes(MISREAD)) : -1
  if (misread !== -1) return { fault: 'encoding', column: headings[misread] ?? null, value }
  const isShort =
    cells.length < needed || (cells.length < headings.length && cells.some((cell) => SEPARATOR.test(cell)))
  const isLong = cells.some((cell) => cell.length > MOST_IN_CELL)
  const isCut = isTorn || isShort || isLong || isSurplus(cells, headings)
  return isCut ? { fault: 'cells', column: null, value } : undefined
}

/** Empty cells after the last column are nothing: Excel leaves some. */
function isSurplus(cells: readonly string[], headings: readonly string[]): boolean {
  return cells.some((cell, at) => (headings[at] ?? '') === '' && cell.trim() !== '')
}

function trimmed(headings: readonly string[]): string[] {
  return headings.slice(0, headings.findLastIndex((heading) => heading.trim() !== '') + 1)
}
