import type { DatabaseState } from '../../contract/databases'
import { noticeSentence } from '../../contract/sentences'
import type { Group, User } from '../../contract/users'
import { withDatabase } from './database'
import { EXIT } from './failure'
import { print, printJson } from './terminal'

/** Users and groups of a database, and what was noticed about its files. */
export async function show(asked: { folder: string; json?: true }): Promise<number> {
  const { state, users, groups } = await withDatabase(asked.folder, async (api, database) => ({
    state: await api.call('databases.state', { database }),
    users: (await api.call('users.list', { database })).users,
    groups: (await api.call('groups.list', { database })).groups,
  }))
  if (asked.json) {
    const { folder, title, readOnly, notices, activation, counts } = state
    printJson({ folder, title, readOnly, notices, activation, counts, users, groups })
  } else print([...heading(state), ...userLines(users), ...groupLines(groups)].join('\n'))
  return EXIT.fine
}

function heading({ title, folder, counts, readOnly, notices }: DatabaseState): string[] {
  return [
    `${title}  ${folder}`,
    `${count(counts.users, 'user')}, ${count(counts.groups, 'group')}, ${count(counts.objects, 'object')}, ${count(counts.findings, 'finding')}`,
    ...(readOnly ? ['The folder cannot be written to.'] : []),
    ...notices.map(noticeSentence),
  ]
}

function userLines(users: readonly User[]): string[] {
  return section(
    'Users',
    users.map((user) => [user.name, user.groups.join(', ') || 'in no group', remarks(user)]),
  )
}

function remarks(user: User): string {
  if (user.internal) return 'account of the controller'
  if (user.mustChangePassword) return 'must change the password at next login'
  return user.mayChangePassword ? '' : 'may not change the password'
}

function groupLines(groups: readonly Group[]): string[] {
  return section(
    'Groups',
    groups.map((group) => {
      const members = [...group.users, ...group.groups.map((name) => `group ${name}`)]
      return [group.name, members.join(', ') || 'no members', `rights on ${count(group.rights, 'object')}`]
    }),
  )
}

function section(title: string, rows: readonly string[][]): string[] {
  if (rows.length === 0) return []
  const widths = [0, 1].map((column) => Math.min(48, Math.max(...rows.map((row) => row[column]?.length ?? 0))))
  return [
    '',
    title,
    ...rows.map((row) => `  ${row.map((text, column) => text.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd()),
  ]
}

function count(number: number, word: string): string {
  return `${number} ${word}${number === 1 ? '' : 's'}`
}
