import { plainText } from './cellText'
import type { Scanned } from './encoding'
import { MOST_IN_CELL } from './limits'
import type { CellProblem } from './problems'
import type { TableRow } from './rows'

export type RowForm = {
  /** So many cells a row must have; what may be missing says nothing when it is empty. */
  needed: number
  /** Nothing is told of a row that is cut wrongly: any of its cells may be a password. */
  secret: boolean
}

/** In a row that is too short: it was cut at the wrong sign. */
const SEPARATOR = /[,;\t]/u
/** What stands where bytes are no sign of UTF-8. */
const MISREAD = '\uFFFD'

/** Why the cells of a row cannot be told for certain; undefined where they can. */
export function cutFault(
  { cells, isTorn }: TableRow,
  headings: readonly string[],
  { needed, secret, encoding }: RowForm & Pick<Scanned, 'encoding'>,
): CellProblem | undefined {
  const value = secret ? '' : plainText(cells[0] ?? '')
  const misread = misreadCell(cells, encoding)
  if (misread !== undefined) return { fault: 'encoding', column: headings[misread] ?? null, value }
  const isShort =
    cells.length < needed || (cells.length < headings.length && cells.some((cell) => SEPARATOR.test(cell)))
  const isLong = cells.some((cell) => cell.length > MOST_IN_CELL)
  const isCut = isTorn || isShort || isLong || isSurplus(cells, headings)
  return isCut ? { fault: 'cells', column: null, value } : undefined
}

/** The first cell with bytes that are no sign of UTF-8; where the whole file is UTF-8 the sign for those is one like others. */
export function misreadCell(cells: readonly string[], encoding: Scanned['encoding']): number | undefined {
  if (encoding === 'utf-8') return undefined
  const found = cells.findIndex((cell) => cell.includes(MISREAD))
  return found === -1 ? undefined : found
}

/** Empty cells after the last column are nothing: Excel leaves some. */
function isSurplus(cells: readonly string[], headings: readonly string[]): boolean {
  return cells.some((cell, at) => (headings[at] ?? '') === '' && cell.trim() !== '')
}
