const LINE_FEED = 0x0a
const NOTHING = Buffer.alloc(0)
/** A larger buffer is given back after its frame. */
const KEPT = 4096

/** More bytes than a frame may have came without a line feed. */
export const TOO_LARGE = Symbol('too large')

/**
 * Cuts what a peer sends into frames (session-daemon 2). Holds at most one frame and the chunk it is reading, whatever
 * the size of the pieces that come; every byte is looked at once.
 */
export class FrameDecoder {
  readonly #largest: number
  /** The beginning of a frame whose line feed has not come yet. */
  #held: Buffer = NOTHING
  #length = 0
  #chunk: Buffer | undefined
  #at = 0

  constructor(largest: number) {
    this.#largest = largest
  }

  push(chunk: Buffer): void {
    this.#chunk = this.#chunk ? Buffer.concat([this.#chunk.subarray(this.#at), chunk]) : chunk
    this.#at = 0
  }

  /** The next frame without its line feed, to be read before this is called again; undefined when more must come. */
  next(): Buffer | typeof TOO_LARGE | undefined {
    const chunk = this.#chunk
    if (!chunk) return undefined
    const found = chunk.indexOf(LINE_FEED, this.#at)
    const part = chunk.subarray(this.#at, found < 0 ? chunk.length : found)
    if (this.#length + part.length > this.#largest) return TOO_LARGE
    this.#at = found + 1
    if (found < 0 || this.#at === chunk.length) this.#chunk = undefined
    if (found >= 0 && this.#length === 0) return part
    this.#hold(part)
    if (found < 0) return undefined
    const frame = this.#held.subarray(0, this.#length)
    this.#length = 0
    if (this.#held.length > KEPT) this.#held = NOTHING
    return frame
  }

  /** Copies, so that a few bytes do not keep the large chunk they came in. */
  #hold(part: Buffer): void {
    const length = this.#length + part.length
    if (length > this.#held.length) {
      const size = Math.min(this.#largest, Math.max(256, 2 ** Math.ceil(Math.log2(length))))
      const larger = Buffer.allocUnsafeSlow(size)
      this.#held.copy(larger, 0, 0, this.#length)
      this.#held = larger
    }
    part.copy(this.#held, this.#length)
    this.#length = length
  }
}
