import type { GroupReason, Right, RightState } from '../../contract/access'
import type { LoginType } from './login/loginType'

/**
 * The six interfaces between UserManager and where users, groups and objects are kept (seed 003, 1.2). A back end
 * registers itself; nothing but the manager calls it. No handle stays open between calls: listing is an async iterable
 * whose iterator lets go when left early. Failures are AppErrors.
 */

export type UserProperties = {
  mayChangePassword: boolean
  mustChangePassword: boolean
  internal: boolean
  /** Unix seconds; null when never or unknown. */
  lastChange: number | null
  /** What is stored for the password is of an older kind than this back end makes; `renewCredentials` brings it up to date. */
  outdated?: true
}
export type ListedUser = UserProperties & { name: string }

export interface UserDb {
  /** Gets the actual credential and decides (seed 1.2.2); undefined when refused. Takes as long for an unknown user as for a wrong password. */
  authenticate(name: string, password: string): Promise<UserProperties | undefined>
  /** Absent where a user database cannot or will not list its users. */
  users?(): AsyncIterable<ListedUser>
}

export interface UserDbConfig {
  /** The whole database in the back end's own form, credentials included: for encrypted exports only. */
  exportUsers(): Promise<Uint8Array>
  importUsers(exported: Uint8Array): Promise<void>
  deleteAllUsers(): Promise<void>
  addUser(
    name: string,
    password: string,
    properties: Pick<UserProperties, 'mayChangePassword' | 'mustChangePassword'>,
  ): Promise<void>
  changeUser(
    name: string,
    change: { to?: string; mayChangePassword?: boolean; mustChangePassword?: boolean },
  ): Promise<void>
  /**
   * Adds a user as whom nobody can log in until a password is set. Without this method such users cannot be taken over;
   * nothing is hashed, so there may be thousands.
   */
  addWithoutPassword?(
    name: string,
    properties: Pick<UserProperties, 'mayChangePassword' | 'mustChangePassword' | 'internal'>,
  ): Promise<void>
  removeUser(name: string): Promise<void>
  setCredentials(name: string, password: string): Promise<void>
  /** What is stored for one user's password, in the back end's own form: goes to `importCredentials` and nowhere else. */
  exportCredentials?(name: string): Promise<Uint8Array>
  /**
   * Gives a user the password that `exportCredentials` of the same kind of back end gave out; nobody needs to know it. A
   * user who is not there is added with it, and may not change it until told otherwise. Anything but what was given out is
   * `password-refused`.
   */
  importCredentials?(name: string, exported: Uint8Array): Promise<void>
  /** Stores the password that a user has just logged in with in the newest form; the time of its last change stays. */
  renewCredentials?(name: string, password: string): Promise<void>
}

/** `property`: bits of a group where its database keeps some; they belong to the database and decide nothing here. */
export type ListedGroup = { name: string; property?: number }

export interface GroupDb {
  groups(): AsyncIterable<ListedGroup>
  /** Direct members only. */
  usersOf(group: string): AsyncIterable<string>
  membersOf(group: string): AsyncIterable<string>
  hasUser(group: string, user: string): Promise<boolean>
  hasMember(group: string, member: string): Promise<boolean>
}

export interface GroupDbConfig {
  exportGroups(): Promise<Uint8Array>
  importGroups(exported: Uint8Array): Promise<void>
  deleteAllGroups(): Promise<void>
  /** `property` goes to those only that have `setGroupProperty`. */
  addGroup(name: string, property?: number): Promise<void>
  /** Gives a group all its bits; absent where the database keeps none. */
  setGroupProperty?(name: string, property: number): Promise<void>
  /** Its members, and its place in other groups, follow. */
  renameGroup(name: string, to: string): Promise<void>
  /** With its members; the manager has taken it out of other groups before. */
  removeGroup(name: string): Promise<void>
  addUserTo(group: string, user: string): Promise<void>
  removeUserFrom(group: string, user: string): Promise<void>
  addMemberTo(group: string, member: string): Promise<void>
  removeMemberFrom(group: string, member: string): Promise<void>
  /** A user has a new name: its memberships follow. */
  userRenamed(name: string, to: string): Promise<void>
}

/**
 * A group with all groups it belongs to: itself first, then nearest first; `via` is the chain from the group itself to
 * that one, both included. `administrator` is the chain to Administrator. Made by the manager.
 */
export type GroupClosure = {
  group: string
  members: readonly { group: string; via: readonly string[] }[]
  administrator: readonly string[] | undefined
}

/** What one object says about one group: granted and denied masks, 32 bits each, unsigned (user-management 6). */
export type Masks = { readonly granted: number; readonly denied: number }
export type ListedObject = { name: string; entries: ReadonlyMap<string, Masks> }

export interface ObjectDb {
  objects(): AsyncIterable<ListedObject>
  /** Whether the object is in the database. */
  hasObject(name: string): boolean
  /** The entry of exactly this group on exactly this object. */
  masks(object: string, group: string): Masks | undefined
  /**
   * The check itself: one group's rights on an object as two masks; bits in neither are undecided. Synchronous. An object
   * that is not in the database inherits from the nearest one above it that is (`decideMasks`, `nodeOf`).
   */
  decide(group: GroupClosure, object: string): Masks
  /** The same for one right, with its reason. */
  explain(group: GroupClosure, object: string, right: Right): GroupReason
}

export interface ObjectDbConfig {
  exportObjects(): Promise<Uint8Array>
  importObjects(exported: Uint8Array): Promise<void>
  addObject(name: string): Promise<void>
  removeObject(name: string): Promise<void>
  renameObject(name: string, to: string): Promise<void>
  /** All other bits of the entry stay as they are; an entry without any bit is removed. */
  setRight(object: string, group: string, right: Right, state: RightState): Promise<void>
  /** Gives an entry both masks whole; (0, 0) removes it. */
  setMasks(object: string, group: string, masks: Masks): Promise<void>
  /** Entries follow; where an entry of the new name was left over from before, the renamed group's own replaces it. */
  groupRenamed(name: string, to: string): Promise<void>
  groupRemoved(name: string): Promise<void>
}

/** What the manager offers to back ends, and to nobody else: registration (seed 1.3). Each returns its own unregister. */
export interface Registration {
  registerUsers(db: UserDb, config?: UserDbConfig): () => void
  registerGroups(db: GroupDb, config?: GroupDbConfig): () => void
  registerObjects(db: ObjectDb, config?: ObjectDbConfig): () => void
  /** A login protocol of one's own (seed 1.1); several may be there, each with its own `id`. */
  registerLoginType<State>(type: LoginType<State>): () => void
  /** A registered back end says that its content changed; what the manager derived from it is derived again. */
  changed(what: 'users' | 'groups' | 'objects'): void
}
