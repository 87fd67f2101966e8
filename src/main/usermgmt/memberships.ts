import { ADMINISTRATOR } from '../../contract/nameRules'
import type { GroupClosure, GroupDb } from './backends'
import type { UserGroups } from './rights'

/** Who is in which group, as a group database lists it; groups in its order. */
export type MembershipTable = {
  groups: readonly string[]
  usersOf: ReadonlyMap<string, readonly string[]>
  membersOf: ReadonlyMap<string, readonly string[]>
}

/** What the manager derives from the table. */
export type Memberships = MembershipTable & {
  closures: ReadonlyMap<string, GroupClosure>
  /** Direct groups of a user, in the order of the groups. */
  groupsOf(user: string): readonly string[]
  rightsOf(user: string): UserGroups
}

export const NO_MEMBERSHIPS: MembershipTable = { groups: [], usersOf: new Map(), membersOf: new Map() }

/** Reads the whole table; iterators of the back end are used up or let go. */
export async function readMemberships(db: GroupDb): Promise<MembershipTable> {
  const groups: string[] = []
  for await (const { name } of db.groups()) groups.push(name)
  const usersOf = new Map<string, string[]>()
  const membersOf = new Map<string, string[]>()
  for (const group of groups) {
    usersOf.set(group, await collect(db.usersOf(group)))
    membersOf.set(group, await collect(db.membersOf(group)))
  }
  return { groups, usersOf, membersOf }
}

/** Pure; a cycle in damaged data ends where it began. */
export function deriveMemberships(table: MembershipTable): Memberships {
  const closures = closuresOf(table)
  const direct = new Map<string, string[]>()
  for (const group of table.groups) {
    for (const user of table.usersOf.get(group) ?? []) {
      const groups = direct.get(user)
      if (groups === undefined) direct.set(user, [group])
      else groups.push(group)
    }
  }
  const rights = new Map<string, UserGroups>()
  return {
    ...table,
    closures,
    groupsOf: (user) => direct.get(user) ?? [],
    rightsOf(user) {
      const known = rights.get(user)
      if (known !== undefined) return known
      const groups = (direct.get(user) ?? []).flatMap((group) => closures.get(group) ?? [])
      const chains = groups.flatMap(({ administrator }) => (administrator === undefined ? [] : [administrator]))
      const administrator = chains.toSorted((one, other) => one.length - other.length)[0]
      const made: UserGroups = { groups, administrator }
      rights.set(user, made)
      return made
    },
  }
}

/** Every user who is in Administrator, directly or through nesting, whether or not there is such a user. */
export function administratorsIn(table: MembershipTable): Set<string> {
  const found = new Set<string>()
  for (const group of withinGroup(table, ADMINISTRATOR).keys()) {
    for (const user of table.usersOf.get(group) ?? []) found.add(user)
  }
  return found
}

/** A group and all groups inside it, each with the chain from the outer group down to it. */
export function withinGroup(table: MembershipTable, outer: string): Map<string, readonly string[]> {
  return walk(outer, (group) => table.membersOf.get(group) ?? [])
}

/** Groups that have this group as a direct member. */
export function groupsAround(table: MembershipTable, member: string): string[] {
  return table.groups.filter((group) => table.membersOf.get(group)?.includes(member))
}

function closuresOf(table: MembershipTable): Map<string, GroupClosure> {
  const around = new Map<string, string[]>()
  for (const group of table.groups) {
    for (const member of table.membersOf.get(group) ?? []) {
      const groups = around.get(member)
      if (groups === undefined) around.set(member, [group])
      else groups.push(group)
    }
  }
  return new Map(
    table.groups.map((group) => {
      const chains = walk(group, (at) => around.get(at) ?? [])
      const members = [...chains].map(([member, via]) => ({ group: member, via }))
      return [group, { group, members, administrator: chains.get(ADMINISTRATOR) }]
    }),
  )
}

/** Breadth first, so that nearer groups come before farther ones; each group once. */
function walk(from: string, next: (group: string) => readonly string[]): Map<string, readonly string[]> {
  const chains = new Map<string, readonly string[]>([[from, [from]]])
  // A Map hands out what is added while it is walked: it is the queue as well.
  for (const [group, chain] of chains) {
    for (const following of next(group)) {
      if (!chains.has(following)) chains.set(following, [...chain, following])
    }
  }
  return chains
}

async function collect<T>(source: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = []
  for await (const item of source) items.push(item)
  return items
}
