import type { Masks } from '../backends'
import { GROUPS } from '../../../contract/row'
import { groupObject } from '../standardObjects'
import type { Changing, Names } from './renames'
import type { Snapshot, SnapshotGroup } from './snapshot'

/**
 * What adding, renaming and removing users and groups brings about by itself in a device: memberships and rights follow
 * names and go with them, and groups have their objects. Pure.
 */
export function asItWillBe(device: Snapshot, changing: Changing): Pick<Snapshot, 'groups' | 'objects'> {
  return { groups: groupsAfter(device.groups, changing), objects: objectsAfter(device.objects, changing.groups) }
}

function groupsAfter(groups: Snapshot['groups'], { users: people, groups: names }: Changing): Snapshot['groups'] {
  /** Whoever takes over a name does not take over the memberships that were left behind under it. */
  const newcomers = new Set([...people.added, ...people.renamed.values()])
  const after = new Map<string, SnapshotGroup>()
  for (const [group, { users, groups: members, property }] of groups) {
    if (names.removed.has(group)) continue
    const stay = [...users].filter((user) => !people.removed.has(user) && !newcomers.has(user))
    after.set(names.renamed.get(group) ?? group, {
      users: new Set(stay.map((user) => people.renamed.get(user) ?? user)),
      groups: new Set(
        [...members].filter((name) => !names.removed.has(name)).map((name) => names.renamed.get(name) ?? name),
      ),
      property,
    })
  }
  for (const group of names.added) after.set(group, { users: new Set(), groups: new Set() })
  return after
}

function objectsAfter(objects: Snapshot['objects'], { renamed, added, removed }: Names): Snapshot['objects'] {
  const after = new Map(objects)
  if (renamed.size + removed.size > 0) {
    for (const [object, entries] of objects) {
      const touched = [...entries.keys()].some((group) => renamed.has(group) || removed.has(group))
      if (touched) after.set(object, entriesAfter(entries, renamed, removed))
    }
  }
  for (const group of removed) after.delete(groupObject(group))
  for (const [group, to] of renamed) {
    const entries = after.get(groupObject(group))
    if (entries === undefined) continue
    after.delete(groupObject(group))
    after.set(groupObject(to), entries)
  }
  if (!objects.has(GROUPS)) return after
  for (const group of added) if (!after.has(groupObject(group))) after.set(groupObject(group), new Map())
  return after
}

function entriesAfter(
  entries: ReadonlyMap<string, Masks>,
  renamed: ReadonlyMap<string, string>,
  removed: ReadonlySet<string>,
): Map<string, Masks> {
  const after = new Map([...entries].filter(([group]) => !removed.has(group) && !renamed.has(group)))
  for (const [group, to] of renamed) {
    const masks = entries.get(group)
    if (masks !== undefined) after.set(to, masks)
  }
  return after
}
