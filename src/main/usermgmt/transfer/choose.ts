import type { Difference } from '../../../contract/databases'
import type { ImportMode } from '../../../contract/exchange'
import { groupObject } from '../standardObjects'

export type Choice = {
  mode: ImportMode
  /** Places, from 0, in the list that the mode alone gives. */
  leave?: Iterable<number>
}

/**
 * The differences that are to be applied, in their order. `merge` leaves out whatever removes something. An entry that is
 * left out takes along what cannot be without it: memberships of a user or group, rights of a group or on an object.
 */
export function chooseDifferences(differences: readonly Difference[], { mode, leave = [] }: Choice): Difference[] {
  const offered = mode === 'replace' ? differences : withoutRemovals(differences)
  const left = new Set(leave)
  if (left.size === 0) return [...offered]
  const missing = missingWithout(offered, left)
  const chosen = offered.filter((difference, place) => !left.has(place) && !needs(difference, missing))
  return withObjectsOfStaying(chosen, removedGroups([...left].flatMap((place) => offered[place] ?? [])))
}

function withoutRemovals(differences: readonly Difference[]): Difference[] {
  const others = differences.filter(({ kind }) => kind !== 'removed')
  return withObjectsOfStaying(others, removedGroups(differences))
}

function removedGroups(differences: readonly Difference[]): Set<string> {
  const removed = differences.filter(({ subject, kind }) => subject === 'group' && kind === 'removed')
  return new Set(removed.flatMap((difference) => ('name' in difference ? [groupObject(difference.name)] : [])))
}

/** Objects that would only be added because they went with their group are there where the group stays. */
function withObjectsOfStaying(differences: Difference[], objects: ReadonlySet<string>): Difference[] {
  if (objects.size === 0) return differences
  return differences.filter(
    (difference) => !(difference.subject === 'object' && difference.kind === 'added' && objects.has(difference.name)),
  )
}

type Missing = Record<'users' | 'groups' | 'objects', ReadonlySet<string>>

/** Who and what is not there when these are left out; somebody who keeps the old name is not there under the new one. */
function missingWithout(offered: readonly Difference[], left: ReadonlySet<number>): Missing {
  const missing = { users: new Set<string>(), groups: new Set<string>(), objects: new Set<string>() }
  for (const place of left) {
    const difference = offered[place]
    if (difference === undefined || difference.subject === 'member' || difference.subject === 'right') continue
    const { subject, kind, name, was } = difference
    if (kind !== 'added' && was === null) continue
    if (subject === 'user') missing.users.add(name)
    else if (subject === 'object') missing.objects.add(name)
    else {
      missing.groups.add(name)
      missing.objects.add(groupObject(name))
    }
  }
  return missing
}

function needs(difference: Difference, { users, groups, objects }: Missing): boolean {
  switch (difference.subject) {
    case 'user':
    case 'group':
      return false
    case 'member':
      return (
        groups.has(difference.group) ||
        (difference.user !== null && users.has(difference.user)) ||
        (difference.member !== null && groups.has(difference.member))
      )
    case 'object':
      return objects.has(difference.name)
    case 'right':
      return groups.has(difference.group) || objects.has(difference.object)
  }
}
