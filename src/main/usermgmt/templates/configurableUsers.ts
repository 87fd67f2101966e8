import type { ListedUser, Registration, UserDb, UserDbConfig, UserProperties } from '../backends'
import { createHashing, NEW_COST, SALT_BYTES, type Hashing } from '../file/hashing'
import type { ScryptCredential } from '../file/userRows'
import { checkFree, Kept, renamed, rowOf, type Keep } from './kept'

/**
 * Template: users that pages add, change and remove (seed 003, 1.2.2 and 1.2.3). Copy it and put your own storage in
 * place of `keep`. The manager has checked names, passwords and rights before it calls; a back end checks what it alone
 * knows: whether a user is there.
 */
type Account = {
  credential: ScryptCredential
  mayChangePassword: boolean
  mustChangePassword: boolean
}

export type ConfigurableUsersOptions = {
  /** Unpredictable bytes, for salts. */
  random: (bytes: number) => Uint8Array
  /** Milliseconds since 1970. */
  now: () => number
  keep: Keep
  /** What `keep` was given last; absent at the very first start. */
  kept?: Uint8Array
  hashing?: Hashing
  /** Of new hashes, and of what is hashed for nobody. */
  cost?: ScryptCredential['cost']
}

export function registerConfigurableUsers(registration: Registration, options: ConfigurableUsersOptions): () => void {
  // One object may be both halves; two are as good.
  const users = new ConfigurableUsers(options)
  return registration.registerUsers(users, users)
}

class ConfigurableUsers implements UserDb, UserDbConfig {
  readonly #accounts: Kept<Account>
  readonly #options: ConfigurableUsersOptions
  readonly #cost: ScryptCredential['cost']
  readonly #hashing: Hashing

  constructor(options: ConfigurableUsersOptions) {
    this.#options = options
    this.#accounts = new Kept(isAccount, options.keep, options.kept)
    this.#cost = options.cost ?? NEW_COST
    this.#hashing = options.hashing ?? createHashing({ concurrency: 2, usual: this.#cost })
  }

  async authenticate(name: string, password: string): Promise<UserProperties | undefined> {
    const account = this.#accounts.rows.get(name)
    const right = await this.#hashing.verify(password, account?.credential)
    // While it was being hashed the user may have gone or got another password.
    return right && account !== undefined && this.#accounts.rows.get(name) === account
      ? propertiesOf(account)
      : undefined
  }

  async *users(): AsyncIterable<ListedUser> {
    for (const [name, account] of this.#accounts.rows) yield { name, ...propertiesOf(account) }
  }

  async exportUsers(): Promise<Uint8Array> {
    return this.#accounts.encode()
  }

  importUsers(exported: Uint8Array): Promise<void> {
    return this.#accounts.replace(exported)
  }

  deleteAllUsers(): Promise<void> {
    return this.#accounts.change((accounts) => accounts.clear())
  }

  async addUser(
    name: string,
    password: string,
    { mayChangePassword, mustChangePassword }: Pick<UserProperties, 'mayChangePassword' | 'mustChangePassword'>,
  ): Promise<void> {
    checkFree(this.#accounts.rows, 'user', name)
    const credential = await this.#newCredential(password)
    await this.#accounts.change((accounts) => {
      // Again: another addition may have been quicker.
      checkFree(accounts, 'user', name)
      accounts.set(name, { credential, mayChangePassword, mustChangePassword })
    })
  }

  changeUser(
    name: string,
    { to = name, ...flags }: { to?: string; mayChangePassword?: boolean; mustChangePassword?: boolean },
  ): Promise<void> {
    return this.#accounts.change((accounts) => {
      accounts.set(name, { ...rowOf(accounts, 'user', name), ...flags })
      if (to === name) return accounts
      checkFree(accounts, 'user', to)
      return renamed(accounts, name, to)
    })
  }

  removeUser(name: string): Promise<void> {
    return this.#accounts.change((accounts) => {
      rowOf(accounts, 'user', name)
      accounts.delete(name)
    })
  }

  async setCredentials(name: string, password: string): Promise<void> {
    rowOf(this.#accounts.rows, 'user', name)
    const credential = await this.#newCredential(password)
    await this.#accounts.change((accounts) => {
      accounts.set(name, { ...rowOf(accounts, 'user', name), credential })
    })
  }

  async #newCredential(password: string): Promise<ScryptCredential> {
    const { random, now } = this.#options
    const salt = Buffer.from(random(SALT_BYTES)).toString('hex')
    const hash = await this.#hashing.hash(password, salt, this.#cost)
    return { salt, hash, cost: this.#cost, time: Math.floor(now() / 1000) }
  }
}

/** Never the credential. */
function propertiesOf({ mayChangePassword, mustChangePassword, credential }: Account): UserProperties {
  return { mayChangePassword, mustChangePassword, internal: false, lastChange: credential.time }
}

function isAccount(row: unknown): row is Account {
  if (typeof row !== 'object' || row === null) return false
  const { credential, mayChangePassword, mustChangePassword } = row as Partial<Account>
  return (
    typeof mayChangePassword === 'boolean' &&
    typeof mustChangePassword === 'boolean' &&
    typeof credential?.salt === 'string' &&
    /^[\da-f]{128}$/.test(credential.hash) &&
    [credential.time, credential.cost?.N, credential.cost?.r, credential.cost?.p].every(Number.isSafeInteger)
  )
}
