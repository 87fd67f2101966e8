import { AppError } from '../../../contract/errors'
import type { GroupDb, GroupDbConfig, ListedGroup, Registration } from '../backends'
import { checkFree, Kept, renamed, rowOf, type Keep } from './kept'

/**
 * Template: groups that pages add, change and remove (seed 003, 1.2.4 and 1.2.5). Copy it and put your own storage in
 * place of `keep`. Guards (the last administrator, circles of groups) are the manager's.
 */
type Members = { readonly users: readonly string[]; readonly groups: readonly string[] }
type Kind = keyof Members

/** `kept`: what `keep` was given last; absent at the very first start. */
export type ConfigurableGroupsOptions = { keep: Keep; kept?: Uint8Array }

export function registerConfigurableGroups(registration: Registration, options: ConfigurableGroupsOptions): () => void {
  const groups = new ConfigurableGroups(options)
  return registration.registerGroups(groups, groups)
}

class ConfigurableGroups implements GroupDb, GroupDbConfig {
  readonly #groups: Kept<Members>

  constructor({ keep, kept }: ConfigurableGroupsOptions) {
    this.#groups = new Kept(isMembers, keep, kept)
  }

  async *groups(): AsyncIterable<ListedGroup> {
    for (const name of this.#groups.rows.keys()) yield { name }
  }

  async *usersOf(group: string): AsyncIterable<string> {
    yield* this.#groups.rows.get(group)?.users ?? []
  }

  async *membersOf(group: string): AsyncIterable<string> {
    yield* this.#groups.rows.get(group)?.groups ?? []
  }

  async hasUser(group: string, user: string): Promise<boolean> {
    return this.#groups.rows.get(group)?.users.includes(user) ?? false
  }

  async hasMember(group: string, member: string): Promise<boolean> {
    return this.#groups.rows.get(group)?.groups.includes(member) ?? false
  }

  async exportGroups(): Promise<Uint8Array> {
    return this.#groups.encode()
  }

  importGroups(exported: Uint8Array): Promise<void> {
    return this.#groups.replace(exported)
  }

  deleteAllGroups(): Promise<void> {
    return this.#groups.change((groups) => groups.clear())
  }

  addGroup(name: string): Promise<void> {
    return this.#groups.change((groups) => {
      checkFree(groups, 'group', name)
      groups.set(name, { users: [], groups: [] })
    })
  }

  renameGroup(name: string, to: string): Promise<void> {
    return this.#groups.change((groups) => {
      rowOf(groups, 'group', name)
      if (to !== name) checkFree(groups, 'group', to)
      replaceIn(groups, 'groups', name, to)
      return renamed(groups, name, to)
    })
  }

  removeGroup(name: string): Promise<void> {
    return this.#groups.change((groups) => {
      rowOf(groups, 'group', name)
      groups.delete(name)
    })
  }

  addUserTo(group: string, user: string): Promise<void> {
    return this.#join(group, 'users', user)
  }

  removeUserFrom(group: string, user: string): Promise<void> {
    return this.#leave(group, 'users', user)
  }

  addMemberTo(group: string, member: string): Promise<void> {
    return this.#join(group, 'groups', member)
  }

  removeMemberFrom(group: string, member: string): Promise<void> {
    return this.#leave(group, 'groups', member)
  }

  userRenamed(name: string, to: string): Promise<void> {
    return this.#groups.change((groups) => replaceIn(groups, 'users', name, to))
  }

  #join(group: string, kind: Kind, name: string): Promise<void> {
    return this.#groups.change((groups) => {
      const members = rowOf(groups, 'group', group)
      if (kind === 'groups') rowOf(groups, 'group', name)
      if (members[kind].includes(name)) throw new AppError('already-exists', { subject: 'member', name })
      groups.set(group, { ...members, [kind]: [...members[kind], name] })
    })
  }

  #leave(group: string, kind: Kind, name: string): Promise<void> {
    return this.#groups.change((groups) => {
      const members = rowOf(groups, 'group', group)
      if (!members[kind].includes(name)) throw new AppError('not-found', { subject: 'member', name })
      groups.set(group, { ...members, [kind]: members[kind].filter((each) => each !== name) })
    })
  }
}

/** Rows are shared with listings that are under way: each changed one is a new one. */
function replaceIn(groups: Map<string, Members>, kind: Kind, name: string, to: string): void {
  for (const [group, members] of groups) {
    if (!members[kind].includes(name)) continue
    groups.set(group, { ...members, [kind]: members[kind].map((each) => (each === name ? to : each)) })
  }
}

function isMembers(row: unknown): row is Members {
  if (typeof row !== 'object' || row === null) return false
  const { users, groups } = row as Partial<Members>
  return [users, groups].every((names) => Array.isArray(names) && names.every((name) => typeof name === 'string'))
}
