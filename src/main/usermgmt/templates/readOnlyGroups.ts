import type { GroupDb, Registration } from '../backends'

/**
 * Template: groups that are decided elsewhere, as in a directory or a shift plan (seed 003, 1.2.4). It implements
 * `GroupDb` alone, so pages show groups and members and cannot change them; rights on objects are given as usual.
 */
export type ReadOnlyGroup = { name: string; users?: readonly string[]; groups?: readonly string[] }

export type ReadOnlyGroups = {
  /** Other groups from now on. */
  replace(groups: readonly ReadOnlyGroup[]): void
  unregister(): void
}

/** Registers the groups. Have one called `Administrator`: its members are the only ones with every right. */
export function registerReadOnlyGroups(registration: Registration, groups: readonly ReadOnlyGroup[]): ReadOnlyGroups {
  let held = mapOf(groups)
  const db: GroupDb = {
    // Each listing walks the Map that was there when it began; `replace` puts another one in its place.
    async *groups() {
      for (const name of held.keys()) yield { name }
    },
    async *usersOf(group) {
      yield* held.get(group)?.users ?? []
    },
    async *membersOf(group) {
      yield* held.get(group)?.groups ?? []
    },
    // Direct members only: what nesting leads to is worked out by the manager.
    hasUser: async (group, user) => held.get(group)?.users.has(user) ?? false,
    hasMember: async (group, member) => held.get(group)?.groups.has(member) ?? false,
  }
  const unregister = registration.registerGroups(db)
  return {
    replace(groups) {
      held = mapOf(groups)
      // Without this the manager would go on with what it has read.
      registration.changed('groups')
    },
    unregister,
  }
}

/** Copies: what the caller does with its list later is not noticed, and must not be. */
function mapOf(groups: readonly ReadOnlyGroup[]) {
  return new Map(
    groups.map(({ name, users = [], groups = [] }) => [name, { users: new Set(users), groups: new Set(groups) }]),
  )
}
