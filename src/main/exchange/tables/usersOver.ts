import type { Content, ContentUser } from '../../usermgmt/transfer/content'
import type { Snapshot, SnapshotUser } from '../../usermgmt/transfer/snapshot'
import { nameLookup } from './nameLookup'

/** A user as a table says it; what its columns say nothing of is absent. */
export type TableUser = {
  name: string
  groups?: string[]
  mayChangePassword?: boolean
  mustChangePassword?: boolean
  /** Secret. */
  password?: string
}

export type UsersTable = {
  users: readonly TableUser[]
  /** Whom rows name that were left out: they stay as they are. */
  left: ReadonlySet<string>
}

type Members = { users: string[]; groups: string[]; property?: number }

const NEWCOMER = { mayChangePassword: true, mustChangePassword: false, internal: false }

/**
 * What a table of users wants a user management to be that holds `base` now. Who is in no row is gone; groups stay, with
 * the groups in them, and those that only the table names are new. A name that differs from one in `base` in case alone
 * means that one.
 */
export function usersOver(base: Snapshot, { users, left }: UsersTable): Content {
  const present = nameLookup(base.users?.keys() ?? [])
  const groupsOf = groupsByUser(base)
  const groups = groupsWithoutUsers(base)
  const knownGroup = nameLookup(groups.keys())
  const wanted: ContentUser[] = []
  const done = new Set<string>()
  const put = (name: string, before: string | undefined, said: Omit<TableUser, 'name'>) => {
    const { groups: named, ...rest } = said
    wanted.push({ name, ...flagsOf(before, base), lastChange: null, ...rest })
    const joined = named?.map((group) => knownGroup(group) ?? group) ?? groupsOf.get(before ?? name) ?? []
    for (const group of new Set(joined)) {
      const members = groups.get(group) ?? { users: [], groups: [] }
      members.users.push(name)
      groups.set(group, members)
    }
    if (before !== undefined) done.add(before)
  }
  for (const { name, ...said } of users) put(name, present(name), said)
  for (const name of left) {
    const before = present(name)
    if (before !== undefined && !done.has(before)) put(before, before, {})
  }
  return { users: wanted, groups: Array.from(groups, ([name, members]) => ({ name, ...members })) }
}

function flagsOf(name: string | undefined, { users }: Snapshot): Omit<SnapshotUser, 'fingerprint' | 'newPassword'> {
  const user = name === undefined ? undefined : users?.get(name)
  if (user === undefined) return NEWCOMER
  const { mayChangePassword, mustChangePassword, internal } = user
  return { mayChangePassword, mustChangePassword, internal }
}

function groupsByUser({ groups }: Snapshot): Map<string, string[]> {
  const found = new Map<string, string[]>()
  for (const [group, { users }] of groups) {
    for (const user of users) {
      const joined = found.get(user)
      if (joined === undefined) found.set(user, [group])
      else joined.push(group)
    }
  }
  return found
}

/** Memberships that name nobody stay: a table of users says nothing of them. */
function groupsWithoutUsers({ users, groups }: Snapshot): Map<string, Members> {
  return new Map(
    Array.from(groups, ([name, { users: members, groups: nested, property }]) => [
      name,
      {
        users: users === undefined ? [] : [...members].filter((member) => !users.has(member)),
        groups: [...nested],
        ...(property === undefined ? {} : { property }),
      },
    ]),
  )
}
