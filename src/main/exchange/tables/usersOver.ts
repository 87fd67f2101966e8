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

/**
 * What a table of users wants a user management to be that holds `base` now. Who is in no row is gone; groups stay, with
 * the groups in them, and those that only the table names are new. A name that differs from one in `base` in case alone
 * means that one.
 */
export function usersOver(base: Snapshot, { users, left }: UsersTable): Content {
  const present = nameLookup(base.users ?? new Map<string, never>())
  const groups = groupsWithoutUsers(base, users)
  const knownGroup = nameLookup(base.groups)
  let groupsOf: ReadonlyMap<string, readonly string[]> | undefined
  const wanted: ContentUser[] = []
  const done = new Set<string>()
  const put = (before: string | undefined, user: TableUser) => {
    const { groups: named } = user
    wanted.push(contentUser(user, before === undefined ? undefined : base.users?.get(before)))
    if (before !== undefined) done.add(before)
    if (named === undefined && before !== undefined) groupsOf ??= groupsByUser(base)
    for (const group of named ?? groupsOf?.get(before ?? '') ?? []) {
      const name = knownGroup(group) ?? group
      const members = groups.get(name) ?? { users: [], groups: [] }
      // Two of the user's groups may be the same but for case.
      if (members.users.at(-1) !== user.name) members.users.push(user.name)
      groups.set(name, members)
    }
  }
  for (const user of users) put(present(user.name), user)
  for (const name of left) {
    const before = present(name)
    if (before !== undefined && !done.has(before)) put(before, { name: before })
  }
  return { users: wanted, groups: Array.from(groups, ([name, members]) => ({ name, ...members })) }
}

function contentUser(user: TableUser, present: SnapshotUser | undefined): ContentUser {
  const wanted: ContentUser = {
    name: user.name,
    mayChangePassword: user.mayChangePassword ?? present?.mayChangePassword ?? true,
    mustChangePassword: user.mustChangePassword ?? present?.mustChangePassword ?? false,
    internal: present?.internal ?? false,
    lastChange: null,
  }
  if (user.password !== undefined) wanted.password = user.password
  return wanted
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

/** Memberships that name nobody stay: a table says nothing of them, unless it has somebody new of that name. */
function groupsWithoutUsers({ users, groups }: Snapshot, table: readonly TableUser[]): Map<string, Members> {
  let newcomers: ReadonlySet<string> | undefined
  const isNobody = (member: string): boolean => {
    if (users === undefined || users.has(member)) return false
    newcomers ??= new Set(table.map(({ name }) => name))
    return !newcomers.has(member)
  }
  return new Map(
    Array.from(groups, ([name, { users: members, groups: nested, property }]) => [
      name,
      {
        users: [...members].filter(isNobody),
        groups: [...nested],
        ...(property === undefined ? {} : { property }),
      },
    ]),
  )
}
