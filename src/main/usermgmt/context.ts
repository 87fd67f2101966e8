import type { Right } from '../../contract/access'
import type {
  GroupDb,
  GroupDbConfig,
  ListedUser,
  ObjectDb,
  ObjectDbConfig,
  UserDb,
  UserDbConfig,
  UserProperties,
} from './backends'
import type { Memberships } from './memberships'
import type { ObjectTree } from './objectTree'
import type { Actor, Credentials } from './operations'
import type { Registered } from './registered'

/** Users by name in listed order; undefined where the user database does not list them. */
export type UserTable = ReadonlyMap<string, ListedUser> | undefined

/** What the operations see of their manager; it never leaves this room. */
export type ManagerContext = {
  readonly userBackEnd: Registered<UserDb, UserDbConfig>
  readonly groupBackEnd: Registered<GroupDb, GroupDbConfig>
  readonly objectBackEnd: Registered<ObjectDb, ObjectDbConfig>
  users(): Promise<UserTable>
  memberships(): Promise<Memberships>
  tree(): Promise<ObjectTree>
  /** Fails with `not-permitted`. */
  permit(actor: Actor, object: string, right: Right): Promise<void>
  /** Nobody without Modify on a group's object changes that group (user-management 6). */
  permitGroups(actor: Actor, groups: Iterable<string>): Promise<void>
  /** Edits run one after the other, so that what a guard saw is what is changed; everything is read anew afterwards. */
  edit<T>(touched: readonly Touched[], work: () => Promise<T>): Promise<T>
  /** Fails with `password-refused`; asks the rules only where they are in force (user-management 3). */
  checkPassword(name: string, password: string): Promise<void>
  /** Undefined for a wrong password. Tries of a session count for the login lock. */
  checkCredentials(db: UserDb, actor: Actor, credentials: Credentials): Promise<UserProperties | undefined>
  /** Whether the login lock holds for the name now. */
  isLocked(name: string): boolean
  /** The user has a new password: whoever was locked out is not any more, and other logins end. */
  passwordSet(name: string, actor: Actor): void
  /** Logins of a renamed user go on under the new name; those of a removed one end. */
  userRenamed(name: string, to: string): void
  userRemoved(name: string): void
}

export type Touched = 'users' | 'groups' | 'objects'
