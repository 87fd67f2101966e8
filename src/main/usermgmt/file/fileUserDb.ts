import { AppError } from '../../../contract/errors'
import { nameFault } from '../../../contract/nameRules'
import type { ListedUser, UserDb, UserDbConfig, UserProperties } from '../backends'
import { edit, type Editing } from './editing'
import { credentialBytes, parseCredential, withCredential } from './credentialRow'
import { HASH_BYTES, NEW_COST, SALT_BYTES, type Hashing } from './hashing'
import { md5Of } from './oldPassword'
import { RUNTIME_ENDS } from './textLines'
import {
  credentialText,
  parseUsers,
  passwordForm,
  scryptCredential,
  USER_BITS,
  userRow,
  usersBytes,
  type UserRow,
} from './userRows'

export type UserSources = {
  hashing: Hashing
  /** Milliseconds since 1970, as Date.now gives them. */
  now(): number
  /** Unpredictable bytes, for salts. */
  random(bytes: number): Uint8Array
}

/** Users with name and password in `.UserDatabase.csv`. */
export class FileUserDb implements UserDb, UserDbConfig {
  readonly #editing: Editing
  readonly #sources: UserSources

  constructor(editing: Editing, sources: UserSources) {
    this.#editing = editing
    this.#sources = sources
  }

  async authenticate(name: string, password: string): Promise<UserProperties | undefined> {
    const row = this.#table.get(name)
    const right = await this.#verify(row, password)
    // While it was being hashed the user may have gone or got another password.
    const now = this.#table.get(name)
    return right && now !== undefined && now.credential === row?.credential ? propertiesOf(now) : undefined
  }

  async *users(): AsyncIterable<ListedUser> {
    for (const row of this.#table.rows()) yield { name: row.name, ...propertiesOf(row) }
  }

  async exportUsers(): Promise<Uint8Array> {
    return usersBytes(this.#table.rows(), RUNTIME_ENDS)
  }

  async importUsers(exported: Uint8Array): Promise<void> {
    const { rows } = parseUsers(exported)
    const wanted = new Map(rows.map((row) => [row.name, row]))
    this.#edit('users.import', '', () => {
      this.#table.changeAll((row) => wanted.get(row.name))
      for (const row of rows) if (this.#table.get(row.name) === undefined) this.#table.add(row)
    })
  }

  async deleteAllUsers(): Promise<void> {
    this.#edit('users.remove', '', () => this.#table.changeAll(() => undefined))
  }

  async addUser(
    name: string,
    password: string,
    properties: Pick<UserProperties, 'mayChangePassword' | 'mustChangePassword'>,
  ): Promise<void> {
    this.#refuseTaken(name)
    // A first password that must be changed counts as never set; a published file has time 0 there.
    const credential = await this.#newCredential(password, properties.mustChangePassword ? 0 : this.#seconds())
    this.#refuseTaken(name)
    const property = withBits(0, properties)
    this.#edit('users.add', name, () => this.#table.add(userRow({ name, property, credential })))
  }

  /** The hash is random: there is no password that it is the hash of, and nobody who knows one. */
  async addWithoutPassword(
    name: string,
    properties: Pick<UserProperties, 'mayChangePassword' | 'mustChangePassword' | 'internal'>,
  ): Promise<void> {
    this.#refuseTaken(name)
    const [salt, hash] = [SALT_BYTES, HASH_BYTES].map((bytes) =>
      Buffer.from(this.#sources.random(bytes)).toString('hex'),
    )
    const credential = credentialText({ salt: salt ?? '', hash: hash ?? '', cost: NEW_COST, time: 0 })
    const property = withBits(properties.internal ? USER_BITS.internal : 0, properties)
    this.#edit('users.add', name, () => this.#table.add(userRow({ name, property, credential })))
  }

  async changeUser(
    name: string,
    change: { to?: string; mayChangePassword?: boolean; mustChangePassword?: boolean },
  ): Promise<void> {
    const row = this.#row(name)
    const to = change.to ?? name
    if (to !== name) this.#refuseTaken(to)
    const property = withBits(row.property, change)
    if (to === name && property === row.property) return
    this.#edit('users.change', name, () => this.#table.replace(name, userRow({ ...row, name: to, property })))
  }

  async removeUser(name: string): Promise<void> {
    this.#row(name)
    this.#edit('users.remove', name, () => this.#table.remove(name))
  }

  async setCredentials(name: string, password: string): Promise<void> {
    this.#row(name)
    const credential = await this.#newCredential(password, this.#seconds())
    const row = this.#row(name)
    this.#edit('users.setPassword', name, () => this.#table.replace(name, userRow({ ...row, credential })))
  }

  async exportCredentials(name: string): Promise<Uint8Array> {
    return credentialBytes(this.#row(name))
  }

  async importCredentials(name: string, exported: Uint8Array): Promise<void> {
    const credential = parseCredential(exported)
    const row = this.#table.get(name)
    if (row === undefined) {
      this.#refuseTaken(name)
      this.#edit('users.add', name, () => this.#table.add(userRow({ name, ...credential })))
    } else {
      this.#edit('users.setPassword', name, () => this.#table.replace(name, userRow(withCredential(row, credential))))
    }
  }

  /** Nobody did it, so it is no step to be taken back. A password that is not the user's renews nothing. */
  async renewCredentials(name: string, password: string): Promise<void> {
    const row = this.#row(name)
    const old = scryptCredential(row)
    if (old === undefined || passwordForm(row) === 'password' || !(await this.#verify(row, password))) return
    const credential = await this.#newCredential(password, old.time)
    const now = this.#table.get(name)
    if (now === undefined || now.credential !== row.credential) return
    this.#editing.history.unrecorded(() => this.#table.replace(name, userRow({ ...now, credential })))
    this.#editing.changed('users')
  }

  get #table() {
    return this.#editing.tables.users
  }

  #edit(method: string, name: string, change: () => void): void {
    edit(this.#editing, 'users', { method, name }, change)
  }

  #row(name: string): UserRow {
    const row = this.#table.get(name)
    if (row === undefined) throw new AppError('not-found', { subject: 'user', name })
    return row
  }

  #refuseTaken(name: string): void {
    const fault = nameFault(name)
    if (fault !== undefined) throw new AppError('name-refused', { subject: 'user', name, fault })
    if (this.#table.get(name) !== undefined) throw new AppError('already-exists', { subject: 'user', name })
  }

  /** An older runtime's user without any password is nobody who logs in. */
  async #verify(row: UserRow | undefined, password: string): Promise<boolean> {
    const entered = row !== undefined && passwordForm(row) === 'md5' ? md5Of(password) : password
    const right = await this.#sources.hashing.verify(entered, row && scryptCredential(row))
    return right && password !== ''
  }

  async #newCredential(password: string, time: number): Promise<string> {
    const salt = Buffer.from(this.#sources.random(SALT_BYTES)).toString('hex')
    const hash = await this.#sources.hashing.hash(password, salt, NEW_COST)
    return credentialText({ salt, hash, cost: NEW_COST, time })
  }

  #seconds(): number {
    return Math.floor(this.#sources.now() / 1000)
  }
}

function propertiesOf(row: UserRow): UserProperties {
  const credential = scryptCredential(row)
  const time = credential?.time ?? 0
  return {
    mayChangePassword: (row.property & USER_BITS.mayChangePassword) !== 0,
    mustChangePassword: (row.property & USER_BITS.mustChangePassword) !== 0,
    internal: (row.property & USER_BITS.internal) !== 0,
    lastChange: time === 0 ? null : time,
    ...(credential !== undefined && passwordForm(row) === 'md5' ? { outdated: true } : {}),
  }
}

/** All other bits stay as they are (user-management 5). */
function withBits(property: number, wanted: { mayChangePassword?: boolean; mustChangePassword?: boolean }): number {
  let bits = property
  for (const name of ['mayChangePassword', 'mustChangePassword'] as const) {
    if (wanted[name] === true) bits |= USER_BITS[name]
    if (wanted[name] === false) bits &= ~USER_BITS[name]
  }
  return bits >>> 0
}
