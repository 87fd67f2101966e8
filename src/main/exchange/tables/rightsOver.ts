import type { Masks } from '../../usermgmt/backends'
import type { Content, ContentGroup, ContentObject } from '../../usermgmt/transfer/content'
import type { Snapshot } from '../../usermgmt/transfer/snapshot'
import { nameLookup } from './nameLookup'

/** One cell that says something. */
export type TableEntry = { group: string; granted: number; denied: number }
export type TableObject = { name: string; entries: readonly TableEntry[] }

export type RightsTable = {
  /** Of the heading; entries of others are left alone. */
  groups: readonly string[]
  objects: readonly TableObject[]
  /** Objects that rows name that were left out: they stay as they are. */
  left: ReadonlySet<string>
}

/**
 * What a table of rights wants a user management to be that holds `base` now. An object that is in no row is gone; entries
 * of groups that the heading does not name stay. A group that is nowhere yet and is to have rights is new.
 */
export function rightsOver(base: Snapshot, { groups, objects, left }: RightsTable): Content {
  const actual = actualGroups(base, groups)
  const named = new Set(actual.values())
  const isSame = groups.every((group) => actual.get(group) === group)
  const wanted: ContentObject[] = objects.map(({ name, entries }) => {
    const said = isSame
      ? entries
      : entries.map((entry) => ({ ...entry, group: actual.get(entry.group) ?? entry.group }))
    const others = entriesOf(base.objects.get(name)).filter(({ group }) => !named.has(group))
    return { name, entries: others.length === 0 ? said : [...said, ...others] }
  })
  const inTable = new Set(objects.map(({ name }) => name))
  for (const name of left) {
    const present = base.objects.get(name)
    if (present !== undefined && !inTable.has(name)) wanted.push({ name, entries: entriesOf(present) })
  }
  const added = addedGroups(base, objects, actual)
  return added.length === 0 ? { objects: wanted } : { objects: wanted, groups: [...presentGroups(base), ...added] }
}

/** Groups by what the heading calls them: one that differs in case alone is meant all the same. */
function actualGroups({ groups }: Snapshot, named: readonly string[]): ReadonlyMap<string, string> {
  const known = nameLookup(groups)
  return new Map(named.map((group) => [group, known(group) ?? group]))
}

/** Rights that were left behind by a group that is gone do not bring it back. */
function addedGroups(
  base: Snapshot,
  objects: readonly TableObject[],
  actual: ReadonlyMap<string, string>,
): ContentGroup[] {
  const missing = new Set([...actual].flatMap(([heading, group]) => (base.groups.has(group) ? [] : [heading])))
  if (missing.size === 0) return []
  const used = new Set(objects.flatMap(({ entries }) => entries.map(({ group }) => group)))
  const left = new Set<string>()
  for (const entries of base.objects.values()) for (const group of entries.keys()) left.add(group)
  return [...missing]
    .filter((group) => used.has(group) && !left.has(group))
    .map((name) => ({ name, users: [], groups: [] }))
}

function presentGroups({ groups }: Snapshot): ContentGroup[] {
  return Array.from(groups, ([name, { users, groups: nested, property }]) => ({
    name,
    ...(property === undefined ? {} : { property }),
    users: [...users],
    groups: [...nested],
  }))
}

function entriesOf(entries: ReadonlyMap<string, Masks> | undefined): TableEntry[] {
  return Array.from(entries ?? [], ([group, { granted, denied }]) => ({ group, granted, denied }))
}
