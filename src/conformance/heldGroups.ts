import { AppError } from '../contract/errors'
import type { GroupDb, GroupDbConfig } from '../main/usermgmt/backends'
import { collect, demand, type Conformance, type Made } from './check'

/** `config`: not configurable; `export`: its configuration half refuses exporting and importing. */
export type GroupAbility = 'config' | 'export'

/** A group with its direct members. */
export type HeldGroup = { name: string; users: readonly string[]; members: readonly string[] }

/** `groups`: those it holds from the start, all of them, in listed order; needed where it takes no changes. */
export type MadeGroupDb = Made<GroupDb, GroupDbConfig> & { groups?: readonly HeldGroup[] }

export type GroupDbConformance = Conformance<MadeGroupDb, GroupAbility>

export async function groupNames(db: GroupDb): Promise<string[]> {
  return (await collect(db.groups())).map(({ name }) => name)
}

/** Everything that a group database says. */
export async function heldGroups(db: GroupDb): Promise<HeldGroup[]> {
  const held: HeldGroup[] = []
  for (const name of await groupNames(db)) {
    held.push({ name, users: await collect(db.usersOf(name)), members: await collect(db.membersOf(name)) })
  }
  return held
}

/** A group that is not there has nobody, or is `not-found`; it is never another group, nor another failure. */
export async function demandNobody(ask: () => Promise<unknown>, nobody: unknown): Promise<void> {
  let found: unknown
  try {
    found = await ask()
  } catch (error) {
    found = error instanceof AppError && error.code === 'not-found' ? nobody : error
  }
  demand(found, nobody, 'A group that is not there has nobody, or is `not-found`.')
}
