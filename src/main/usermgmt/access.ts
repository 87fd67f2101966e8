import { AppError } from '../../contract/errors'
import type { Right } from '../../contract/access'
import { ACCESS, DATABASES, GROUPS, SECURITY, USERS, type Row } from '../../contract/row'
import type { ObjectDb } from './backends'
import type { UserTable } from './context'
import type { Derived } from './derived'
import { isConfiguring, mustReauthenticate } from './editTimeout'
import type { Memberships } from './memberships'
import type { Session } from './operations'
import { allows, userMasks } from './rights'
import type { Sessions, Standing, UserLogin } from './sessions'

export type AccessParts = {
  sessions: Sessions
  users: Derived<{ table: UserTable }>
  memberships: Derived<Memberships>
  objects: () => ObjectDb | undefined
  isDeactivated: () => boolean
  /** Seconds. */
  editTimeout: () => number
  now: () => number
}

/** One of these is asked for before anything is configured. */
const CONFIGURED = [DATABASES, USERS, GROUPS, ACCESS, SECURITY]

/** What the sessions of a manager may do. */
export class Access {
  readonly #parts: AccessParts

  constructor(parts: AccessParts) {
    this.#parts = parts
  }

  /** Without waiting; undefined while users or groups have changed and were not read again. */
  checkNow(session: Session, object: string, right: Right): boolean | undefined {
    const login = this.#parts.sessions.loginOf(session)
    if (login === undefined) return false
    if (this.#parts.isDeactivated()) return true
    if (login.is === 'nobody') return false
    const standing = this.#standing(login)
    if (standing === undefined) return undefined
    const user = standing.groups
    if (user === undefined || standing.mustChangePassword) return false
    if (user.administrator !== undefined) return true
    const objects = this.#parts.objects()
    return objects !== undefined && allows(userMasks(user, objects, object), right)
  }

  /** Fails with `not-permitted`, or `change-password` where that comes first. */
  async check(session: Session, object: string, right: Right): Promise<void> {
    let may = this.checkNow(session, object, right)
    while (may === undefined) {
      await this.#read()
      may = this.checkNow(session, object, right)
    }
    if (!may) throw this.#refusal(session, object, right)
  }

  /** The check of a call: with the edit time-out, which it begins anew when it configures. */
  authorize(session: Session, object: string, right: Row['right']): Promise<void> | void {
    const may = right === 'none' ? this.#hasLogin(session) : this.checkNow(session, object, right)
    if (may === false) throw this.#refusal(session, object, right)
    if (may === undefined) return this.#read().then(() => this.authorize(session, object, right))
    this.#configure(session, object, right)
  }

  /** The same for what nobody waits for; changes nothing. What is not known now is refused. */
  mayNow(session: Session, object: string, right: Row['right']): boolean {
    if (right === 'none') return this.#hasLogin(session) === true
    if (this.checkNow(session, object, right) !== true) return false
    const login = this.#parts.sessions.userOf(session)
    return login === undefined || !isConfiguring(object, right) || !this.isOver(login)
  }

  /** Whether the edit time-out has passed for this login. */
  isOver(login: UserLogin): boolean {
    const { editTimeout, now } = this.#parts
    return mustReauthenticate({ timeout: editTimeout(), last: login.lastAction, now: now() })
  }

  /** Whether the session may configure anything of the user management. */
  mayConfigure(session: Session): boolean {
    const rights = ['modify', 'addRemove'] as const
    return CONFIGURED.some((object) => rights.some((right) => this.checkNow(session, object, right) === true))
  }

  /** What the login's user is by what can be read now. */
  async standing(login: UserLogin): Promise<Standing> {
    for (;;) {
      const standing = this.#standing(login)
      if (standing) return standing
      await this.#read()
    }
  }

  /** Somebody is logged in and may go on, or nobody needs to be. */
  #hasLogin(session: Session): boolean | undefined {
    const login = this.#parts.sessions.loginOf(session)
    if (login === undefined) return false
    if (this.#parts.isDeactivated()) return true
    if (login.is === 'nobody') return false
    const standing = this.#standing(login)
    return standing && standing.groups !== undefined && !standing.mustChangePassword
  }

  #standing(login: UserLogin): Standing | undefined {
    const known = this.#parts.users.known
    const memberships = this.#parts.memberships.known
    if (known === undefined || memberships === undefined) return undefined
    const { standing } = login
    if (standing?.memberships === memberships && standing.users === known.table) return standing
    return (login.standing = standingOf(login, known.table, memberships))
  }

  async #read(): Promise<void> {
    await Promise.all([this.#parts.users.fresh(), this.#parts.memberships.fresh()])
  }

  #configure(session: Session, object: string, right: Row['right']): void {
    const login = this.#parts.sessions.userOf(session)
    if (login === undefined || !isConfiguring(object, right)) return
    if (this.isOver(login)) throw new AppError('reauthenticate', { name: login.name })
    login.lastAction = this.#parts.now()
  }

  #refusal(session: Session, object: string, right: Row['right']): AppError {
    const login = this.#parts.sessions.userOf(session)
    if (login?.standing?.mustChangePassword) return new AppError('change-password', { name: login.name })
    return new AppError('not-permitted', { object, right })
  }
}

function standingOf(login: UserLogin, users: UserTable, memberships: Memberships): Standing {
  const listed = users?.get(login.name)
  const exists = users === undefined || listed !== undefined
  return {
    users,
    memberships,
    groups: exists ? memberships.rightsOf(login.name) : undefined,
    // A change that was taken back, because it could not be saved, is none.
    mustChangePassword: login.mustChangePassword && (listed?.mustChangePassword ?? true),
  }
}
