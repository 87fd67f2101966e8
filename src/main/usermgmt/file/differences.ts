import { RIGHTS, type RightState } from '../../../contract/rights'
import type { Difference } from '../../../contract/databases'
import type { Masks } from '../backends'
import { RIGHT_BITS } from '../rights'
import { groupObject } from '../standardObjects'
import type { GroupFileRow, GroupRow, MemberRow } from './groupRows'
import type { ObjectRow } from './objectRows'
import type { Change } from './table'
import { groupFileKey, memberKey, type DatabaseRows } from './tables'
import { passwordForm, scryptCredential, USER_BITS, type UserRow } from './userRows'

export type Changes = {
  users: readonly Change<UserRow>[]
  groups: readonly Change<GroupFileRow>[]
  objects: readonly Change<ObjectRow>[]
}
type Side = 'added' | 'removed' | 'changed'
type Renames = { users: ReadonlyMap<string, string>; groups: ReadonlyMap<string, string> }

/** Changed rows in words of the user; what merely follows a rename is not a difference of its own. */
export function differencesOf({ users, groups, objects }: Changes): Difference[] {
  const groupChanges = groups.map(only<GroupRow>((row) => row.is === 'group')).filter(hasSide)
  const memberChanges = groups.map(only<MemberRow>((row) => row.is !== 'group')).filter(hasSide)
  const renames = { users: renamesIn(users), groups: renamesIn(groupChanges) }
  return [
    ...users.flatMap(userDifference),
    ...groupChanges.flatMap(groupDifference),
    ...memberDifferences(memberChanges, renames),
    ...objects.flatMap((change) => objectDifferences(change, renames.groups)),
  ]
}

/** What differs between two readings of a folder; rows are the same where their names are. */
export function changesBetween(before: DatabaseRows, after: DatabaseRows): Changes {
  return {
    users: pair(before.users, after.users, ({ name }) => name),
    groups: pair(before.groups, after.groups, groupFileKey),
    objects: pair(before.objects, after.objects, ({ name }) => name),
  }
}

function pair<Row extends { text: string }>(
  before: readonly Row[],
  after: readonly Row[],
  key: (row: Row) => string,
): Change<Row>[] {
  const now = new Map(after.map((row) => [key(row), row]))
  const was = new Map(before.map((row) => [key(row), row]))
  const changes: Change<Row>[] = []
  for (const [name, row] of was)
    if (now.get(name)?.text !== row.text) changes.push({ before: row, after: now.get(name) })
  for (const [name, row] of now) if (!was.has(name)) changes.push({ before: undefined, after: row })
  return changes
}

function userDifference({ before, after }: Change<UserRow>): Difference[] {
  const name = (after ?? before)?.name ?? ''
  if (!before || !after) return [{ subject: 'user', kind: side(before, after), name, was: null, fields: [] }]
  const fields: (Difference & { subject: 'user' })['fields'] = []
  if (before.name !== after.name) fields.push('name')
  const bits = before.property ^ after.property
  const [was, is] = [scryptCredential(before), scryptCredential(after)]
  const renewed = passwordForm(before) !== passwordForm(after) && was?.time === is?.time
  const password =
    was && is ? !renewed && (was.hash !== is.hash || was.salt !== is.salt) : before.credential !== after.credential
  if (password) fields.push('password')
  if (bits & USER_BITS.mayChangePassword) fields.push('mayChangePassword')
  if (bits & USER_BITS.mustChangePassword) fields.push('mustChangePassword')
  const others = bits & ~(USER_BITS.mayChangePassword | USER_BITS.mustChangePassword)
  if (others !== 0 || (!password && before.credential !== after.credential)) fields.push('other')
  if (fields.length === 0) return []
  return [{ subject: 'user', kind: 'changed', name, was: renamedFrom(before, after), fields }]
}

function groupDifference({ before, after }: Change<GroupRow>): Difference[] {
  if (before?.name === after?.name && before?.property === after?.property) return []
  const name = (after ?? before)?.name ?? ''
  return [{ subject: 'group', kind: side(before, after), name, was: renamedFrom(before, after) }]
}

function memberDifferences(changes: readonly Change<MemberRow>[], renames: Renames): Difference[] {
  const before = new Map<string, MemberRow>()
  const after = new Map<string, MemberRow>()
  for (const change of changes) {
    if (change.before) {
      const row = followed(change.before, renames)
      before.set(memberKey(row), row)
    }
    if (change.after) after.set(memberKey(change.after), change.after)
  }
  const differences: Difference[] = []
  for (const [key, row] of before) if (!after.has(key)) differences.push(memberDifference('removed', row))
  for (const [key, row] of after) if (!before.has(key)) differences.push(memberDifference('added', row))
  return differences
}

function memberDifference(kind: Side, { is, group, name }: MemberRow): Difference {
  return { subject: 'member', kind, group, user: is === 'user' ? name : null, member: is === 'member' ? name : null }
}

function followed(row: MemberRow, { users, groups }: Renames): MemberRow {
  const names = row.is === 'user' ? users : groups
  return { ...row, group: groups.get(row.group) ?? row.group, name: names.get(row.name) ?? row.name }
}

function objectDifferences({ before, after }: Change<ObjectRow>, renames: ReadonlyMap<string, string>): Difference[] {
  const name = (after ?? before)?.name ?? ''
  const was = new Map<string, Masks>()
  for (const [group, masks] of before?.entries ?? []) was.set(renames.get(group) ?? group, masks)
  const is = after?.entries ?? new Map<string, Masks>()
  const rights: Difference[] = []
  let others = false
  for (const group of new Set([...was.keys(), ...is.keys()])) {
    const [one, other] = [was.get(group), is.get(group)]
    if (one?.granted === other?.granted && one?.denied === other?.denied) continue
    const found = rightDifferences({ object: name, group, before: one, after: other })
    others ||= found.length === 0
    rights.push(...found)
  }
  if (!before || !after || others || (before.name !== after.name && !followsGroup(before.name, after.name, renames))) {
    // Bits that are none of the four rights (the manufacturers') show as a change of the object itself.
    rights.unshift({ subject: 'object', kind: side(before, after), name, was: renamedFrom(before, after) })
  }
  return rights
}

/** The object of a group has the group's name in it. */
function followsGroup(before: string, after: string, renames: ReadonlyMap<string, string>): boolean {
  for (const [was, is] of renames) if (before === groupObject(was) && after === groupObject(is)) return true
  return false
}

function rightDifferences(at: {
  object: string
  group: string
  before: Masks | undefined
  after: Masks | undefined
}): Difference[] {
  const { object, group } = at
  return RIGHTS.flatMap((right): Difference[] => {
    const before = stateOf(at.before, RIGHT_BITS[right])
    const after = stateOf(at.after, RIGHT_BITS[right])
    if (before === after) return []
    const kind = before === 'neutral' ? 'added' : after === 'neutral' ? 'removed' : 'changed'
    return [{ subject: 'right', kind, object, group, right, before, after }]
  })
}

/** What one bit of an entry says; denied beats granted (user-management 6). */
export function stateOf(masks: Masks | undefined, bit: number): RightState {
  if (masks === undefined) return 'neutral'
  if ((masks.denied & bit) !== 0) return 'deny'
  return (masks.granted & bit) !== 0 ? 'grant' : 'neutral'
}

function side(before: unknown, after: unknown): Side {
  if (before === undefined) return 'added'
  return after === undefined ? 'removed' : 'changed'
}

function renamedFrom(before: { name: string } | undefined, after: { name: string } | undefined): string | null {
  return before && after && before.name !== after.name ? before.name : null
}

function renamesIn(changes: readonly Change<{ name: string }>[]): Map<string, string> {
  const renames = new Map<string, string>()
  for (const { before, after } of changes) {
    if (before && after && before.name !== after.name) renames.set(before.name, after.name)
  }
  return renames
}

function only<Row extends GroupFileRow>(wanted: (row: GroupFileRow) => boolean) {
  const pick = (row: GroupFileRow | undefined): Row | undefined =>
    row !== undefined && wanted(row) ? (row as Row) : undefined
  return ({ before, after }: Change<GroupFileRow>): Change<Row> => ({ before: pick(before), after: pick(after) })
}

function hasSide(change: Change<unknown>): boolean {
  return change.before !== undefined || change.after !== undefined
}
