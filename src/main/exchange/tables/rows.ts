import { Parser } from 'csv-parse'
import type { Heading, Separator } from './heading'
import { lineEnd } from './encoding'
import { MOST_IN_ROW, MOST_ROW_BYTES } from './limits'

/** One row with anything in it; `isTorn`: quotes do not stand around whole cells, so where they end is a guess. */
export type TableRow = { line: number; cells: readonly string[]; isTorn: boolean }

/** The rows can no longer be told apart: a quote that is never closed, or one row that is far too long. */
export class RowsNotUnderstood extends Error {
  override readonly name = 'RowsNotUnderstood'
}

/** Some thousand rows: what the parser does in one go without giving others their turn. */
const SLICE = 32 * 1024
const SIGN = /\S/u
const LINE_BREAK = /\r\n|\n|\r/gu

/** Cuts a table into rows, some of them at a time. Fails with RowsNotUnderstood. */
export async function* tableRows(
  bytes: Uint8Array,
  heading: Omit<Heading, 'kind'>,
): AsyncGenerator<TableRow[], void, void> {
  const parser = new Parser({
    delimiter: heading.separator,
    record_delimiter: ['\r\n', '\n', '\r'],
    max_record_size: MOST_IN_ROW,
    relax_column_count: true,
    // Such rows are looked at again: one of them is a problem of its own, not the end of the file.
    relax_quotes: true,
  })
  let parsed: string[][] = []
  parser.on('data', (cells: string[]) => parsed.push(cells))
  const number = rowNumbers(bytes, heading)
  const taken = () => {
    const rows = parsed.flatMap(number)
    parsed = []
    return rows
  }
  try {
    let endless = 0
    for (let at = heading.start; at < bytes.length; at += SLICE) {
      await understood(parser, (done) => parser.write(bytes.subarray(at, at + SLICE), done))
      endless = parsed.length === 0 ? endless + SLICE : 0
      // The parser counts what is in cells, but a file can be full of separators.
      if (endless > MOST_ROW_BYTES) throw new RowsNotUnderstood()
      yield taken()
    }
    await understood(parser, (done) => parser.once('end', done).end())
    yield taken()
  } finally {
    parser.destroy()
  }
}

/** Gives rows in their order the line on which each begins, and leaves out empty ones. */
function rowNumbers(bytes: Uint8Array, { start, lines, separator }: Omit<Heading, 'kind'>) {
  const isWellFormed = wellFormed(separator)
  let next = lines + 1
  const place = { line: next, at: start }
  const textOf = (line: number, count: number): string => {
    for (; place.line < line; place.line += 1) place.at = lineEnd(bytes, place.at)
    let end = place.at
    for (let left = count; left > 0; left -= 1) end = lineEnd(bytes, end)
    // One byte, one sign: only ASCII matters here.
    return Buffer.from(bytes.buffer, bytes.byteOffset + place.at, end - place.at).toString('latin1')
  }
  return (cells: string[]): TableRow[] => {
    const line = next
    let count = 1
    let [isEmpty, isOdd] = [true, false]
    for (const cell of cells) {
      if (cell === '') continue
      // The parser's own count takes CR LF inside quotes for two.
      if (cell.includes('\n') || cell.includes('\r')) count += cell.match(LINE_BREAK)?.length ?? 0
      isEmpty &&= !SIGN.test(cell)
      isOdd ||= cell.startsWith('"')
    }
    next += count
    if (isEmpty) return []
    const isTorn = isOdd && !isWellFormed.test(textOf(line, count))
    // A quote that swallowed the rows after it.
    if (isTorn && count > 1) throw new RowsNotUnderstood()
    return [{ line, cells, isTorn }]
  }
}

/** Quotes around whole cells only, with those inside doubled. Linear: no part of it can match in two ways. */
function wellFormed(separator: Separator): RegExp {
  const cell = `(?:"[^"]*(?:""[^"]*)*"|[^"${separator}\\r\\n][^${separator}\\r\\n]*|)`
  return new RegExp(`^${cell}(?:${separator}${cell})*(?:\\r\\n|\\n|\\r)?$`, 'u')
}

/** Text of the parser’s failures holds what stands in the file. */
function understood(parser: Parser, act: (done: (error?: Error | null) => void) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (error: Error) => reject(isOwnFailure(error) ? new RowsNotUnderstood() : error)
    parser.once('error', fail)
    act((error) => {
      if (error) return fail(error)
      parser.off('error', fail)
      resolve()
    })
  })
}

function isOwnFailure(error: Error): boolean {
  return 'code' in error && String(error.code).startsWith('CSV_')
}
