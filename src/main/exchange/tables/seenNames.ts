import type { CellProblem } from './problems'

/** Names of one kind that a table has, to find those that stand there twice or differ only in upper and lower case. */
export class SeenNames {
  readonly #lines = new Map<string, number>()
  readonly #folded = new Map<string, string>()

  /** The line in which this very name stood first; undefined where it is new. */
  lineOf(name: string): number | undefined {
    return this.#lines.get(name)
  }

  /** Notes a name; whether one that differs only in case was there before. */
  clashes(name: string, line: number): boolean {
    const folded = name.toLowerCase()
    const first = this.#folded.get(folded)
    if (!this.#lines.has(name)) this.#lines.set(name, line)
    if (first === undefined) this.#folded.set(folded, name)
    return first !== undefined && first !== name
  }
}

/** What the fault of a name is called beside those of contract/nameRules. */
export const CASE_ONLY = 'differs-only-in-case'

/** Told of a name that is there already; `details` is the line where it stood first. */
export function nameTwice(name: string, line: number, column: string | null): CellProblem {
  return { fault: 'name-twice', column, value: name, details: [String(line)] }
}
