import { AppError } from '../../contract/errors'
import type { Activation } from '../../contract/databases'
import type { LoginStart } from '../../contract/login'
import { USERS } from '../../contract/row'
import type { Security } from '../../contract/security'
import type { UserDb, UserDbConfig, UserProperties } from './backends'
import type { ManagerContext, UserTable } from './context'
import type { LoginLock } from './loginLock'
import type { Begun, LoginDesk } from './loginDesk'
import type { Credentials, LoggedIn, LoginAnswer, Session } from './operations'
import { checkCredentials, refuseSlowly } from './passwordCheck'
import { checkPassword } from './guards'
import type { Registered } from './registered'
import type { Attempt, Sessions, UserLogin } from './sessions'

export type LoginParts = {
  desk: LoginDesk
  lock: LoginLock
  sessions: Sessions
  userBackEnd: Registered<UserDb, UserDbConfig>
  users: () => Promise<UserTable>
  activation: () => Promise<Activation>
  isDeactivated: () => boolean
  settings: () => Security
  now: () => number
  edit: ManagerContext['edit']
}

/** Who somebody turned out to be. */
type Identity = {
  name: string
  properties: Pick<UserProperties, 'mayChangePassword' | 'mustChangePassword' | 'outdated'>
  /** As it was given; absent where none was needed. */
  password?: string
}

/**
 * How sessions come by a user (seed 003, 1.1; user-management 4). Whatever does not fit fails with `login-failed`, after
 * the work that a wrong password costs.
 */
export class Logins {
  readonly #parts: LoginParts

  constructor(parts: LoginParts) {
    this.#parts = parts
  }

  async begin(session: Session, types: readonly string[]): Promise<LoginStart> {
    const { activation, desk, sessions } = this.#parts
    const state = await activation()
    if (state === 'deactivated') return { is: 'deactivated' }
    if (state === 'to-be-set-up') return { is: 'create-first-administrator' }
    const start = await desk.begin(session, types)
    // It may have gone meanwhile, and nothing is remembered for those who are gone.
    if (sessions.loginOf(session) === undefined) {
      desk.forget(session)
      throw new AppError('login-failed')
    }
    return start
  }

  async finish(session: Session, asked: LoginAnswer): Promise<LoggedIn> {
    const { desk, sessions } = this.#parts
    const begun = desk.take(session, asked.login)
    this.#checkAgain(session, asked, asked.user)
    return sessions.attempt({ session, name: asked.user ?? '' }, async (attempt) => {
      const fits = begun?.type === asked.type ? begun : undefined
      const identity = await this.#identify(attempt, (db) => this.#judge(db, { fits, asked, attempt }))
      this.#checkAgain(session, asked, identity.name)
      return this.#enter(session, identity)
    })
  }

  /** Credentials given directly; undefined where nobody needs to log in and nothing was given. */
  async direct({ name, password }: Credentials, session?: Session): Promise<UserLogin | undefined> {
    const { isDeactivated, lock, sessions } = this.#parts
    if (isDeactivated() && name === '' && password === '') return undefined
    return sessions.attempt({ name, ...(session ? { session } : {}) }, async (attempt) =>
      this.#loginOf(
        await this.#identify(attempt, async (db) => {
          const properties = await checkCredentials({ db, lock, name, password })
          return properties && { name, password, properties }
        }),
      ),
    )
  }

  /** Needs the present password, and no right on users: it is one's own (login.changePassword). */
  async changeOwnPassword(session: Session, change: { current: string; password: string }): Promise<void> {
    const { edit, lock, sessions, settings, userBackEnd } = this.#parts
    const login = sessions.userOf(session)
    if (login === undefined) throw new AppError('not-permitted', { object: USERS, right: 'none' })
    const { name } = login
    const db = userBackEnd.required('login.changePassword')
    const config = userBackEnd.config()
    const listed = (await this.#parts.users())?.get(name)
    if (!login.mustChangePassword && !(listed ?? login).mayChangePassword) {
      throw new AppError('not-permitted', { object: USERS, right: 'modify' })
    }
    await checkPassword({ name, ...change, policy: settings().passwordPolicy })
    await sessions.attempt({ session, name }, async (attempt) => {
      const properties = await checkCredentials({ db, lock, name, password: change.current })
      if (properties === undefined) throw new AppError('login-failed')
      await edit(['users'], async () => {
        // Somebody else may have given the user a new password, another name, or no place here any more.
        if (!attempt.stands || userBackEnd.db !== db) throw new AppError('login-failed')
        await config.setCredentials(name, change.password)
        if (properties.mustChangePassword) await config.changeUser(name, { mustChangePassword: false })
        this.#passwordIsNew(session, { name, isListed: listed !== undefined })
      })
    })
  }

  /** Somebody has set this password: the lock ends, and so do the user's logins but the one it was set from. */
  passwordSet(name: string, by: Session | undefined): void {
    this.#parts.lock.release(name)
    this.#parts.sessions.end((user) => user === name, by)
  }

  #passwordIsNew(session: Session, { name, isListed }: { name: string; isListed: boolean }): void {
    this.passwordSet(name, session)
    const { now, sessions } = this.#parts
    const login = sessions.userOf(session)
    if (login?.name !== name) return
    // Where users are listed, the back end has the last word on it.
    const mustChangePassword = login.mustChangePassword && isListed
    const { mayChangePassword } = login
    sessions.change(session, { is: 'user', name, mayChangePassword, mustChangePassword, lastAction: now() })
  }

  /** Only the same user goes on after the edit time-out. Looked at before any password, which it therefore says nothing about. */
  #checkAgain(session: Session, { again }: LoginAnswer, user: string | undefined): void {
    if (!again) return
    const login = this.#parts.sessions.userOf(session)
    if (login === undefined) throw new AppError('not-permitted', { object: USERS, right: 'none' })
    if (user !== undefined && user !== login.name) throw new AppError('other-user', { name: login.name })
  }

  async #judge(
    db: UserDb,
    { fits, asked, attempt }: { fits: Begun | undefined; asked: LoginAnswer; attempt: Attempt },
  ): Promise<Identity | undefined> {
    const { lock } = this.#parts
    const name = asked.user ?? ''
    const claim = await claimOf(fits, asked)
    if (claim?.is === 'password') {
      const { password } = claim
      const properties = await checkCredentials({ db, lock, name, password })
      return properties && { name, password, properties }
    }
    if (claim === undefined || (asked.user !== undefined && asked.user !== claim.user)) return refuseSlowly(db, name)
    attempt.name = claim.user
    const users = await this.#parts.users()
    const listed = users?.get(claim.user)
    const isKnown = users === undefined || listed?.internal === false
    if (claim.user === '' || !isKnown || lock.isLocked(claim.user)) return refuseSlowly(db, claim.user)
    // A first password that others know lets nobody in here: it need not be changed for this.
    const mayChangePassword = listed?.mayChangePassword ?? false
    return { name: claim.user, properties: { mayChangePassword, mustChangePassword: false } }
  }

  /** Fails with `login-failed` also when the database, the user or the session changed under it. */
  async #identify(attempt: Attempt, judge: (db: UserDb) => Promise<Identity | undefined>): Promise<Identity> {
    const { userBackEnd } = this.#parts
    const db = userBackEnd.db
    const identity = db && (await judge(db))
    if (identity) await this.#renew(attempt, identity)
    if (identity === undefined || !attempt.stands || userBackEnd.db !== db) throw new AppError('login-failed')
    return identity
  }

  /** Brings what is stored up to date, now that the password is known (user-management 5). */
  async #renew(attempt: Attempt, { name, password, properties }: Identity): Promise<void> {
    const { edit, userBackEnd } = this.#parts
    const config = userBackEnd.optionalConfig
    if (!properties.outdated || password === undefined || config?.renewCredentials === undefined) return
    try {
      await edit(['users'], async () => {
        if (attempt.stands) await config.renewCredentials?.(name, password)
      })
    } catch {
      // The password was right all the same; the next login tries again.
    }
  }

  #enter(session: Session, identity: Identity): LoggedIn {
    const { sessions } = this.#parts
    if (sessions.loginOf(session) === undefined) throw new AppError('login-failed')
    const login = this.#loginOf(identity)
    sessions.change(session, login)
    return { is: login.mustChangePassword ? 'change-password' : 'ok', user: login.name }
  }

  #loginOf({ name, properties }: Identity): UserLogin {
    const { mayChangePassword, mustChangePassword } = properties
    return { is: 'user', name, mayChangePassword, mustChangePassword, lastAction: this.#parts.now() }
  }
}

/** Undefined when nothing that fits was begun, or the answer does not fit it. */
async function claimOf(begun: Begun | undefined, { answer }: LoginAnswer) {
  try {
    return await begun?.finish(answer)
  } catch {
    // A plug-in that fails on a strange answer must not tell it from a wrong one (no padding oracle).
    return undefined
  }
}
