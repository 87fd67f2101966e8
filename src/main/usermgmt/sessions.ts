import { randomUUID } from 'node:crypto'
import type { UserTable } from './context'
import type { Memberships } from './memberships'
import type { Session } from './operations'
import type { UserGroups } from './rights'

/** Who a session is for: nobody (empty credentials, or a login that ended), or a user. */
export type Login = { is: 'nobody' } | UserLogin
export type UserLogin = {
  readonly is: 'user'
  /** The present one: it follows a renaming. */
  name: string
  readonly mayChangePassword: boolean
  /** So it was at the login; what holds is in `standing`. */
  mustChangePassword: boolean
  /** Milliseconds: the last login, configuring call or sign of life, for the edit time-out. */
  lastAction: number
  standing?: Standing
}

/**
 * What a user's checks are made from, kept as long as it was made from what is known now. Undefined groups: no such user.
 * `mustChangePassword`: nothing else is possible before (user-management 4).
 */
export type Standing = {
  users: UserTable
  memberships: Memberships
  groups: UserGroups | undefined
  mustChangePassword: boolean
}

/**
 * A login, or a new password of one's own, under way: hashing takes time, and meanwhile the user may get another
 * password or name, or go. Then it no longer stands, and what it found out counts for nothing.
 */
export type Attempt = { readonly session: Session | undefined; name: string; stands: boolean }

const NOBODY: Login = { is: 'nobody' }

/** The open sessions of one manager; a session that is closed, or another manager's, is unknown. */
export class Sessions {
  readonly #logins = new Map<Session, Login>()
  readonly #attempts = new Set<Attempt>()
  readonly #changed: () => void

  /** `changed`: whenever somebody is logged in or no longer. */
  constructor(changed: () => void) {
    this.#changed = changed
  }

  open(login: Login = NOBODY): Session {
    const session: Session = Object.freeze({ id: randomUUID() })
    this.#logins.set(session, login)
    if (login.is === 'user') this.#changed()
    return session
  }

  loginOf(session: Session): Login | undefined {
    return this.#logins.get(session)
  }

  userOf(session: Session): UserLogin | undefined {
    const login = this.#logins.get(session)
    return login?.is === 'user' ? login : undefined
  }

  /** A session that is not open stays so. */
  change(session: Session, login: Login): void {
    if (!this.#logins.has(session)) return
    this.#logins.set(session, login)
    this.#changed()
  }

  logout(session: Session): void {
    for (const attempt of this.#attempts) if (attempt.session === session) attempt.stands = false
    if (this.userOf(session)) this.change(session, NOBODY)
  }

  close(session: Session): void {
    this.logout(session)
    this.#logins.delete(session)
  }

  /** Runs something that takes time and ends in a login or a change of one. */
  async attempt<T>(about: { session?: Session; name: string }, work: (attempt: Attempt) => Promise<T>): Promise<T> {
    const attempt: Attempt = { session: about.session, name: about.name, stands: true }
    this.#attempts.add(attempt)
    try {
      return await work(attempt)
    } finally {
      this.#attempts.delete(attempt)
    }
  }

  renamed(name: string, to: string): void {
    for (const attempt of this.#attempts) if (attempt.name === name) attempt.stands = false
    for (const login of this.#logins.values()) {
      if (login.is !== 'user' || login.name !== name) continue
      login.name = to
      delete login.standing
    }
    this.#changed()
  }

  /** Logins of these users end, also those under way, but for one session's; the sessions stay and can log in again. */
  end(isGone: (user: string) => boolean, but?: Session): void {
    for (const attempt of this.#attempts) if (isGone(attempt.name)) attempt.stands = false
    let ended = false
    for (const [session, login] of this.#logins) {
      if (session === but || login.is !== 'user' || !isGone(login.name)) continue
      this.#logins.set(session, NOBODY)
      ended = true
    }
    if (ended) this.#changed()
  }

  /** Whether anybody is logged in at all. */
  get inUse(): boolean {
    for (const login of this.#logins.values()) if (login.is === 'user') return true
    return false
  }
}
