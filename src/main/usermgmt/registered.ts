import { AppError } from '../../contract/errors'

/** The place for one kind of back end: at most one at a time, with or without its configuration half. */
export class Registered<Db, Config> {
  readonly #subject: 'users' | 'groups' | 'objects'
  readonly #changed: () => void
  #held: { db: Db; config: Config | undefined } | undefined

  constructor(subject: 'users' | 'groups' | 'objects', changed: () => void) {
    this.#subject = subject
    this.#changed = changed
  }

  /** A second one is `already-registered`. Returns its own unregister. */
  register(db: Db, config: Config | undefined): () => void {
    if (this.#held !== undefined) throw new AppError('already-registered', { subject: this.#subject })
    const held = { db, config }
    this.#held = held
    this.#changed()
    return () => {
      if (this.#held !== held) return
      this.#held = undefined
      this.#changed()
    }
  }

  get db(): Db | undefined {
    return this.#held?.db
  }

  get configurable(): boolean {
    return this.#held?.config !== undefined
  }

  /** For a call that cannot do without; a missing back end is not an empty list. */
  required(method: string): Db {
    if (this.#held === undefined) throw new AppError('not-available', { method })
    return this.#held.db
  }

  get optionalConfig(): Config | undefined {
    return this.#held?.config
  }

  config(): Config {
    if (this.#held?.config === undefined) throw new AppError('not-configurable', { subject: this.#subject })
    return this.#held.config
  }
}
