import type { LegacyGroupDb } from '../../src/main/usermgmt/templates/legacyGroupDb'
import type { LegacyUserDbConfig } from '../../src/main/usermgmt/templates/legacyUserDbConfig'

type UserHandle = { user: string }
type GroupHandle = { group: string }
type OldUser = { password: string; property: number }
type OldGroup = { users: string[]; members: string[]; property: number }

/** A user may change the password, and it is up to date. */
export const ORDINARY = 0x3000

/**
 * A user and group database as it was before V3.5 SP16, with handles: it counts those that are open, refuses one that is
 * closed or strange, and notes what it was asked.
 */
export class OldDatabase implements LegacyUserDbConfig<UserHandle>, LegacyGroupDb<GroupHandle, UserHandle> {
  readonly calls: string[] = []
  /** The function that fails from now on. */
  broken: string | undefined
  /** Opens users and groups by a name in other case, too. */
  ignoresCase = false
  readonly #users = new Map<string, OldUser>()
  readonly #groups = new Map<string, OldGroup>()
  readonly #open = new Set<object>()

  get open(): number {
    return this.#open.size
  }

  putUser(name: string, password: string, property = ORDINARY): this {
    this.#users.set(name, { password, property })
    return this
  }

  putGroup(name: string, { users = [], members = [], property = 0 }: Partial<OldGroup> = {}): this {
    this.#groups.set(name, { users: [...users], members: [...members], property })
    return this
  }

  UserDBGetFirst() {
    this.#called('UserDBGetFirst')
    return this.#userHandle([...this.#users.keys()][0])
  }

  UserDBGetNext(previous: UserHandle) {
    this.#called('UserDBGetNext', previous)
    const names = [...this.#users.keys()]
    return this.#userHandle(names[names.indexOf(previous.user) + 1])
  }

  UserDBClose(user: UserHandle) {
    this.#close('UserDBClose', user)
  }

  UserDBGetName(user: UserHandle) {
    this.#called('UserDBGetName', user)
    return user.user
  }

  UserDBOpen(name: string) {
    this.#called('UserDBOpen')
    return this.#userHandle(this.#find(this.#users.keys(), name))
  }

  UserDBGetProperty(user: UserHandle) {
    this.#called('UserDBGetProperty', user)
    return this.#user(user).property
  }

  UserDBCheckPassword(user: UserHandle, password: string) {
    this.#called('UserDBCheckPassword', user)
    return this.#user(user).password === password
  }

  UserDBAdd(name: string): UserHandle {
    this.#called('UserDBAdd')
    if (this.#users.has(name)) throw new Error('ERR_DUPLICATE')
    this.putUser(name, '', 0)
    return this.#opened({ user: name })
  }

  UserDBRemove(user: UserHandle) {
    this.#called('UserDBRemove', user)
    this.#users.delete(user.user)
  }

  UserDBSetPassword(user: UserHandle, password: string) {
    this.#called('UserDBSetPassword', user)
    this.#user(user).password = password
  }

  UserDBSetProperty(user: UserHandle, property: number) {
    this.#called('UserDBSetProperty', user)
    this.#user(user).property = property
  }

  /** Here to be left alone (seed 003, 3.3). */
  UserDBGetPasswordMD5(): string {
    this.#called('UserDBGetPasswordMD5')
    return '5f4dcc3b5aa765d61d8327deb882cf99'
  }

  UserDBSetPasswordMD5(): void {
    this.#called('UserDBSetPasswordMD5')
  }

  UserDBGroupGetFirst() {
    this.#called('UserDBGroupGetFirst')
    return this.#groupHandle([...this.#groups.keys()][0])
  }

  UserDBGroupGetNext(previous: GroupHandle) {
    this.#called('UserDBGroupGetNext', previous)
    const names = [...this.#groups.keys()]
    return this.#groupHandle(names[names.indexOf(previous.group) + 1])
  }

  UserDBGroupOpen(name: string) {
    this.#called('UserDBGroupOpen')
    return this.#groupHandle(this.#find(this.#groups.keys(), name))
  }

  UserDBGroupClose(group: GroupHandle) {
    this.#close('UserDBGroupClose', group)
  }

  UserDBGroupGetName(group: GroupHandle) {
    this.#called('UserDBGroupGetName', group)
    return group.group
  }

  UserDBGroupGetProperty(group: GroupHandle) {
    this.#called('UserDBGroupGetProperty', group)
    return this.#group(group).property
  }

  UserDBGroupHasUser(group: GroupHandle, user: UserHandle) {
    this.#called('UserDBGroupHasUser', group, user)
    return this.#group(group).users.includes(user.user)
  }

  UserDBGroupGetFirstUser(group: GroupHandle) {
    this.#called('UserDBGroupGetFirstUser', group)
    return this.#userHandle(this.#group(group).users[0])
  }

  UserDBGroupGetNextUser(group: GroupHandle, previous: UserHandle) {
    this.#called('UserDBGroupGetNextUser', group, previous)
    const { users } = this.#group(group)
    return this.#userHandle(users[users.indexOf(previous.user) + 1])
  }

  UserDBGroupHasMember(group: GroupHandle, member: GroupHandle) {
    this.#called('UserDBGroupHasMember', group, member)
    return this.#group(group).members.includes(member.group)
  }

  UserDBGroupGetFirstMember(group: GroupHandle) {
    this.#called('UserDBGroupGetFirstMember', group)
    return this.#groupHandle(this.#group(group).members[0])
  }

  UserDBGroupGetNextMember(group: GroupHandle, previous: GroupHandle) {
    this.#called('UserDBGroupGetNextMember', group, previous)
    const { members } = this.#group(group)
    return this.#groupHandle(members[members.indexOf(previous.group) + 1])
  }

  #called(name: string, ...handles: object[]): void {
    this.calls.push(name)
    for (const handle of handles)
      if (!this.#open.has(handle)) throw new Error(`${name} was given a handle that is not open`)
    if (this.broken === name) throw new Error(`${name} is broken`)
  }

  /** Closes also when it fails, as what cannot be closed cannot be closed again. */
  #close(name: string, handle: object): void {
    this.calls.push(name)
    if (!this.#open.delete(handle)) throw new Error(`${name} was given a handle that is not open`)
    if (this.broken === name) throw new Error(`${name} is broken`)
  }

  #opened<Handle extends object>(handle: Handle): Handle {
    this.#open.add(handle)
    return handle
  }

  #userHandle(name: string | undefined): UserHandle | undefined {
    return name === undefined ? undefined : this.#opened({ user: name })
  }

  #groupHandle(name: string | undefined): GroupHandle | undefined {
    return name === undefined ? undefined : this.#opened({ group: name })
  }

  #find(names: Iterable<string>, wanted: string): string | undefined {
    const fold = (name: string) => (this.ignoresCase ? name.toLowerCase() : name)
    return [...names].find((name) => fold(name) === fold(wanted))
  }

  #user({ user }: UserHandle): OldUser {
    const found = this.#users.get(user)
    if (!found) throw new Error('ERR_PARAMETER')
    return found
  }

  #group({ group }: GroupHandle): OldGroup {
    const found = this.#groups.get(group)
    if (!found) throw new Error('ERR_PARAMETER')
    return found
  }
}
