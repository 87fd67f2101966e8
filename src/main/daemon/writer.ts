import type { Socket } from 'node:net'

/** As much as is handed to the system at a time, so that it is seen when a peer takes something. */
const SLICE = 16 * 1024
/** What remembering one piece costs besides its bytes. */
const PIECE = 128

type Piece = { bytes: Buffer; event: boolean }

/** Whose writer it is. */
export type WriterOwner = {
  /** The peer took what waited. */
  roomMade(): void
  /** More events wait than may. */
  tooSlow(): void
}

/** `waiting`: bytes of events above which the peer is too slow. `now`: milliseconds that only go forward. */
type WriterRules = { limits: { waiting: number }; now: () => number }

/**
 * What goes out to one peer, in order. What a peer does not take yet waits here and not in the socket, so that it can be
 * counted and cut; an answer of any size goes through in slices.
 */
export class Writer {
  readonly #socket: Socket
  readonly #owner: WriterOwner
  readonly #rules: WriterRules
  /** Not yet handed over in this turn, so that many small lines become one. */
  #batch = ''
  #scheduled = false
  #queue: Piece[] = []
  #first = 0
  #queued = 0
  #events = 0
  #blocked = false
  #listening = false
  #ending = false
  /** When the last slice, or the end, was handed over: what came before a slice has been taken. */
  #taken = 0

  constructor(socket: Socket, owner: WriterOwner, rules: WriterRules) {
    this.#socket = socket
    this.#owner = owner
    this.#rules = rules
  }

  /** Bytes that the peer has not taken, roughly. */
  get waiting(): number {
    return this.#batch.length + this.#queued + this.#socket.writableLength
  }

  /** When the peer last took something, or last had nothing to take. */
  get taken(): number {
    return this.waiting === 0 ? this.#rules.now() : this.#taken
  }

  /** A whole line, or a piece of one when the rest follows at once. */
  send(text: string): void {
    if (this.#ending) return
    if (this.#blocked || text.length > SLICE) {
      this.#handBatch()
      this.#enqueue(text, false)
      return
    }
    this.#batch += text
    if (this.#batch.length > SLICE) this.#handBatch()
    else if (!this.#scheduled) {
      this.#scheduled = true
      queueMicrotask(() => this.flush())
    }
  }

  /** A line that nobody asked for; too many of them waiting give the peer up. */
  sendEvent(text: string): void {
    if (this.#ending || (!this.#blocked && text.length <= SLICE)) return this.send(text)
    this.#handBatch()
    this.#enqueue(text, true)
    if (this.#events > this.#rules.limits.waiting) this.#owner.tooSlow()
  }

  /** Lines are collected until `flush`, which the caller promises. */
  hold(): void {
    this.#scheduled = true
  }

  flush(): void {
    this.#scheduled = false
    this.#handBatch()
  }

  /** Ends this side after everything that waits. */
  end(text = ''): void {
    if (this.#ending) return
    this.#ending = true
    this.#taken = this.#rules.now()
    if (this.#blocked) {
      this.#handBatch()
      if (text !== '') this.#enqueue(text, false)
      return
    }
    const last = this.#batch + text
    this.#batch = ''
    this.#socket.end(last)
  }

  #handBatch(): void {
    const text = this.#batch
    if (text === '') return
    this.#batch = ''
    if (this.#blocked) this.#enqueue(text, false)
    else this.#hand(text)
  }

  #enqueue(text: string, event: boolean): void {
    const bytes = Buffer.from(text)
    this.#queue.push({ bytes, event })
    this.#queued += bytes.length + PIECE
    if (event) this.#events += bytes.length + PIECE
    if (!this.#blocked) this.#pump()
  }

  #hand(data: string | Buffer): void {
    if (this.#socket.write(data)) return
    this.#blocked = true
    this.#taken = this.#rules.now()
    if (this.#listening) return
    this.#listening = true
    this.#socket.on('drain', () => {
      this.#blocked = false
      this.#pump()
      this.#owner.roomMade()
    })
  }

  #pump(): void {
    this.#socket.cork()
    while (!this.#blocked) {
      const piece = this.#queue[this.#first]
      if (!piece) break
      if (piece.bytes.length <= SLICE) {
        this.#hand(piece.bytes)
        this.#forget(piece, piece.bytes.length + PIECE)
        this.#first += 1
      } else {
        this.#hand(piece.bytes.subarray(0, SLICE))
        piece.bytes = piece.bytes.subarray(SLICE)
        this.#forget(piece, SLICE)
      }
    }
    this.#socket.uncork()
    if (this.#first > 0 && (this.#first === this.#queue.length || this.#first > 1024)) {
      this.#queue.splice(0, this.#first)
      this.#first = 0
    }
    if (this.#ending && this.#queue.length === 0) this.#socket.end()
  }

  #forget(piece: Piece, bytes: number): void {
    this.#queued -= bytes
    if (piece.event) this.#events -= bytes
  }
}
