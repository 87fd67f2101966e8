import type { Explanations, GroupRights, ObjectList, Right, RightState, UserReason } from '../../contract/access'
import type { Activation } from '../../contract/databases'
import type { LoginTexts } from '../../contract/login'
import type { Group, User } from '../../contract/users'
import type { Masks } from './backends'

/**
 * What pages, command line and other rooms may ask of a user management. Every call names its actor; a session needs
 * the object and right of the contract's row, and Modify on the object of each group it changes. A call whose back end
 * cannot be configured fails with `not-configurable`. Everything is checked before anything is changed; a back end that
 * fails half way leaves what it did, which the caller's transaction (`FileStore.act`) takes back.
 */

/** A login to the user management; it stays the same object over logins. Only the manager that opened it knows it. */
export type Session = { readonly id: string }
export type Credentials = { name: string; password: string }
/** The answer to a begun login. */
export type LoginAnswer = {
  login: string
  type: string
  /** Absent where the answer itself says who it is. */
  user?: string | undefined
  answer: LoginTexts
  /** Only by the user who is logged in already (edit time-out). */
  again?: boolean | undefined
}
/** `change-password`: nothing else is possible before. */
export type LoggedIn = { is: 'ok' | 'change-password'; user: string }
/** `owner` has the files themselves (an opened folder): rights are not asked, guards are. */
export type Actor = { is: 'owner' } | { is: 'session'; session: Session }

export type Configurable = { users: boolean; groups: boolean; objects: boolean }
/** Counts are 0 where a back end is missing or does not list. */
export type Summary = {
  activation: Activation
  configurable: Configurable
  counts: { users: number; groups: number; objects: number }
}

/** Long work: cancelled between two steps with `cancelled`; `progress` after each step. */
export type Work = { signal?: AbortSignal; progress?: (done: number, total: number) => void }

export type NewUser = Credentials & {
  groups?: readonly string[]
  /** True when absent. */
  mayChangePassword?: boolean
  /** False when absent. */
  mustChangePassword?: boolean
}
export type UserChange = {
  name: string
  to?: string
  password?: string
  /** Exactly these from now on. */
  groups?: readonly string[]
  mayChangePassword?: boolean
  mustChangePassword?: boolean
}
export type UserImport = {
  /** Users as listed where they come from. */
  from: readonly User[]
  users: readonly (Credentials & { mustChangePassword?: boolean })[]
}

export type UserOperations = {
  /** In the order of the back end; `not-available` where it does not list its users, which is not an empty list. */
  list(actor: Actor): Promise<User[]>
  add(actor: Actor, user: NewUser): Promise<void>
  /** Name, password properties, password and groups in one step. */
  change(actor: Actor, change: UserChange): Promise<void>
  setPassword(actor: Actor, credentials: Credentials): Promise<void>
  /** Puts each user into exactly these groups. */
  setGroups(actor: Actor, change: { names: readonly string[]; groups: readonly string[] }): Promise<void>
  /** Memberships go with them. */
  remove(actor: Actor, names: readonly string[]): Promise<void>
  /** Refused while anybody is an administrator. */
  removeAll(actor: Actor): Promise<void>
  /** `login-failed` for an unknown user and a wrong password alike. */
  verify(actor: Actor, credentials: Credentials): Promise<{ mustChangePassword: boolean }>
  /**
   * Adds users as they are elsewhere, with the passwords given, never the old ones, and their memberships in groups
   * that exist here too. `withoutGroup`: those now in no group. An internal account arrives as an ordinary one.
   */
  import(actor: Actor, input: UserImport, work?: Work): Promise<{ added: number; withoutGroup: string[] }>
}

/** A member is a user or a group. */
export type Membership = { group: string; user: string } | { group: string; member: string }
export type MemberChange = { join: readonly Membership[]; leave: readonly Membership[] }
/** What one object says about one group. */
export type Entry = { object: string; group: string; masks: Masks }
export type GroupImport = {
  /** Groups as listed where they come from. */
  from: readonly Group[]
  groups: readonly string[]
  /** Entries to be carried over, from `RightsOperations.entries`; those on objects that are not here stay behind. */
  entries?: readonly Entry[]
}

export type GroupOperations = {
  list(actor: Actor): Promise<Group[]>
  /** Also adds the group's object where `Device.UserManagement.Groups` exists. */
  add(actor: Actor, name: string): Promise<void>
  /** Memberships, rights and the group's object follow. */
  rename(actor: Actor, change: { name: string; to: string }): Promise<void>
  /** Memberships both ways, rights and the group's object go with them. */
  remove(actor: Actor, names: readonly string[]): Promise<void>
  /** Refused while there is the group Administrator. */
  removeAll(actor: Actor): Promise<void>
  addMember(actor: Actor, membership: Membership): Promise<void>
  removeMember(actor: Actor, membership: Membership): Promise<void>
  /** Many at once, judged by what they lead to; what holds already is left alone. */
  changeMembers(actor: Actor, change: MemberChange): Promise<void>
  /** With the nesting among them; members that are users stay behind. */
  import(actor: Actor, input: GroupImport, work?: Work): Promise<{ added: number }>
}

export type RightsChange = {
  objects: readonly string[]
  groups: readonly string[]
  rights: readonly Right[]
  state: RightState
  /** Also where these groups have this right decided by an entry of their own on an object underneath. */
  below?: boolean
}
/** A state per right of one group over all selected objects. */
export type RightsOfGroups = { groups: GroupRights[]; entriesBelow: number }

export type RightsOperations = {
  /** In tree order: a child after its parent, children in file order. */
  objects(actor: Actor): Promise<ObjectList>
  addObject(actor: Actor, name: string): Promise<void>
  /** With the rights set on it; objects underneath stay. */
  removeObject(actor: Actor, name: string): Promise<void>
  /** An object only implied by a child is added to carry the entry. */
  set(actor: Actor, change: RightsChange): Promise<void>
  byObject(actor: Actor, objects: readonly string[]): Promise<RightsOfGroups>
  matrix(
    actor: Actor,
    input: { right: Right; objects: readonly string[] },
  ): Promise<{ groups: string[]; rows: string[] }>
  person(actor: Actor, user: string): Promise<{ rights: Record<Right, string> }>
  why(
    actor: Actor,
    input: { subject: 'user' | 'group'; name: string; object: string; right: Right },
  ): Promise<{ allowed: boolean; reason: UserReason }>
  /** Users × kept objects × rights, each with its sentence; all of them, or one user's, or one object's. */
  explain(actor: Actor, input: { user?: string; object?: string }): Promise<Explanations>
  /** Every entry there is, those of groups that do not exist too. */
  entries(actor: Actor): Promise<Entry[]>
}
