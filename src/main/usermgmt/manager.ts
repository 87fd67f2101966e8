import type { Right } from '../../contract/access'
import type { Activation } from '../../contract/databases'
import { AppError } from '../../contract/errors'
import { ADMINISTRATOR } from '../../contract/nameRules'
import { USERS } from '../../contract/row'
import { SECURITY_DEFAULTS, type Security } from '../../contract/security'
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
import { deriveMemberships, NO_MEMBERSHIPS, readMemberships, type Memberships } from './memberships'
import { readObjectTree, treeOf, type ObjectTree } from './objectTree'
import type {
  Actor,
  Credentials,
  GroupOperations,
  RightsOperations,
  Session,
  Summary,
  UserOperations,
} from './operations'
import { Registered } from './registered'
import { allows, userMasks } from './rights'
import { rightsOperations } from './rightsOperations'
import { Sessions, type Login, type Standing } from './sessions'
import { groupObject } from './standardObjects'
import { addUser } from './userEdits'
import { userOperations } from './userOperations'

/**
 * The only way to users, groups, objects and rights (seed 003, 1.1): registration of back ends, activation, sessions,
 * access checks, and the operations, which it guards on every path. Hands out no reference to a back end.
 */
export class UserManager implements Registration {
  readonly users: UserOperations
  readonly groups: GroupOperations
  readonly rights: RightsOperations
  readonly #settings: () => Security
  readonly #sessions = new Sessions()
  readonly #userTable = new Derived<{ table: UserTable }>(() => this.#readUsers())
  readonly #memberships = new Derived<Memberships>(() => this.#readMemberships())
  readonly #tree = new Derived<ObjectTree>(() => this.#readTree())
  #lastTree: ObjectTree | undefined
  readonly #context: ManagerContext
  readonly #userBackEnd = new Registered<UserDb, UserDbConfig>('users', () => {
    // Names of one user database mean nothing in another.
    this.#sessions.end(() => true)
    this.changed('users')
  })
  readonly #groupBackEnd = new Registered<GroupDb, GroupDbConfig>('groups', () => this.changed('groups'))
  readonly #objectBackEnd = new Registered<ObjectDb, ObjectDbConfig>('objects', () => this.changed('objects'))
  #lastEdit: Promise<unknown> = Promise.resolve()

  /** `settings` are asked each time, so that a change holds at once (seed 2); `now` in milliseconds. */
  constructor({ settings = () => SECURITY_DEFAULTS }: { settings?: () => Security; now?: () => number } = {}) {
    this.#settings = settings
    this.#context = this.#makeContext()
    this.users = userOperations(this.#context)
    this.groups = groupOperations(this.#context)
    this.rights = rightsOperations(this.#context)
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
    return activationOf({ database: this.#userBackEnd.db !== undefined, enforced: this.#settings().enforce, users: people })
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
    })
  }

  /** Fails with `login-failed`, whatever the cause. Empty credentials open a session where no login is needed. */
  async openSession(credentials: Credentials): Promise<Session> {
    return this.#sessions.open(await this.#login(credentials))
  }

  /** Another login on the same session; one that fails leaves the session as it was, and a closed one stays closed. */
  async relogin(session: Session, credentials: Credentials): Promise<void> {
    if (this.#sessions.loginOf(session) === undefined) throw new AppError('login-failed')
    this.#sessions.change(session, await this.#login(credentials))
  }

  closeSession(session: Session): void {
    this.#sessions.close(session)
  }

  /** The user's present name; undefined without a login. */
  userOf(session: Session): string | undefined {
    const login = this.#sessions.loginOf(session)
    return login?.is === 'user' ? login.name : undefined
  }

  /** Fails with `not-permitted` unless the session has the right on the object. */
  async checkAccess(session: Session, object: string, right: Right): Promise<void> {
    let may = this.checkNow(session, object, right)
    while (may === undefined) {
      await Promise.all([this.#userTable.fresh(), this.#memberships.fresh()])
      may = this.checkNow(session, object, right)
    }
    if (!may) throw new AppError('not-permitted', { object, right })
  }

  /** The same without waiting; undefined while users or groups have changed and were not read again: ask `checkAccess`. */
  checkNow(session: Session, object: string, right: Right): boolean | undefined {
    const login = this.#sessions.loginOf(session)
    if (login === undefined) return false
    if (this.#deactivated) return true
    if (login.is === 'nobody') return false
    const known = this.#userTable.known
    const memberships = this.#memberships.known
    if (known === undefined || memberships === undefined) return undefined
    let standing = login.standing
    if (standing?.memberships !== memberships || standing.users !== known.table) {
      standing = standingOf(login.name, known.table, memberships)
      login.standing = standing
    }
    const user = standing.groups
    if (user === undefined) return false
    if (user.administrator !== undefined) return true
    const objects = this.#objectBackEnd.db
    return objects !== undefined && allows(userMasks(user, objects, object), right)
  }

  get #deactivated(): boolean {
    return this.#userBackEnd.db === undefined && !this.#settings().enforce
  }

  async #login({ name, password }: Credentials): Promise<Login> {
    const db = this.#userBackEnd.db
    if (this.#deactivated && name === '' && password === '') return { is: 'nobody' }
    if (db === undefined || name === '') throw new AppError('login-failed')
    const properties = await db.authenticate(name, password)
    // An account of the controller itself never logs in; neither does anybody after the database is gone.
    if (properties === undefined || properties.internal || this.#userBackEnd.db !== db) {
      throw new AppError('login-failed')
    }
    return { is: 'user', name }
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
    const edit = this.#lastEdit.then(work).finally(() => {
      for (const what of touched) this.changed(what)
    })
    // The next edit waits for this one, whether or not it fails; whoever asked for it hears of the failure.
    this.#lastEdit = edit.then(
      () => undefined,
      () => undefined,
    )
    return edit
  }

  async #permit(actor: Actor, object: string, right: Right): Promise<void> {
    if (actor.is === 'session') await this.checkAccess(actor.session, object, right)
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
      userRenamed: (name, to) => this.#sessions.renamed(name, to),
      userRemoved: (name) => this.#sessions.end((user) => user === name),
    }
  }
}

function standingOf(name: string, users: UserTable, memberships: Memberships): Standing {
  const exists = users === undefined || users.has(name)
  return { users, memberships, groups: exists ? memberships.rightsOf(name) : undefined }
}
