import { parse } from 'csv-parse/sync'
import { isObjectHeading, userColumn } from './columns'
import { plainText } from './cellText'
import { MOST_IN_ROW, MOST_ROW_BYTES } from './limits'

export type TableKind = 'users-table' | 'rights-table'
export type Separator = ',' | ';' | '\t'

/** Where the rows of a table begin, and how they are to be cut. */
export type Heading = {
  kind: TableKind
  separator: Separator
  /** The first byte that belongs to a row; what came before has `lines` line breaks. */
  start: number
  lines: number
}

/** In the order in which they are tried. */
const SEPARATORS: readonly Separator[] = [',', ';', '\t']
const BYTE_ORDER_MARK = '\uFEFF'
/** Excel's own way to name the separator; LibreOffice understands it too. */
const NAMED_SEPARATOR = /^"?sep=([,;\t])"?(?:\r\n|\n|\r|$)/iu

/** Tells a table by its heading row; undefined for anything else. One that is not UTF-8 is told too: reading it says so. */
export function tableKind(bytes: Uint8Array): TableKind | undefined {
  return findHeading(utf16Encoding(bytes) === undefined ? bytes : asUtf8(bytes))?.kind
}

/** Spreadsheet programs write UTF-16 as “Unicode text”; text without its mark shows by zero bytes. */
export function utf16Encoding(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  const [first, second] = bytes
  if ((first === 0xff && second === 0xfe) || (first !== 0 && second === 0)) return 'utf-16le'
  if ((first === 0xfe && second === 0xff) || (first === 0 && second !== 0 && bytes.length > 1)) return 'utf-16be'
  return undefined
}

/** Finds the heading row and the separator by which most of it is understood; undefined where none is there. */
export function findHeading(bytes: Uint8Array): Heading | undefined {
  const { start, lines, named } = beginning(bytes)
  const head = bytes.subarray(start, start + MOST_ROW_BYTES)
  let best: (Heading & { understood: number }) | undefined
  for (const separator of named === undefined ? SEPARATORS : [named]) {
    const { kind, understood } = understand(firstRow(head, separator))
    if (kind !== undefined && understood > (best?.understood ?? 0)) best = { kind, separator, start, lines, understood }
  }
  return best
}

/** After a byte order mark and a line that names the separator. */
function beginning(bytes: Uint8Array): { start: number; lines: number; named: Separator | undefined } {
  const text = Buffer.from(bytes.subarray(0, 16)).toString('utf8')
  const start = text.startsWith(BYTE_ORDER_MARK) ? 3 : 0
  const [line = '', named] = NAMED_SEPARATOR.exec(text.slice(start === 0 ? 0 : 1)) ?? []
  const separator = SEPARATORS.find((separator) => separator === named)
  return { start: start + line.length, lines: line === '' ? 0 : 1, named: separator }
}

/** The first row with anything in it; empty where there is none, or none that can be read. */
function firstRow(head: Uint8Array, separator: Separator): string[] {
  try {
    const [row = []] = parse(Buffer.from(head.buffer, head.byteOffset, head.byteLength), {
      delimiter: separator,
      record_delimiter: ['\r\n', '\n', '\r'],
      max_record_size: MOST_IN_ROW,
      relax_column_count: true,
      relax_quotes: true,
      skip_records_with_empty_values: true,
      to: 1,
    })
    return row.map(plainText)
  } catch (error) {
    // Only its own failures mean that this is no row of cells.
    if (error instanceof Error && 'code' in error && String(error.code).startsWith('CSV_')) return []
    throw error
  }
}

function understand(row: readonly string[]): { kind: TableKind | undefined; understood: number } {
  const [first] = row
  if (first !== undefined && isObjectHeading(first)) return { kind: 'rights-table', understood: row.length }
  const columns = row.flatMap((cell) => userColumn(cell) ?? [])
  return { kind: columns.includes('name') ? 'users-table' : undefined, understood: columns.length }
}

function asUtf8(bytes: Uint8Array): Uint8Array {
  const encoding = utf16Encoding(bytes)
  return Buffer.from(new TextDecoder(encoding).decode(bytes.subarray(0, MOST_ROW_BYTES)))
}
