import { AppError } from '../../../contract/errors'
import { GROUPS } from '../../../contract/row'
import { groupObject, NEW_DATABASE } from '../standardObjects'
import { groupRow, memberRow, type GroupFileRow } from './groupRows'
import type { Hashing } from './hashing'
import { objectRow, type ObjectRow } from './objectRows'
import { oldCredential } from './oldPassword'
import type { OldUserDatabase } from './oldUserDatabase'
import { groupFileKey, inSubtreeOf, type Tables } from './tables'
import { userRow, type UserRow } from './userRows'

export type ImportSources = {
  hashing: Hashing
  /** Unpredictable bytes, for salts. */
  random(bytes: number): Uint8Array
}
/** A hash takes a tenth of a second: thousands of users take minutes. Cancelled with `cancelled`; nothing was changed then. */
export type ImportWork = { signal?: AbortSignal; progress?: (done: number, total: number) => void }

/** Users hashed at a time; logins do not have to wait for all of them. */
const AT_ONCE = 4

/** The users of an old database as rows, each MD5 hashed. */
export async function oldUserRows(
  { users }: OldUserDatabase,
  sources: ImportSources,
  work: ImportWork = {},
): Promise<UserRow[]> {
  const rows: UserRow[] = []
  while (rows.length < users.length) {
    if (work.signal?.aborted) throw new AppError('cancelled')
    const some = users.slice(rows.length, rows.length + AT_ONCE)
    const credentials = await Promise.all(some.map(({ md5 }) => oldCredential(md5, sources)))
    for (const [index, { name, property }] of some.entries()) {
      rows.push(userRow({ name, property, credential: credentials[index] ?? '' }))
    }
    work.progress?.(rows.length, users.length)
  }
  return rows
}

/**
 * Puts users and groups of an old database into tables that have no users. Files that are not there (`missing`) become
 * those of a new database; in those that are, what stands there stays.
 */
export function addOldDatabase(
  { users, groups, objects }: Tables,
  old: { rows: readonly UserRow[]; groups: OldUserDatabase['groups'] },
  missing: { groups: boolean; objects: boolean },
): void {
  for (const row of old.rows) users.add(row)
  const add = (row: GroupFileRow): void => {
    if (groups.get(groupFileKey(row)) !== undefined) return
    groups.add(row, row.is === 'group' ? (other) => other.is === 'group' : undefined)
  }
  const addObject = (row: ObjectRow, after?: (other: ObjectRow) => boolean): void => {
    if (objects.get(row.name) === undefined) objects.add(row, after)
  }
  if (missing.objects) for (const { name, entries } of NEW_DATABASE.objects) addObject(objectRow(name, entries))
  if (missing.groups) for (const name of NEW_DATABASE.groups) add(groupRow(name))
  for (const group of old.groups) {
    add(groupRow(group.name))
    for (const user of group.users) add(memberRow('user', group.name, user))
    if (objects.get(GROUPS) !== undefined) addObject(objectRow(groupObject(group.name)), inSubtreeOf(GROUPS))
  }
}
