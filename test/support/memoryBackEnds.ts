import type { GroupReason, Right, RightState } from '../../src/contract/access'
import { AppError } from '../../src/contract/errors'
import type {
  GroupClosure,
  GroupDb,
  GroupDbConfig,
  ListedObject,
  ListedUser,
  Masks,
  ObjectDb,
  ObjectDbConfig,
  UserDb,
  UserDbConfig,
  UserProperties,
} from '../../src/main/usermgmt/backends'
import { decideMasks, explainRight, nodeOf, RIGHT_BITS, type ObjectNode } from '../../src/main/usermgmt/rights'

/** The six interfaces in memory, for tests; passwords in clear, nothing waits longer than a turn. */

/** Counts iterators that were begun and neither ended nor let go. */
class Listing {
  open = 0

  async *of<T>(items: Iterable<T>): AsyncIterable<T> {
    this.open += 1
    try {
      for (const item of items) {
        await Promise.resolve()
        yield item
      }
    } finally {
      this.open -= 1
    }
  }
}

const encode = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value))
const decode = (bytes: Uint8Array): unknown => JSON.parse(new TextDecoder().decode(bytes))
const missing = (subject: string, name: string): AppError => new AppError('not-found', { subject, name })
const present = (subject: string, name: string): AppError => new AppError('already-exists', { subject, name })

type Account = UserProperties & { password: string }

export class MemoryUsers implements UserDb, UserDbConfig {
  readonly listing = new Listing()
  /** Methods called so far, for tests about what is not called. */
  readonly calls = new Set<string>()
  #accounts = new Map<string, Account>()

  put(name: string, account: Partial<Account> = {}): this {
    this.#accounts.set(name, {
      password: `${name}-secret-1`,
      mayChangePassword: true,
      mustChangePassword: false,
      internal: false,
      lastChange: null,
      ...account,
    })
    return this
  }

  async authenticate(name: string, password: string): Promise<UserProperties | undefined> {
    this.calls.add('authenticate')
    await Promise.resolve()
    const account = this.#accounts.get(name)
    return account?.password === password ? propertiesOf(account) : undefined
  }

  users(): AsyncIterable<ListedUser> {
    this.calls.add('users')
    return this.listing.of([...this.#accounts].map(([name, account]) => ({ name, ...propertiesOf(account) })))
  }

  async exportUsers(): Promise<Uint8Array> {
    return encode([...this.#accounts])
  }

  async importUsers(exported: Uint8Array): Promise<void> {
    this.#accounts = new Map(decode(exported) as [string, Account][])
  }

  async deleteAllUsers(): Promise<void> {
    this.#accounts.clear()
  }

  async addUser(
    name: string,
    password: string,
    properties: Pick<UserProperties, 'mayChangePassword' | 'mustChangePassword'>,
  ): Promise<void> {
    this.calls.add('addUser')
    if (this.#accounts.has(name)) throw present('user', name)
    const { mayChangePassword, mustChangePassword } = properties
    this.put(name, { password, mayChangePassword, mustChangePassword })
  }

  async changeUser(
    name: string,
    change: { to?: string; mayChangePassword?: boolean; mustChangePassword?: boolean },
  ): Promise<void> {
    const { to = name, ...flags } = change
    if (to !== name && this.#accounts.has(to)) throw present('user', to)
    const account = { ...this.#account(name), ...flags }
    this.#accounts = new Map([...this.#accounts].map(([key, old]) => (key === name ? [to, account] : [key, old])))
  }

  async removeUser(name: string): Promise<void> {
    this.#account(name)
    this.#accounts.delete(name)
  }

  async setCredentials(name: string, password: string): Promise<void> {
    this.#accounts.set(name, { ...this.#account(name), password })
  }

  #account(name: string): Account {
    const account = this.#accounts.get(name)
    if (account === undefined) throw missing('user', name)
    return account
  }
}

function propertiesOf(account: Account): UserProperties {
  const { mayChangePassword, mustChangePassword, internal, lastChange } = account
  return { mayChangePassword, mustChangePassword, internal, lastChange }
}

type Members = { users: string[]; groups: string[] }

export class MemoryGroups implements GroupDb, GroupDbConfig {
  readonly listing = new Listing()
  #groups = new Map<string, Members>()

  put(name: string, members: Partial<Members> = {}): this {
    this.#groups.set(name, { users: [...(members.users ?? [])], groups: [...(members.groups ?? [])] })
    return this
  }

  groups(): AsyncIterable<{ name: string }> {
    return this.listing.of([...this.#groups.keys()].map((name) => ({ name })))
  }

  usersOf(group: string): AsyncIterable<string> {
    return this.listing.of([...this.#members(group).users])
  }

  membersOf(group: string): AsyncIterable<string> {
    return this.listing.of([...this.#members(group).groups])
  }

  async hasUser(group: string, user: string): Promise<boolean> {
    return this.#members(group).users.includes(user)
  }

  async hasMember(group: string, member: string): Promise<boolean> {
    return this.#members(group).groups.includes(member)
  }

  async exportGroups(): Promise<Uint8Array> {
    return encode([...this.#groups])
  }

  async importGroups(exported: Uint8Array): Promise<void> {
    this.#groups = new Map(decode(exported) as [string, Members][])
  }

  async deleteAllGroups(): Promise<void> {
    this.#groups.clear()
  }

  async addGroup(name: string): Promise<void> {
    if (this.#groups.has(name)) throw present('group', name)
    this.put(name)
  }

  async renameGroup(name: string, to: string): Promise<void> {
    this.#members(name)
    if (to !== name && this.#groups.has(to)) throw present('group', to)
    const renamed = (group: string): string => (group === name ? to : group)
    this.#groups = new Map(
      [...this.#groups].map(([key, { users, groups }]) => [renamed(key), { users, groups: groups.map(renamed) }]),
    )
  }

  async removeGroup(name: string): Promise<void> {
    this.#members(name)
    this.#groups.delete(name)
  }

  async addUserTo(group: string, user: string): Promise<void> {
    add(this.#members(group).users, user)
  }

  async removeUserFrom(group: string, user: string): Promise<void> {
    remove(this.#members(group).users, user)
  }

  async addMemberTo(group: string, member: string): Promise<void> {
    add(this.#members(group).groups, member)
  }

  async removeMemberFrom(group: string, member: string): Promise<void> {
    remove(this.#members(group).groups, member)
  }

  async userRenamed(name: string, to: string): Promise<void> {
    for (const { users } of this.#groups.values()) {
      const at = users.indexOf(name)
      if (at >= 0) users.splice(at, 1, to)
    }
  }

  #members(group: string): Members {
    const members = this.#groups.get(group)
    if (members === undefined) throw missing('group', group)
    return members
  }
}

function add(list: string[], name: string): void {
  if (list.includes(name)) throw present('member', name)
  list.push(name)
}

function remove(list: string[], name: string): void {
  const at = list.indexOf(name)
  if (at < 0) throw missing('member', name)
  list.splice(at, 1)
}

type KeptNode = ObjectNode & { entries: Map<string, Masks> }

export class MemoryObjects implements ObjectDb, ObjectDbConfig {
  readonly listing = new Listing()
  readonly calls = new Set<string>()
  #nodes = new Map<string, KeptNode>()

  put(name: string, entries: Record<string, Partial<Masks>> = {}): this {
    const masks = Object.entries(entries).map(
      ([group, { granted = 0, denied = 0 }]) => [group, { granted, denied }] as const,
    )
    this.#nodes.set(name, { name, parent: undefined, entries: new Map(masks) })
    this.#join()
    return this
  }

  /** Many at once; joining the tree once keeps 50 000 objects quick. */
  putAll(objects: Iterable<ListedObject>): this {
    for (const { name, entries } of objects) {
      this.#nodes.set(name, { name, parent: undefined, entries: new Map(entries) })
    }
    this.#join()
    return this
  }

  objects(): AsyncIterable<ListedObject> {
    return this.listing.of([...this.#nodes.values()])
  }

  hasObject(name: string): boolean {
    return this.#nodes.has(name)
  }

  masks(object: string, group: string): Masks | undefined {
    return this.#nodes.get(object)?.entries.get(group)
  }

  decide(group: GroupClosure, object: string): Masks {
    this.calls.add('decide')
    return decideMasks(group, this.#node(object))
  }

  explain(group: GroupClosure, object: string, right: Right): GroupReason {
    return explainRight(group, this.#node(object), right)
  }

  async exportObjects(): Promise<Uint8Array> {
    return encode([...this.#nodes.values()].map(({ name, entries }) => [name, [...entries]]))
  }

  async importObjects(exported: Uint8Array): Promise<void> {
    const objects = decode(exported) as [string, [string, Masks][]][]
    this.#nodes.clear()
    this.putAll(objects.map(([name, entries]) => ({ name, entries: new Map(entries) })))
  }

  async addObject(name: string): Promise<void> {
    if (this.#nodes.has(name)) throw present('object', name)
    this.put(name)
  }

  async removeObject(name: string): Promise<void> {
    this.#kept(name)
    this.#nodes.delete(name)
    this.#join()
  }

  async renameObject(name: string, to: string): Promise<void> {
    const { entries } = this.#kept(name)
    if (this.#nodes.has(to)) throw present('object', to)
    const renamed: KeptNode = { name: to, parent: undefined, entries }
    this.#nodes = new Map([...this.#nodes].map(([key, node]) => (key === name ? [to, renamed] : [key, node])))
    this.#join()
  }

  async setRight(object: string, group: string, right: Right, state: RightState): Promise<void> {
    const bit = RIGHT_BITS[right]
    const { granted, denied } = this.#kept(object).entries.get(group) ?? { granted: 0, denied: 0 }
    await this.setMasks(object, group, {
      granted: (state === 'grant' ? granted | bit : granted & ~bit) >>> 0,
      denied: (state === 'deny' ? denied | bit : denied & ~bit) >>> 0,
    })
  }

  async setMasks(object: string, group: string, masks: Masks): Promise<void> {
    const { entries } = this.#kept(object)
    if (masks.granted === 0 && masks.denied === 0) entries.delete(group)
    else entries.set(group, { ...masks })
  }

  async groupRenamed(name: string, to: string): Promise<void> {
    for (const { entries } of this.#nodes.values()) {
      const masks = entries.get(name)
      if (masks === undefined) continue
      entries.delete(name)
      entries.set(to, masks)
    }
  }

  async groupRemoved(name: string): Promise<void> {
    for (const { entries } of this.#nodes.values()) entries.delete(name)
  }

  #node(object: string): ObjectNode {
    return nodeOf(object, (name) => this.#nodes.get(name))
  }

  #kept(name: string): KeptNode {
    const node = this.#nodes.get(name)
    if (node === undefined) throw missing('object', name)
    return node
  }

  /** Each node's nearest kept object above it. */
  #join(): void {
    const find = (name: string): ObjectNode | undefined => this.#nodes.get(name)
    for (const node of this.#nodes.values()) {
      node.parent = nodeOf(node.name, (name) => (name === node.name ? undefined : find(name))).parent
    }
  }
}
