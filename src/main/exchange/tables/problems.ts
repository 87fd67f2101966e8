import type { RowFault, RowProblem } from '../../../contract/exchange'

const LONGEST = 60
const MOST_PER_ROW = 8
/** Once there are so many, each further row tells its first one only. */
const MOST_IN_FULL = 100_000
const NO_DETAILS: string[] = []

/** What is wrong in one cell. `value` is what stands there; it is left away where it may be a password. */
export type CellProblem = { fault: RowFault; column: string | null; value?: string; details?: string[] }

/** Problems of rows, in the order of lines; small, also where every row of a large table has some. */
export class Problems {
  readonly list: RowProblem[] = []

  add(line: number, problems: readonly CellProblem[]): void {
    const most = this.list.length < MOST_IN_FULL ? MOST_PER_ROW : 1
    for (const { fault, column, value = '', details = NO_DETAILS } of problems.slice(0, most)) {
      this.list.push({ line, column, fault, value: shortened(value), details })
    }
  }
}

/** A copy: a part of a long string keeps all of it in memory. */
function shortened(value: string): string {
  if (value.length <= LONGEST) return value
  return `${Buffer.from(value.slice(0, LONGEST)).toString('utf8')}…`
}
