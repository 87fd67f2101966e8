import type { GroupClosure, Masks, ObjectDb, ObjectDbConfig } from '../main/usermgmt/backends'
import { collect, type Conformance, type Made } from './check'

/** `config`: not configurable; `export`: its configuration half refuses exporting and importing. */
export type ObjectAbility = 'config' | 'export'

/** An object with the entries of groups on it. */
export type HeldObject = { name: string; entries: readonly (readonly [group: string, masks: Masks])[] }

/** `objects`: those it holds from the start, all of them, in listed order; needed where it takes no changes. */
export type MadeObjectDb = Made<ObjectDb, ObjectDbConfig> & { objects?: readonly HeldObject[] }

export type ObjectDbConformance = Conformance<MadeObjectDb, ObjectAbility>

/** Everything that an object database says, entries by name of their group. */
export async function heldObjects(db: ObjectDb): Promise<HeldObject[]> {
  return (await collect(db.objects())).map(({ name, entries }) => ({
    name,
    entries: inOrder([...entries].map(([group, { granted, denied }]) => [group, { granted, denied }])),
  }))
}

export function inOrder(entries: HeldObject['entries']): HeldObject['entries'] {
  return entries.toSorted(([one], [other]) => (one < other ? -1 : 1))
}

/** A group, and those around it, as the manager would say it. */
export function closureOf(group: string, ...around: string[]): GroupClosure {
  const chain = [group, ...around]
  return {
    group,
    members: chain.map((name, index) => ({ group: name, via: chain.slice(0, index + 1) })),
    administrator: undefined,
  }
}
