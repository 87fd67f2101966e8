import type { GroupFileRow, MemberRow } from './groupRows'
import type { Recorder } from './history'
import { isBelow, ObjectTree } from './objectTree'
import type { ObjectRow } from './objectRows'
import { Table } from './table'
import type { UserRow } from './userRows'

export type DatabaseRows = {
  users: readonly UserRow[]
  groups: readonly GroupFileRow[]
  objects: readonly ObjectRow[]
}

/** The three files in memory. */
export type Tables = {
  users: Table<UserRow>
  groups: Table<GroupFileRow>
  objects: Table<ObjectRow>
  members: Members
  tree: ObjectTree
}

export function makeTables(rows: DatabaseRows, recorder: Recorder): Tables {
  const members = new Members(rows.groups)
  const tree = new ObjectTree(rows.objects)
  return {
    users: new Table(
      rows.users,
      {
        key: ({ name }) => name,
        same: (one, other) =>
          one.name === other.name && one.property === other.property && one.credential === other.credential,
      },
      recorder,
    ),
    groups: new Table(
      rows.groups,
      {
        key: groupFileKey,
        same: (one, other) =>
          groupFileKey(one) === groupFileKey(other) &&
          (one.is !== 'group' || other.is !== 'group' || one.property === other.property),
        changed: (before, after) => members.changed(before, after),
      },
      recorder,
    ),
    objects: new Table(
      rows.objects,
      { key: ({ name }) => name, same: sameObject, changed: (before, after) => tree.changed(before, after) },
      recorder,
    ),
    members,
    tree,
  }
}

export function groupKey(name: string): string {
  return `g,${name}`
}

/** Names hold no comma (user-management 5), so keys of different rows differ. */
export function memberKey({ is, group, name }: Pick<MemberRow, 'is' | 'group' | 'name'>): string {
  return `a,${group},${is},${name}`
}

export function groupFileKey(row: GroupFileRow): string {
  return row.is === 'group' ? groupKey(row.name) : memberKey(row)
}

/** Where a new object line goes: after the last line of what is under the same parent. */
export function inSubtreeOf(parent: string | undefined): ((row: ObjectRow) => boolean) | undefined {
  return parent === undefined ? undefined : ({ name }) => name === parent || isBelow(name, parent)
}

function sameObject(one: ObjectRow, other: ObjectRow): boolean {
  if (one.name !== other.name || one.entries.size !== other.entries.size) return false
  for (const [group, masks] of one.entries) {
    const others = other.entries.get(group)
    if (others?.granted !== masks.granted || others.denied !== masks.denied) return false
  }
  return true
}

/** Direct members by group in file order, derived from the rows; a membership that a file holds twice counts once. */
export class Members {
  /** A membership that was taken away stays with 0 times, so that it comes back in its place. */
  readonly #byGroup = new Map<string, Map<string, { row: MemberRow; times: number }>>()

  constructor(rows: Iterable<GroupFileRow>) {
    this.derive(rows)
  }

  derive(rows: Iterable<GroupFileRow>): void {
    this.#byGroup.clear()
    for (const row of rows) this.changed(undefined, row)
  }

  *of(group: string, is: MemberRow['is']): IterableIterator<string> {
    for (const { row, times } of this.#byGroup.get(group)?.values() ?? []) {
      if (times > 0 && row.is === is) yield row.name
    }
  }

  has(member: Pick<MemberRow, 'is' | 'group' | 'name'>): boolean {
    return (this.#byGroup.get(member.group)?.get(memberKey(member))?.times ?? 0) > 0
  }

  changed(before: GroupFileRow | undefined, after: GroupFileRow | undefined): void {
    if (before !== undefined && before.is !== 'group') this.#count(before, -1)
    if (after !== undefined && after.is !== 'group') this.#count(after, 1)
  }

  #count(row: MemberRow, by: 1 | -1): void {
    const members = this.#byGroup.get(row.group) ?? new Map<string, { row: MemberRow; times: number }>()
    this.#byGroup.set(row.group, members)
    const key = memberKey(row)
    members.set(key, { row, times: (members.get(key)?.times ?? 0) + by })
  }
}
