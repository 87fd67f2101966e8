import type { UserTable } from './context'
import type { MembershipTable } from './memberships'

/** Memberships as a planned change would leave them; pure, for the guards to look at before anything is changed. */

export function withoutUsers(table: MembershipTable, users: ReadonlySet<string>): MembershipTable {
  return { ...table, usersOf: mapLists(table.usersOf, (list) => list.filter((user) => !users.has(user))) }
}

/** Each of the users in exactly these groups. */
export function withUsersIn(
  table: MembershipTable,
  users: readonly string[],
  groups: readonly string[],
): MembershipTable {
  const wanted = new Set(groups)
  const rest = withoutUsers(table, new Set(users)).usersOf
  return {
    ...table,
    usersOf: mapLists(rest, (list, group) => (wanted.has(group) ? [...list, ...users] : list)),
  }
}

export function withoutGroups(table: MembershipTable, gone: ReadonlySet<string>): MembershipTable {
  const keep = ([group]: readonly [string, unknown]): boolean => !gone.has(group)
  return {
    groups: table.groups.filter((group) => !gone.has(group)),
    usersOf: new Map([...table.usersOf].filter(keep)),
    membersOf: mapLists(new Map([...table.membersOf].filter(keep)), (list) => list.filter((group) => !gone.has(group))),
  }
}

export function withoutUserIn(table: MembershipTable, group: string, user: string): MembershipTable {
  const usersOf = mapLists(table.usersOf, (list, of) => (of === group ? list.filter((other) => other !== user) : list))
  return { ...table, usersOf }
}

export function withoutMemberIn(table: MembershipTable, group: string, member: string): MembershipTable {
  const membersOf = mapLists(table.membersOf, (list, of) =>
    of === group ? list.filter((other) => other !== member) : list,
  )
  return { ...table, membersOf }
}

/** The listed users but for some. */
export function usersBut(users: UserTable, gone: ReadonlySet<string>): UserTable {
  return users === undefined ? undefined : new Map([...users].filter(([name]) => !gone.has(name)))
}

function mapLists(
  lists: ReadonlyMap<string, readonly string[]>,
  change: (list: readonly string[], group: string) => readonly string[],
): Map<string, readonly string[]> {
  return new Map([...lists].map(([group, list]) => [group, change(list, group)]))
}

/** A table to plan many changes in. */
export type MembershipSets = {
  groups: readonly string[]
  usersOf: Map<string, Set<string>>
  membersOf: Map<string, Set<string>>
}

export function asSets({ groups, usersOf, membersOf }: MembershipTable): MembershipSets {
  const sets = (lists: ReadonlyMap<string, readonly string[]>) =>
    new Map([...lists].map(([group, list]) => [group, new Set(list)]))
  return { groups, usersOf: sets(usersOf), membersOf: sets(membersOf) }
}

export function asLists({ groups, usersOf, membersOf }: MembershipSets): MembershipTable {
  const lists = (sets: ReadonlyMap<string, ReadonlySet<string>>) =>
    new Map([...sets].map(([group, set]) => [group, [...set]]))
  return { groups, usersOf: lists(usersOf), membersOf: lists(membersOf) }
}
