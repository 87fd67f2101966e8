import { AppError } from '../../../contract/errors'
import { nameFault } from '../../../contract/nameRules'
import { checkPassword } from '../../usermgmt/guards'
import { plainText, splitNames } from './cellText'
import { flagOf, userColumn, type UserColumn } from './columns'
import type { CellProblem } from './problems'
import type { TableRow } from './rows'
import { CASE_ONLY, nameTwice, SeenNames } from './seenNames'
import type { TableUser } from './usersOver'

export type UserColumns = ReadonlyMap<UserColumn, number>
export const FLAGS = ['mayChangePassword', 'mustChangePassword'] as const

/** In which cell of a row each column is; undefined without a name, or where two columns would say the same. */
export function userColumns(headings: readonly string[]): UserColumns | undefined {
  const columns = new Map<UserColumn, number>()
  for (const [at, heading] of headings.entries()) {
    const column = userColumn(heading)
    if (column === undefined) continue
    if (columns.has(column)) return undefined
    columns.set(column, at)
  }
  return columns.has('name') ? columns : undefined
}

export type UserRows = {
  /** What a row says; whoever has problems is not to be taken over. */
  read(row: TableRow): { user: TableUser; problems: CellProblem[] }
  /** The same of its password, which takes a while. */
  passwordProblems(user: TableUser): Promise<CellProblem[]>
}

/** Reads rows of one table in their order. `policy`: whether passwords must be hard to guess. */
export function userRows(columns: UserColumns, headings: readonly string[], policy: boolean): UserRows {
  const names = new SeenNames()
  const groups = new SeenNames()
  const heading = (column: UserColumn) => headings[columns.get(column) ?? -1] ?? null

  const nameProblems = (name: string, line: number): CellProblem[] => {
    const fault = nameFault(name)
    if (fault !== undefined) {
      return [{ fault: 'name-refused', column: heading('name'), value: name, details: [fault] }]
    }
    const first = names.lineOf(name)
    if (first !== undefined) return [nameTwice(name, first, heading('name'))]
    if (!names.clashes(name, line)) return []
    return [{ fault: 'name-refused', column: heading('name'), value: name, details: [CASE_ONLY] }]
  }

  const groupProblems = (group: string, line: number): CellProblem[] => {
    const fault = nameFault(group) ?? (groups.clashes(group, line) ? CASE_ONLY : undefined)
    if (fault === undefined) return []
    return [{ fault: 'group-refused', column: heading('groups'), value: group, details: [fault] }]
  }

  return {
    read({ line, cells }) {
      const cell = (column: UserColumn) => {
        const at = columns.get(column)
        return at === undefined ? undefined : cells[at]
      }
      const user: TableUser = { name: plainText(cell('name') ?? '') }
      const problems = nameProblems(user.name, line)
      const named = cell('groups')
      if (named !== undefined) {
        user.groups = [...new Set(splitNames(plainText(named)))]
        for (const group of user.groups) problems.push(...groupProblems(group, line))
      }
      for (const column of FLAGS) {
        const text = cell(column)
        if (text === undefined) continue
        const flag = flagOf(text)
        if (flag !== undefined) user[column] = flag
        // In a row whose cells were moved a password may stand here.
        else problems.push({ fault: 'flag', column: heading(column), value: columns.has('password') ? '' : text })
      }
      if (user.mayChangePassword === false && user.mustChangePassword === true) {
        problems.push({ fault: 'flags-contradict', column: heading('mustChangePassword') })
      }
      const password = cell('password')
      // As it stands there: nobody writes this column but people.
      if (password !== undefined && password !== '') user.password = password
      return { user, problems }
    },
    async passwordProblems({ name, password }) {
      if (password === undefined) return []
      try {
        await checkPassword({ name, password, policy })
        return []
      } catch (error) {
        if (!(error instanceof AppError) || error.code !== 'password-refused') throw error
        const { missing } = error.details
        const details = Array.isArray(missing) ? missing.map(String) : []
        return [{ fault: 'password-refused', column: heading('password'), details }]
      }
    },
  }
}
