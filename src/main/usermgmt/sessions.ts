import { randomUUID } from 'node:crypto'
import type { UserTable } from './context'
import type { Memberships } from './memberships'
import type { Session } from './operations'
import type { UserGroups } from './rights'

/** Who a session is for: nobody (empty credentials, or a login that ended), or a user. */
export type Login = { is: 'nobody' } | { is: 'user'; name: string; standing?: Standing }

/** What a user's checks are made from, kept as long as it was made from what is known now. Undefined groups: no such user. */
export type Standing = { users: UserTable; memberships: Memberships; groups: UserGroups | undefined }

const NOBODY: Login = { is: 'nobody' }

/** The open sessions of one manager; a session that is closed, or another manager's, is unknown. */
export class Sessions {
  readonly #logins = new Map<Session, Login>()

  open(login: Login): Session {
    const session: Session = Object.freeze({ id: randomUUID() })
    this.#logins.set(session, login)
    return session
  }

  loginOf(session: Session): Login | undefined {
    return this.#logins.get(session)
  }

  /** A session that is not open stays so. */
  change(session: Session, login: Login): void {
    if (this.#logins.has(session)) this.#logins.set(session, login)
  }

  close(session: Session): void {
    this.#logins.delete(session)
  }

  renamed(name: string, to: string): void {
    this.#replace((user) => (user === name ? { is: 'user', name: to } : undefined))
  }

  /** The logins of users that are gone end; their sessions stay and can log in again. */
  end(isGone: (user: string) => boolean): void {
    this.#replace((user) => (isGone(user) ? NOBODY : undefined))
  }

  #replace(by: (user: string) => Login | undefined): void {
    for (const [session, login] of this.#logins) {
      const replaced = login.is === 'user' ? by(login.name) : undefined
      if (replaced !== undefined) this.#logins.set(session, replaced)
    }
  }
}
