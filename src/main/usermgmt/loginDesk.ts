import { randomUUID } from 'node:crypto'
import { AppError } from '../../contract/errors'
import type { LoginStart, LoginTexts } from '../../contract/login'
import type { Security } from '../../contract/security'
import type { Claim, LoginType } from './login/loginType'
import type { Session } from './operations'

type DeskParts = { settings: () => Security; now: () => number }

/** A login type with what its `begin` keeps to itself. */
type Plugin = {
  readonly id: string
  isAvailable(): boolean
  begin(): Promise<{ texts: LoginTexts; finish: (answer: LoginTexts) => Promise<Claim | undefined> }>
}

/** A begun login whose answer has come. */
export type Begun = { type: string; finish: (answer: LoginTexts) => Promise<Claim | undefined> }
type Waiting = Begun & { session: Session; plugin: Plugin; at: number }

type Challenge = Extract<LoginStart, { is: 'challenge' }>

/** Milliseconds that a challenge waits for its answer. */
const LIFE = 60_000
const MOST_OF_ONE = 8
const MOST = 1000
const ASYMMETRIC = 'asymmetric'
const LEGACY = 'legacy'

/**
 * Login types, and the logins begun with them: each for the session that began it, once, for 60 seconds. A client never
 * gets a weaker type than it could have (user-management 4).
 */
export class LoginDesk {
  readonly #settings: DeskParts['settings']
  readonly #now: DeskParts['now']
  readonly #types = new Map<string, Plugin>()
  /** Oldest first. */
  readonly #begun = new Map<string, Waiting>()

  constructor({ settings, now }: DeskParts) {
    this.#settings = settings
    this.#now = now
  }

  /** A second one of the same name is `already-registered`. Returns its own unregister. */
  register<State>(type: LoginType<State>): () => void {
    if (this.#types.has(type.id)) throw new AppError('already-registered', { subject: `login type ${type.id}` })
    const plugin: Plugin = {
      id: type.id,
      isAvailable: () => type.available?.() ?? true,
      async begin() {
        const { texts, state } = await type.begin()
        return { texts, finish: (answer) => type.finish(state, answer) }
      },
    }
    this.#types.set(type.id, plugin)
    return () => {
      if (this.#types.get(type.id) === plugin) this.#types.delete(type.id)
    }
  }

  /** Types that somebody can log in with at present, the best first. */
  offered(): string[] {
    const usable = [...this.#types.values()].filter((type) => this.#allows(type.id) && type.isAvailable())
    const rank = ({ id }: Plugin): number => (id === ASYMMETRIC ? 0 : id === LEGACY ? 2 : 1)
    return usable.toSorted((one, other) => rank(one) - rank(other)).map(({ id }) => id)
  }

  /** The first of the client's types that is offered, legacy only where nothing better is; else `login-type-refused`. */
  async begin(session: Session, types: readonly string[]): Promise<Challenge> {
    const offered = this.offered()
    const common = types.filter((type) => offered.includes(type))
    const chosen = common.find((type) => type !== LEGACY) ?? common[0]
    const plugin = chosen === undefined ? undefined : this.#types.get(chosen)
    if (plugin === undefined) throw new AppError('login-type-refused', { types: [...types] })
    const { texts, finish } = await plugin.begin()
    const login = randomUUID()
    this.#makeRoom(session)
    this.#begun.set(login, { session, plugin, type: plugin.id, finish, at: this.#now() })
    return { is: 'challenge', login, type: plugin.id, challenge: texts }
  }

  /** What was begun under this name by this session; undefined when nothing was, or it is over. Gone from now on. */
  take(session: Session, login: string): Begun | undefined {
    const waiting = this.#begun.get(login)
    if (waiting?.session !== session) return undefined
    this.#begun.delete(login)
    if (!this.#isAlive(waiting) || this.#types.get(waiting.type) !== waiting.plugin) return undefined
    // What was begun under other settings is not finished under these.
    if (!this.#allows(waiting.type)) throw new AppError('login-type-refused', { types: [waiting.type] })
    return waiting
  }

  forget(session: Session): void {
    for (const [login, waiting] of this.#begun) if (waiting.session === session) this.#begun.delete(login)
  }

  /** How many begun logins are remembered. */
  get size(): number {
    return this.#begun.size
  }

  #allows(type: string): boolean {
    switch (this.#settings().authenticationType) {
      case 'ONLY_ASYMMETRIC':
        return type !== LEGACY
      case 'ONLY_LEGACY':
        return type === LEGACY
      case 'AUTO_NEGOTIATE':
        return true
    }
  }

  #isAlive({ at }: Waiting): boolean {
    const age = this.#now() - at
    return age >= 0 && age < LIFE
  }

  #makeRoom(session: Session): void {
    for (const [login, waiting] of this.#begun) if (!this.#isAlive(waiting)) this.#begun.delete(login)
    const own = [...this.#begun].filter(([, waiting]) => waiting.session === session)
    for (const [login] of own.slice(0, Math.max(0, own.length - MOST_OF_ONE + 1))) this.#begun.delete(login)
    for (const login of this.#begun.keys()) {
      if (this.#begun.size < MOST) return
      this.#begun.delete(login)
    }
  }
}
