import type { Right } from '../../contract/access'
import type { Activation } from '../../contract/databases'
import { AppError } from '../../contract/errors'
import { ADMINISTRATOR } from '../../contract/nameRules'
import type { LoginStart, Who } from '../../contract/login'
import { USERS, type Row } from '../../contract/row'
import { SECURITY_DEFAULTS, type Security } from '../../contract/security'
import { Access } from './access'
import { activationOf } from './activation'
import type {
  GroupDb,
  GroupDbConfig,
  ListedUser,
  ObjectDb,
  ObjectDbConfig,
  Registration,
  UserDb,
  UserDbConfig,
} from './backends'
import type { ManagerContext, Touched, UserTable } from './context'
import { Derived } from './derived'
import { groupOperations } from './groupOperations'
import { checkPassword } from './guards'
import type { LoginType } from './login/loginType'
import { LoginDesk } from './loginDesk'
import { LoginLock } from './loginLock'
import { Logins } from './logins'
import { deriveMemberships, NO_MEMBERSHIPS, readMemberships, type Memberships } from './memberships'
import { readObjectTree, treeOf, type ObjectTree } from './objectTree'
import type {
  Actor,
  Credentials,
  GroupOperations,
  LoggedIn,
  LoginAnswer,
  RightsOperations,
  Session,
  Summary,
  UserOperations,
} from './operations'
import { checkCredentials } from './passwordCheck'
import { Registered } from './registered'
import { rightsOperations } from './rightsOperations'
import { Sessions } from './sessions'
import { groupObject } from './standardObjects'
import { transferOperations, type TransferOperations } from './transferAccess'
import { addUser } from './userEdits'
import { userOperations } from './userOperations'

export type ManagerParts = {
  /** Asked each time, so that a change holds at once (seed 003, 2). */
  settings?: () => Security
  /** Milliseconds. */
  now?: () => number
}

/**
 * The only way to users, groups, objects and rights (seed 003, 1.1): registration of back ends, activation, sessions,
 * access checks, and the operations, which it guards on every path. Hands out no reference to a back end.
 */
export class UserManager implements Registration {
  readonly users: UserOperations
  readonly groups: GroupOperations
  readonly rights: RightsOperations
  readonly transfer: TransferOperations
  readonly #settings: () => Security
  readonly #now: () => number
  readonly #listeners = new Set<() => void>()
  readonly #sessions = new Sessions(() => this.#loginsChanged())
  readonly #desk: LoginDesk
  readonly #lock: LoginLock
  readonly #access: Access
  readonly #logins: Logins
  readonly #userTable = new Derived<{ table: UserTable }>(() => this.#readUsers())
  readonly #memberships = new Derived<Memberships>(() => this.#readMemberships())
  readonly #tree = new Derived<ObjectTree>(() => this.#readTree())
  #lastTree: ObjectTree | undefined
  readonly #context: ManagerContext
  readonly #userBackEnd = new Registered<UserDb, UserDbConfig>('users', () => {
    // Names of one user database mean nothing in another.
    this.#sessions.end(() => true)
    this.changed('users')
    this.#loginsChanged()
  })
  readonly #groupBackEnd = new Registered<GroupDb, GroupDbConfig>('groups', () => this.changed('groups'))
  readonly #objectBackEnd = new Registered<ObjectDb, ObjectDbConfig>('objects', () => this.changed('objects'))
  #lastEdit: Promise<unknown> = Promise.resolve()

  constructor({ settings = () => SECURITY_DEFAULTS, now = Date.now }: ManagerParts = {}) {
    this.#settings = settings
    this.#now = now
    this.#desk = new LoginDesk({ settings, now })
    this.#lock = new LoginLock({ limits: () => settings().loginLock, now })
    this.#access = this.#makeAccess()
    this.#logins = this.#makeLogins()
    this.#context = this.#makeContext()
    this.users = userOperations(this.#context)
    this.groups = groupOperations(this.#context)
    this.rights = rightsOperations(this.#context)
    this.transfer = transferOperations(this.#context)
  }

  registerUsers(db: UserDb, config?: UserDbConfig): () => void {
    return this.#userBackEnd.register(db, config)
  }

  registerGroups(db: GroupDb, config?: GroupDbConfig): () => void {
    return this.#groupBackEnd.register(db, config)
  }

  registerObjects(db: ObjectDb, config?: ObjectDbConfig): () => void {
    return this.#objectBackEnd.register(db, config)
  }

  changed(what: 'users' | 'groups' | 'objects'): void {
    if (what === 'users') this.#userTable.stale()
    else if (what === 'groups') this.#memberships.stale()
    else this.#tree.stale()
  }

  async activation(): Promise<Activation> {
    const { table } = await this.#userTable.fresh()
    let people: number | undefined
    if (table !== undefined) people = [...table.values()].filter(({ internal }) => !internal).length
    return activationOf({
      database: this.#userBackEnd.db !== undefined,
      enforced: this.#settings().enforce,
      users: people,
    })
  }

  /** What a page shows about the whole, and what it may offer. */
  async summary(): Promise<Summary> {
    const [{ table }, { groups }, { entries }] = await Promise.all([
      this.#userTable.fresh(),
      this.#memberships.fresh(),
      this.#tree.fresh(),
    ])
    return {
      activation: await this.activation(),
      configurable: {
        users: this.#userBackEnd.configurable,
        groups: this.#groupBackEnd.configurable,
        objects: this.#objectBackEnd.configurable,
      },
      counts: {
        users: table?.size ?? 0,
        groups: groups.length,
        objects: entries.filter((own) => own !== undefined).length,
      },
    }
  }

  /** The one thing that is possible, and only then, while the user management is to be set up (user-management 2). */
  createFirstAdministrator(credentials: Credentials): Promise<void> {
    return this.#edit(['users', 'groups'], async () => {
      if ((await this.activation()) !== 'to-be-set-up') {
        throw new AppError('not-permitted', { object: USERS, right: 'addRemove' })
      }
      await addUser(this.#context, { is: 'owner' }, { ...credentials, groups: [ADMINISTRATOR] })
    }).then(() => this.#loginsChanged())
  }

  /** A session of nobody; while the user management is deactivated it may do everything. */
  connect(): Session {
    return this.#sessions.open()
  }

  /** A login protocol to choose from (seed 1.1). Returns its own unregister. */
  registerLoginType<State>(type: LoginType<State>): () => void {
    return this.#desk.register(type)
  }

  /** Chooses one of the client's login types; `login-type-refused` where none is allowed (user-management 4). */
  beginLogin(session: Session, types: readonly string[]): Promise<LoginStart> {
    return this.#logins.begin(session, types)
  }

  /** Works once for a begun login. A failure leaves the session as it was. */
  finishLogin(session: Session, answer: LoginAnswer): Promise<LoggedIn> {
    return this.#logins.finish(session, answer)
  }

  /** The session is nobody's again. */
  logout(session: Session): void {
    this.#sessions.logout(session)
  }

  /** Fails with `login-failed`, whatever the cause. Empty credentials open a session where no login is needed. */
  async openSession(credentials: Credentials): Promise<Session> {
    return this.#sessions.open(await this.#logins.direct(credentials))
  }

  /** Another login on the same session; one that fails leaves the session as it was, and a closed one stays closed. */
  async relogin(session: Session, credentials: Credentials): Promise<void> {
    if (this.#sessions.loginOf(session) === undefined) throw new AppError('login-failed')
    this.#sessions.change(session, (await this.#logins.direct(credentials, session)) ?? { is: 'nobody' })
  }

  closeSession(session: Session): void {
    this.#sessions.close(session)
    this.#desk.forget(session)
  }

  /** The person did something: the edit time-out begins anew, unless it has passed. */
  touch(session: Session): void {
    const login = this.#sessions.userOf(session)
    if (login !== undefined && !this.#access.isOver(login)) login.lastAction = this.#now()
  }

  /** The user's present name; undefined without a login. */
  userOf(session: Session): string | undefined {
    return this.#sessions.userOf(session)?.name
  }

  /** Whether a user of this name was listed last; false where users are not listed. Without waiting, for what is only told. */
  isUser(name: string): boolean {
    return this.#userTable.last?.table?.has(name) ?? false
  }

  /** Whether too many wrong passwords keep this name from logging in now. */
  isLocked(name: string): boolean {
    return this.#lock.isLocked(name)
  }

  /** Whether a login is needed, and who is logged in. */
  async whoIs(session: Session): Promise<Who> {
    const activation = await this.activation()
    return { activation, user: await this.#whoIsUser(session), types: this.#desk.offered() }
  }

  /** Gives the session's user a new password; with the present one, and without any right on users. */
  changeOwnPassword(session: Session, change: { current: string; password: string }): Promise<void> {
    return this.#logins.changeOwnPassword(session, change)
  }

  /**
   * The check of a call, for gates: `not-permitted`, `change-password`, and `reauthenticate` when it configures and the
   * edit time-out has passed. `none` asks only that somebody is logged in, or need not be. Nothing to wait for where it
   * is known at once; then it throws at once too.
   */
  authorize(session: Session, object: string, right: Row['right']): Promise<void> | void {
    return this.#access.authorize(session, object, right)
  }

  /** The same without waiting, for what is pushed: what is not known now is refused. */
  mayNow(session: Session, object: string, right: Row['right']): boolean {
    return this.#access.mayNow(session, object, right)
  }

  /** Fails with `not-permitted` unless the session has the right on the object, or `change-password` before that. */
  checkAccess(session: Session, object: string, right: Right): Promise<void> {
    return this.#access.check(session, object, right)
  }

  /** The same without waiting; undefined while users or groups have changed and were not read again: ask `checkAccess`. */
  checkNow(session: Session, object: string, right: Right): boolean | undefined {
    return this.#access.checkNow(session, object, right)
  }

  /** Told when somebody logged in or no longer is, and when the user database is another. Returns its own unsubscribe. */
  onLoginsChanged(listener: () => void): () => void {
    const own = () => listener()
    this.#listeners.add(own)
    return () => {
      this.#listeners.delete(own)
    }
  }

  get #isDeactivated(): boolean {
    return this.#userBackEnd.db === undefined && !this.#settings().enforce
  }

  #loginsChanged(): void {
    for (const listener of this.#listeners) listener()
  }

  async #whoIsUser(session: Session): Promise<Who['user']> {
    const login = this.#sessions.userOf(session)
    if (login === undefined) return null
    const { users, groups, mustChangePassword } = await this.#access.standing(login)
    if (groups === undefined || this.#sessions.userOf(session) !== login) return null
    return {
      name: login.name,
      groups: groups.groups.map(({ group }) => group),
      administrator: groups.administrator !== undefined,
      mayChangePassword: (users?.get(login.name) ?? login).mayChangePassword,
      mustChangePassword,
      reauthenticate: this.#access.isOver(login) && this.#access.mayConfigure(session),
    }
  }

  async #readUsers(): Promise<{ table: UserTable }> {
    const db = this.#userBackEnd.db
    if (db === undefined) return { table: new Map() }
    if (db.users === undefined) return { table: undefined }
    const table = new Map<string, ListedUser>()
    for await (const user of db.users()) table.set(user.name, user)
    return { table }
  }

  async #readMemberships(): Promise<Memberships> {
    const db = this.#groupBackEnd.db
    return deriveMemberships(db === undefined ? NO_MEMBERSHIPS : await readMemberships(db))
  }

  async #readTree(): Promise<ObjectTree> {
    const db = this.#objectBackEnd.db
    this.#lastTree = db === undefined ? treeOf([]) : await readObjectTree(db, this.#lastTree)
    return this.#lastTree
  }

  #edit<T>(touched: readonly Touched[], work: () => Promise<T>): Promise<T> {
    const edit = this.#lastEdit
      .then(() => this.#endGone())
      .then(work)
      .finally(() => {
        for (const what of touched) this.changed(what)
      })
    // The next edit waits for this one, whether or not it fails; whoever asked for it hears of the failure.
    this.#lastEdit = edit.then(
      () => undefined,
      () => undefined,
    )
    return edit
  }

  /** Logins of users that a back end dropped by itself end before anybody else can get their names. */
  async #endGone(): Promise<void> {
    if (!this.#sessions.inUse) return
    const { table } = await this.#userTable.fresh()
    if (table !== undefined) this.#sessions.end((user) => !table.has(user))
  }

  async #permit(actor: Actor, object: string, right: Right): Promise<void> {
    if (actor.is === 'session') await this.#access.authorize(actor.session, object, right)
  }

  #makeAccess(): Access {
    return new Access({
      sessions: this.#sessions,
      users: this.#userTable,
      memberships: this.#memberships,
      objects: () => this.#objectBackEnd.db,
      isDeactivated: () => this.#isDeactivated,
      editTimeout: () => this.#settings().editTimeout,
      now: this.#now,
    })
  }

  #makeLogins(): Logins {
    return new Logins({
      desk: this.#desk,
      lock: this.#lock,
      sessions: this.#sessions,
      userBackEnd: this.#userBackEnd,
      users: async () => (await this.#userTable.fresh()).table,
      activation: () => this.activation(),
      isDeactivated: () => this.#isDeactivated,
      settings: this.#settings,
      now: this.#now,
      edit: (touched, work) => this.#edit(touched, work),
    })
  }

  #makeContext(): ManagerContext {
    return {
      userBackEnd: this.#userBackEnd,
      groupBackEnd: this.#groupBackEnd,
      objectBackEnd: this.#objectBackEnd,
      users: async () => (await this.#userTable.fresh()).table,
      memberships: () => this.#memberships.fresh(),
      tree: () => this.#tree.fresh(),
      permit: (actor, object, right) => this.#permit(actor, object, right),
      permitGroups: async (actor, groups) => {
        for (const group of groups) await this.#permit(actor, groupObject(group), 'modify')
      },
      edit: (touched, work) => this.#edit(touched, work),
      checkPassword: (name, password) => checkPassword({ name, password, policy: this.#settings().passwordPolicy }),
      checkCredentials: (db, actor, { name, password }) =>
        actor.is === 'owner'
          ? db.authenticate(name, password)
          : checkCredentials({ db, lock: this.#lock, name, password }),
      isLocked: (name) => this.isLocked(name),
      passwordSet: (name, actor) => this.#logins.passwordSet(name, actor.is === 'session' ? actor.session : undefined),
      userRenamed: (name, to) => this.#sessions.renamed(name, to),
      userRemoved: (name) => this.#sessions.end((user) => user === name),
    }
  }
}
