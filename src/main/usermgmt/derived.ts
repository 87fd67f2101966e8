/** A value read from elsewhere and kept until it is said to be stale; readers in between share one reading. */
export class Derived<T> {
  readonly #read: () => Promise<T>
  #version = 0
  #held: { version: number; value: T } | undefined
  #reading: { version: number; value: Promise<T> } | undefined

  constructor(read: () => Promise<T>) {
    this.#read = read
  }

  stale(): void {
    this.#version += 1
  }

  /** The value if it is known and fresh, without waiting. */
  get known(): T | undefined {
    return this.#held?.version === this.#version ? this.#held.value : undefined
  }

  /** The value as it was read last, fresh or not. */
  get last(): T | undefined {
    return this.#held?.value
  }

  /** Reads again when the source changed during the reading, whatever came of that. A failed reading is not kept. */
  async fresh(): Promise<T> {
    for (;;) {
      const version = this.#version
      if (this.#held?.version === version) return this.#held.value
      if (this.#reading?.version !== version) this.#reading = { version, value: this.#read() }
      const reading = this.#reading
      try {
        const value = await reading.value
        if (version === this.#version) this.#held = { version, value }
      } catch (error) {
        if (version === this.#version) throw error
      } finally {
        if (this.#reading === reading) this.#reading = undefined
      }
    }
  }
}
