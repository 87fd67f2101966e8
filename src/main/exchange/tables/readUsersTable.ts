import { plainText } from './cellText'
import type { Reading } from '../reading'
import { userColumn } from './columns'
import { openTable, type TableOptions } from './openTable'
import { FLAGS, userColumns, userRows } from './userRow'
import { usersOver, type TableUser } from './usersOver'

export type UsersTableOptions = TableOptions & {
  /** Whether passwords must be hard to guess, as the database has it set (they must); else only what it can hold is asked for. */
  policy?: boolean
}

/**
 * Reads a table of users and their groups (docs/tables.md). Rows with problems are left out whole: whoever they name stays
 * as they are. Fails with `file-too-large`, `file-not-understood` or `cancelled`.
 */
export async function readUsersTable(bytes: Uint8Array, options: UsersTableOptions): Promise<Reading> {
  const table = await openTable(bytes, { ...options, kind: 'users-table' })
  const columns = userColumns(table.headings)
  if (columns === undefined) throw table.refused('columns')
  const rows = userRows(columns, table.headings, options.policy ?? true)
  const users: TableUser[] = []
  const left = new Set<string>()
  const keep = (user: TableUser, line: number, problems: Parameters<typeof table.problems.add>[1]) => {
    if (problems.length === 0) users.push(user)
    else {
      left.add(user.name)
      table.problems.add(line, problems)
    }
  }
  await table.eachRow({
    needed: 1 + Math.max(...(['name', 'groups', ...FLAGS] as const).map((column) => columns.get(column) ?? 0)),
    secret: columns.has('password'),
    read(row) {
      const { user, problems } = rows.read(row)
      if (user.password === undefined) return keep(user, row.line, problems)
      return rows.passwordProblems(user).then((others) => keep(user, row.line, [...problems, ...others]))
    },
    refuse({ cells }) {
      left.add(plainText(cells[columns.get('name') ?? 0] ?? ''))
    },
  })
  return {
    kind: 'users-table',
    encrypted: false,
    title: null,
    made: null,
    parts: columns.has('groups') ? ['users', 'groups'] : ['users'],
    counts: { users: users.length, groups: new Set(users.flatMap(({ groups = [] }) => groups)).size, objects: 0 },
    problems: table.problems.list,
    ignored: table.headings.filter((heading) => heading.trim() !== '' && userColumn(heading) === undefined),
    over: (base) => usersOver(base, { users, left }),
  }
}
