import { AppError } from '../../../contract/errors'
import type { Content, ContentUser } from '../../usermgmt/transfer/content'
import { breathing } from './breathe'
import { guardedText, joinNames } from './cellText'
import { USER_HEADINGS } from './columns'
import { writeTable, type TableWriting } from './writeTable'

/**
 * Users and the groups they are directly in, without passwords, as a table (docs/tables.md). Without groups in the content
 * there is no column of them. Fails with `cancelled`, and with `not-available` where users are not listed.
 */
export async function writeUsersTable({ users, groups }: Content, writing: TableWriting): Promise<Uint8Array> {
  if (users === undefined) throw new AppError('not-available', { method: 'users.list' })
  const joined = groups && (await groupsByUser(groups, writing.work?.signal))
  return writeTable(rows(users, joined), users.length, writing)
}

function* rows(
  users: readonly ContentUser[],
  joined: ReadonlyMap<string, readonly string[]> | undefined,
): Iterable<string[]> {
  const { name, groups, ...others } = USER_HEADINGS
  yield [name, ...(joined ? [groups] : []), others.mayChangePassword, others.mustChangePassword, others.lastChange]
  for (const user of users) {
    yield [
      guardedText(user.name),
      ...(joined ? [guardedText(joinNames(joined.get(user.name) ?? []))] : []),
      user.mayChangePassword ? 'yes' : 'no',
      user.mustChangePassword ? 'yes' : 'no',
      user.lastChange === null ? '' : timeText(user.lastChange),
    ]
  }
}

async function groupsByUser(
  groups: NonNullable<Content['groups']>,
  signal: AbortSignal | undefined,
): Promise<Map<string, string[]>> {
  const breathe = breathing(signal)
  const found = new Map<string, string[]>()
  for (const { name, users } of groups) {
    for (const [index, user] of users.entries()) {
      if (index % 4096 === 0) await breathe()
      const joined = found.get(user)
      if (joined === undefined) found.set(user, [name])
      // A file may hold a membership twice.
      else if (joined.at(-1) !== name) joined.push(name)
    }
  }
  return found
}

/** Like `2025-08-17T13:02:22Z`, which spreadsheet programs leave alone. */
function timeText(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace('.000', '')
}
