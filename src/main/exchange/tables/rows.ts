import { isUtf8 } from 'node:buffer'
import { Parser } from 'csv-parse'
import { lineBreaks } from './encoding'
import type { Heading, Separator } from './heading'
import { MOST_IN_ROW, MOST_ROW_BYTES } from './limits'

/** One row with anything in it, as it stands in the file; `wrong` where its cells cannot be told for certain. */
export type TableRow = { line: number; cells: readonly string[]; wrong?: 'quote' | 'encoding' }

/** The rows can no longer be told apart: a quote that is never closed, or one row that is far too long. */
export class RowsNotUnderstood extends Error {
  override readonly name = 'RowsNotUnderstood'
}

const SLICE = 64 * 1024
const QUOTE = 0x22
const SIGN = /\S/u

/** Cuts a table into rows, some of them at a time. Fails with RowsNotUnderstood. */
export async function* tableRows(
  bytes: Uint8Array,
  heading: Omit<Heading, 'kind'>,
): AsyncGenerator<TableRow[], void, void> {
  let rows: TableRow[] = []
  let [begin, line] = [heading.start, heading.lines + 1]
  const isWellFormed = wellFormed(heading.separator)
  const take = (cells: readonly string[], end: number): void => {
    if (cells.some((cell) => SIGN.test(cell))) {
      const wrong = faultOf(bytes.subarray(begin, end), isWellFormed)
      rows.push(wrong === undefined ? { line, cells } : { line, cells, wrong })
    }
    // Counted here: the parser counts CR LF inside quotes twice.
    line += lineBreaks(bytes, begin, end)
    begin = end
  }
  const parser = new Parser({
    delimiter: heading.separator,
    record_delimiter: ['\r\n', '\n', '\r'],
    max_record_size: MOST_IN_ROW,
    relax_column_count: true,
    // Such rows are looked at again: one of them is a problem of its own, not the end of the file.
    relax_quotes: true,
    on_record(cells: string[], info) {
      take(cells, heading.start + info.bytes_records)
      return null
    },
  })
  parser.resume()
  try {
    for (let at = heading.start; at < bytes.length; at += SLICE) {
      await understood(parser, (done) => parser.write(bytes.subarray(at, at + SLICE), done))
      if (Math.min(at + SLICE, bytes.length) - begin > MOST_ROW_BYTES) throw new RowsNotUnderstood()
      yield rows
      rows = []
    }
    await understood(parser, (done) => parser.end(done))
    yield rows
  } finally {
    parser.destroy()
  }
}

/** Text of the parser’s failures holds what stands in the file. */
function understood(parser: Parser, act: (done: (error?: Error | null) => void) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (error: Error) => reject(error instanceof RowsNotUnderstood ? error : failureOf(error))
    parser.once('error', fail)
    act((error) => {
      if (error) return fail(error)
      parser.off('error', fail)
      resolve()
    })
  })
}

function failureOf(error: Error): Error {
  return 'code' in error && String(error.code).startsWith('CSV_') ? new RowsNotUnderstood() : error
}

function faultOf(raw: Uint8Array, isWellFormed: RegExp): TableRow['wrong'] {
  if (raw.includes(QUOTE)) {
    // One byte, one sign: only ASCII matters here.
    const text = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength).toString('latin1')
    if (!isWellFormed.test(text)) {
      // A quote that swallowed the next rows.
      if (/[\r\n]/u.test(text.replace(/(?:\r\n|\n|\r)$/u, ''))) throw new RowsNotUnderstood()
      return 'quote'
    }
  }
  return isUtf8(raw) ? undefined : 'encoding'
}

/** Quotes around whole cells only, with those inside doubled. Linear: no part of it can match in two ways. */
function wellFormed(separator: Separator): RegExp {
  const cell = `(?:"[^"]*(?:""[^"]*)*"|[^"${separator}\\r\\n]*)`
  return new RegExp(`^${cell}(?:${separator}${cell})*(?:\\r\\n|\\n|\\r)?$`, 'u')
}
