import type { Difference } from '../../../contract/databases'
import { RIGHTS } from '../../../contract/rights'
import type { Masks } from '../backends'
import { ALL_RIGHTS, RIGHT_BITS } from '../rights'
import { stateIn } from '../rightsEdits'
import { groupObject } from '../standardObjects'
import { asItWillBe } from './asItWillBe'
import { changing, type Names } from './renames'
import type { Snapshot, SnapshotUser } from './snapshot'

type Of<Subject extends Difference['subject']> = Difference & { subject: Subject }

const NOTHING: Masks = { granted: 0, denied: 0 }

/**
 * What has to change in a device so that it holds what is wanted, in an order in which it can be done: what comes before
 * what goes, groups before their members, objects before rights. What other changes bring about by themselves is not
 * listed: memberships of users that go, rights of groups that go. What says nothing in the wanted one, such as rights of
 * a group that does not exist, is not asked for. Pure.
 */
export function differences(device: Snapshot, wanted: Snapshot): Difference[] {
  const { users, groups } = changing(device, wanted)
  const after = asItWillBe(device, { users, groups })
  const members = memberDifferences(after.groups, wanted)
  // These go with their group, and come back after it.
  const late = new Set([...groups.removed].map(groupObject).filter((object) => wanted.objects.has(object)))
  const objects = objectDifferences(after.objects, wanted, late)
  return [
    ...groupDifferences(groups, device, wanted),
    ...userDifferences(users, device, wanted),
    ...objects.added,
    ...objects.rights,
    ...members.filter(({ kind }) => kind === 'added'),
    ...objects.removed,
    ...[...users.removed].map((name): Of<'user'> => ({
      subject: 'user',
      kind: 'removed',
      name,
      was: null,
      fields: [],
    })),
    ...[...groups.removed].map((name): Of<'group'> => ({ subject: 'group', kind: 'removed', name, was: null })),
    ...members.filter(({ kind }) => kind === 'removed'),
    ...objects.late,
  ]
}

/** What an entry of the device is to hold in the end; one of a group that is nowhere stays only where it is wanted too. */
export function wantedMasks(wanted: Snapshot, place: { object: string; group: string }, present: Masks): Masks {
  const masks = wanted.objects.get(place.object)?.get(place.group) ?? NOTHING
  if (wanted.groups.has(place.group)) return masks
  return present.granted === masks.granted && present.denied === masks.denied ? present : NOTHING
}

function groupDifferences({ renamed, added }: Names, device: Snapshot, wanted: Snapshot): Of<'group'>[] {
  const changed = [...device.groups].flatMap(([was, before]): Of<'group'>[] => {
    const name = renamed.get(was) ?? was
    const after = wanted.groups.get(name)
    if (after === undefined) return []
    const known = before.property !== undefined && after.property !== undefined
    if (name === was && !(known && before.property !== after.property)) return []
    return [{ subject: 'group', kind: 'changed', name, was: name === was ? null : was }]
  })
  return [...changed, ...added.map((name): Of<'group'> => ({ subject: 'group', kind: 'added', name, was: null }))]
}

function userDifferences({ renamed, added }: Names, device: Snapshot, wanted: Snapshot): Of<'user'>[] {
  const changed: Of<'user'>[] = []
  for (const [was, before] of device.users ?? []) {
    const name = renamed.get(was) ?? was
    const after = wanted.users?.get(name)
    if (after === undefined) continue
    const fields = changedFields(before, after)
    if (name !== was) fields.unshift('name')
    if (fields.length > 0) {
      changed.push({ subject: 'user', kind: 'changed', name, was: name === was ? null : was, fields })
    }
  }
  return [
    ...changed,
    ...added.map((name): Of<'user'> => ({ subject: 'user', kind: 'added', name, was: null, fields: [] })),
  ]
}

/** A password of which nothing is known is not said to differ; what makes an account internal is kept with it. */
function changedFields(before: SnapshotUser, after: SnapshotUser): Of<'user'>['fields'] {
  const fields: Of<'user'>['fields'] = []
  const known = before.fingerprint !== undefined && after.fingerprint !== undefined
  if (after.newPassword || (known && before.fingerprint !== after.fingerprint)) fields.push('password')
  if (before.mayChangePassword !== after.mayChangePassword) fields.push('mayChangePassword')
  if (before.mustChangePassword !== after.mustChangePassword) fields.push('mustChangePassword')
  if (known && before.internal !== after.internal) fields.push('other')
  return fields
}

function memberDifferences(groups: Snapshot['groups'], wanted: Snapshot): Of<'member'>[] {
  const found: Of<'member'>[] = []
  const isUser = (name: string) => wanted.users === undefined || wanted.users.has(name)
  for (const [group, { users, groups: members }] of wanted.groups) {
    const there = groups.get(group)
    for (const user of users) {
      if (isUser(user) && !there?.users.has(user)) found.push(memberDifference('added', group, { user }))
    }
    for (const member of members) {
      if (wanted.groups.has(member) && !there?.groups.has(member)) {
        found.push(memberDifference('added', group, { member }))
      }
    }
  }
  for (const [group, { users, groups: members }] of groups) {
    const here = wanted.groups.get(group)
    for (const user of users) if (!here?.users.has(user)) found.push(memberDifference('removed', group, { user }))
    for (const member of members) {
      if (!here?.groups.has(member)) found.push(memberDifference('removed', group, { member }))
    }
  }
  return found
}

function memberDifference(
  kind: 'added' | 'removed',
  group: string,
  { user = null, member = null }: { user?: string | null; member?: string | null },
): Of<'member'> {
  return { subject: 'member', kind, group, user, member }
}

type ObjectDifferences = Record<'added' | 'removed', Of<'object'>[]> & Record<'rights' | 'late', Difference[]>

function objectDifferences(
  objects: Snapshot['objects'],
  wanted: Snapshot,
  late: ReadonlySet<string>,
): ObjectDifferences {
  const found: ObjectDifferences = { added: [], removed: [], rights: [], late: [] }
  for (const [name, entries] of wanted.objects) {
    const before = objects.get(name)
    const added: Of<'object'>[] = before ? [] : [{ subject: 'object', kind: 'added', name, was: null }]
    const rights = before === entries ? [] : rightDifferences(wanted, name, before)
    if (late.has(name)) found.late.push(...added, ...rights)
    else {
      found.added.push(...added)
      found.rights.push(...rights)
    }
  }
  for (const name of objects.keys()) {
    if (!wanted.objects.has(name)) found.removed.push({ subject: 'object', kind: 'removed', name, was: null })
  }
  return found
}

/** Bits that are none of the four rights, the manufacturers’, show as a change of the object itself. */
function rightDifferences(
  wanted: Snapshot,
  object: string,
  before: ReadonlyMap<string, Masks> | undefined,
): Difference[] {
  const rights: Difference[] = []
  let others = false
  const groups = new Set([...(before?.keys() ?? []), ...(wanted.objects.get(object)?.keys() ?? [])])
  for (const group of groups) {
    const was = before?.get(group) ?? NOTHING
    const is = wantedMasks(wanted, { object, group }, was)
    let bits = ((was.granted ^ is.granted) | (was.denied ^ is.denied)) & ALL_RIGHTS
    if (bits === 0) continue
    for (const right of RIGHTS) {
      const [state, wantedState] = [stateIn(was, right), stateIn(is, right)]
      if (state === wantedState) continue
      bits &= ~RIGHT_BITS[right]
      const kind = state === 'neutral' ? 'added' : wantedState === 'neutral' ? 'removed' : 'changed'
      rights.push({ subject: 'right', kind, object, group, right, before: state, after: wantedState })
    }
    others ||= bits !== 0
  }
  // Last, so that a new object gets its entries in their order.
  if (others) rights.push({ subject: 'object', kind: 'changed', name: object, was: null })
  return rights
}
