import { createHash } from 'node:crypto'
import type { Security } from '../../contract/security'

type LockParts = { limits: () => Security['loginLock']; now: () => number }

/** `pending`: passwords that are being looked at; `turns`: those that wait until one of these is through. */
type Entry = { failures: number; last: number; pending: number; turns: (() => void)[] }

/** More names than this are not remembered; the oldest are forgotten. */
const MOST_NAMES = 10_000

/**
 * How often a password may be tried for a name (SECURITY.UserMgmt.LoginLock, user-management 3). Names of nobody count
 * like any other. A try counts before its password is looked at, so that many at once are not more tries. Kept in
 * memory: it ends with its manager.
 */
export class LoginLock {
  readonly #limits: LockParts['limits']
  readonly #now: LockParts['now']
  /** By the name's hash: somebody may have typed a password where the name belongs. Oldest failure first. */
  readonly #entries = new Map<string, Entry>()

  constructor({ limits, now }: LockParts) {
    this.#limits = limits
    this.#now = now
  }

  /** `look` says undefined for a wrong password; where it fails for another reason nothing counts. Told when locked. */
  async attempt<T>(name: string, look: (locked: boolean) => Promise<T | undefined>): Promise<T | undefined> {
    if (this.#off) return look(false)
    const key = keyOf(name)
    const entry = this.#entries.get(key) ?? this.#add(key)
    while (!this.#isLocked(entry) && entry.failures + entry.pending >= this.#limits().attempts) {
      await new Promise<void>((turn) => entry.turns.push(turn))
    }
    if (this.#isLocked(entry)) {
      this.#callUp(entry)
      await look(true)
      return undefined
    }
    entry.pending += 1
    let found: T | undefined
    try {
      found = await look(false)
      if (found === undefined) this.#failed(key, entry)
      else entry.failures = 0
    } finally {
      entry.pending -= 1
      this.#callUp(entry)
      if (entry.failures + entry.pending + entry.turns.length === 0) this.#forget(key, entry)
    }
    return found
  }

  isLocked(name: string): boolean {
    const entry = this.#off ? undefined : this.#entries.get(keyOf(name))
    return entry !== undefined && this.#isLocked(entry)
  }

  /** Somebody who may has given the user a new password. */
  release(name: string): void {
    const key = keyOf(name)
    const entry = this.#entries.get(key)
    if (entry === undefined) return
    entry.failures = 0
    this.#callUp(entry)
    if (entry.pending + entry.turns.length === 0) this.#forget(key, entry)
  }

  /** How many names are remembered. */
  get size(): number {
    return this.#entries.size
  }

  get #off(): boolean {
    const { attempts, seconds } = this.#limits()
    return attempts === 0 || seconds === 0
  }

  /** Failures are forgotten when none was added for the time. */
  #isLocked(entry: Entry): boolean {
    const { attempts, seconds } = this.#limits()
    if (attempts === 0 || seconds === 0) return false
    if (this.#now() - entry.last >= seconds * 1000) entry.failures = 0
    return entry.failures >= attempts
  }

  #failed(key: string, entry: Entry): void {
    entry.failures += 1
    entry.last = this.#now()
    // The order of the table is that of the last failure.
    if (this.#entries.get(key) === entry) {
      this.#entries.delete(key)
      this.#entries.set(key, entry)
    }
  }

  /** Lets as many go on as may; all of them once the name is locked. */
  #callUp(entry: Entry): void {
    const free =
      this.#isLocked(entry) || this.#off ? Infinity : this.#limits().attempts - entry.failures - entry.pending
    for (const turn of entry.turns.splice(0, Math.max(0, free))) turn()
  }

  #forget(key: string, entry: Entry): void {
    if (this.#entries.get(key) === entry) this.#entries.delete(key)
  }

  #add(key: string): Entry {
    if (this.#entries.size >= MOST_NAMES) this.#makeRoom()
    const entry: Entry = { failures: 0, last: this.#now(), pending: 0, turns: [] }
    this.#entries.set(key, entry)
    return entry
  }

  /** A lock is kept as long as there is anything else to forget: names of nobody must not lift it. */
  #makeRoom(): void {
    let locked: string | undefined
    for (const [key, entry] of this.#entries) {
      if (entry.pending + entry.turns.length > 0) continue
      if (!this.#isLocked(entry)) {
        this.#entries.delete(key)
        return
      }
      locked ??= key
    }
    if (locked !== undefined) this.#entries.delete(locked)
  }
}

/** One key for what a back end might take for the same name: a directory may not tell upper case from lower. */
function keyOf(name: string): string {
  return createHash('sha256').update(name.normalize('NFKC').trim().toLowerCase()).digest('base64')
}
