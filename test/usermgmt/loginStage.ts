import type { LoginStart, LoginTexts } from '../../src/contract/login'
import type { Row } from '../../src/contract/row'
import { SECURITY_DEFAULTS, type Security } from '../../src/contract/security'
import type { UserDb, UserProperties } from '../../src/main/usermgmt/backends'
import type { Claim, LoginType } from '../../src/main/usermgmt/login/loginType'
import type { UserManager } from '../../src/main/usermgmt/manager'
import type { Credentials, LoggedIn, Session } from '../../src/main/usermgmt/operations'
import type { MemoryUsers } from '../support/memoryBackEnds'
import { fillingLine } from './fillingLine'

/** A user database that remembers what it was asked, and answers when the test says so. */
export class WatchedUsers implements UserDb {
  readonly asked: Credentials[] = []
  /** Highest number of questions that were open at once. */
  mostAtOnce = 0
  /** Milliseconds of real time that each answer takes; undefined: a turn. */
  takes: number | undefined
  readonly #users: MemoryUsers
  #open = 0
  #gate: Promise<void> | undefined
  #release: () => void = () => {}

  constructor(users: MemoryUsers) {
    this.#users = users
  }

  async authenticate(name: string, password: string): Promise<UserProperties | undefined> {
    this.asked.push({ name, password })
    this.#open += 1
    this.mostAtOnce = Math.max(this.mostAtOnce, this.#open)
    // As with a hash: what stands in the database when the question comes decides.
    const answer = await this.#users.authenticate(name, password)
    if (this.takes !== undefined) await new Promise((done) => setTimeout(done, this.takes))
    await this.#gate
    this.#open -= 1
    return answer
  }

  users() {
    return this.#users.users()
  }

  /** Answers wait from now on, until the function given back is called. */
  hold(): () => void {
    this.#gate = new Promise((release) => (this.#release = release))
    return () => {
      this.#gate = undefined
      this.#release()
    }
  }
}

/** A login type that hides nothing: the answer repeats the nonce and says the password, or who was proved. */
export function plainType(id: string, isAvailable = () => true): LoginType<string> {
  let count = 0
  return {
    id,
    available: isAvailable,
    async begin() {
      const nonce = `${id}-${(count += 1)}`
      return { texts: { nonce }, state: nonce }
    },
    async finish(state, { nonce, password, proved }): Promise<Claim | undefined> {
      if (nonce !== state) return undefined
      if (proved !== undefined) return { is: 'proved', user: proved }
      return password === undefined ? undefined : { is: 'password', password }
    },
  }
}

/** The filling line with login types, a clock to turn and settings to change. */
export function loginStage({ types = ['asymmetric', 'legacy'] }: { types?: readonly string[] } = {}) {
  const clock = { now: 1_000_000_000 }
  const security: Security = { ...SECURITY_DEFAULTS, loginLock: { ...SECURITY_DEFAULTS.loginLock } }
  let users: WatchedUsers | undefined
  const line = fillingLine(
    { settings: () => security, now: () => clock.now },
    (memory) => (users = new WatchedUsers(memory)),
  )
  if (users === undefined) throw new Error('no users')
  for (const type of types) line.manager.registerLoginType(plainType(type))
  const seconds = (count: number) => (clock.now += count * 1000)
  return { ...line, accounts: line.users, users, clock, security, seconds }
}

type Challenge = Extract<LoginStart, { is: 'challenge' }>

export async function begin(manager: UserManager, session: Session, types = ['asymmetric']): Promise<Challenge> {
  const start = await manager.beginLogin(session, types)
  if (start.is !== 'challenge') throw new Error(`no challenge but ${start.is}`)
  return start
}

type Who = { user?: string; type?: string; again?: boolean }

/** Answers a challenge with the right nonce, unless `texts` says another. */
export function finish(
  manager: UserManager,
  session: Session,
  start: Challenge,
  { user, type = start.type, again, ...texts }: Who & { password?: string; proved?: string; nonce?: string },
): Promise<LoggedIn> {
  const answer: LoginTexts = { nonce: start.challenge['nonce'] ?? '', ...texts }
  return manager.finishLogin(session, { login: start.login, type, user, again, answer })
}

/** Both halves of a login at once. */
export async function logIn(
  manager: UserManager,
  session: Session,
  given: { user: string; password: string; again?: boolean },
): Promise<LoggedIn> {
  return finish(manager, session, await begin(manager, session), given)
}

/** The check of a call, as something to wait for whether it is known at once or not. */
export async function authorized(
  manager: UserManager,
  session: Session,
  object: string,
  right: Row['right'],
): Promise<void> {
  await manager.authorize(session, object, right)
}
