import type { EventName } from '../../contract/names'
import type { Events } from '../bridge/handler'
import { RequestFailure } from '../opcua/requestFailure'
import type { Sessions, StreamItem, StreamOptions } from '../sessions/sessions'
import { cleanText } from './redact'

type SubscriptionParts = {
  sessions: Pick<Sessions, 'stream'>
  events: Pick<Events, 'subscribe'>
  /** How many one connection may have. */
  most: number
  /** Takes whole lines to the peer. */
  push: (line: string) => void
  /** A stream could not be closed; nobody waits for that. */
  onFault: (error: unknown) => void
}

/** What one connection follows: values of sessions, and what the program says. Ends with the connection. */
export class Subscriptions {
  readonly #parts: SubscriptionParts
  readonly #closers = new Map<string, () => void | Promise<void>>()
  #opening = 0
  #last = 0
  #closed = false

  constructor(parts: SubscriptionParts) {
    this.#parts = parts
  }

  /** Live ones, and those being made. */
  get count(): number {
    return this.#closers.size + this.#opening
  }

  /** Values of a session; the answer is JSON text of `data`, and the first values go out after it. */
  async follow(sessionId: string, items: readonly StreamItem[], options: StreamOptions): Promise<string> {
    const id = this.#newId()
    let early: string[] | undefined = []
    let over = false
    const say = (event: string, what: string) => {
      const line = `{"event":"${event}","data":{"subscription":"${id}",${what}}}\n`
      if (early) early.push(line)
      else if (!this.#closed) this.#parts.push(line)
    }
    this.#opening += 1
    try {
      const hear = {
        values: (values: readonly { item: number; value: string }[]) =>
          say('values', `"values":[${values.map(({ item, value }) => `{"item":${item},"value":${value}}`).join(',')}]`),
        state: (state: string) => say('state', `"state":${JSON.stringify(state)}`),
        ended: (because: string) => {
          over = true
          this.#closers.delete(id)
          say('ended', `"because":${JSON.stringify(cleanText(because))}`)
        },
      }
      const stream = await this.#parts.sessions.stream(sessionId, items, hear, options)
      if (this.#closed) this.#end(() => stream.close())
      else if (!over) this.#closers.set(id, () => stream.close())
      // The answer is written before this turn of the event loop is over.
      setImmediate(() => {
        const lines = early ?? []
        early = undefined
        if (!this.#closed) for (const line of lines) this.#parts.push(line)
      })
      return `{"subscription":"${id}","statuses":${JSON.stringify(stream.statuses)}}`
    } finally {
      this.#opening -= 1
    }
  }

  /** What the program says under this name from now on. */
  hear(topic: EventName): string {
    const id = this.#newId()
    const unsubscribe = this.#parts.events.subscribe(topic, (payload) =>
      this.#parts.push(`{"event":"${topic}","data":${JSON.stringify(payload)}}\n`),
    )
    this.#closers.set(id, unsubscribe)
    return `{"subscription":"${id}","statuses":[]}`
  }

  /** Nothing more comes of it; that there is none, or no longer one, is no failure. */
  async stop(id: string): Promise<void> {
    const close = this.#closers.get(id)
    this.#closers.delete(id)
    await close?.()
  }

  close(): void {
    this.#closed = true
    for (const close of this.#closers.values()) this.#end(close)
    this.#closers.clear()
  }

  #end(close: () => void | Promise<void>): void {
    Promise.resolve(close()).catch((error: unknown) => this.#parts.onFault(error))
  }

  #newId(): string {
    const { most } = this.#parts
    if (this.count >= most) {
      throw new RequestFailure('invalid_argument', `subscribe: at most ${most} subscriptions on one connection.`)
    }
    this.#last += 1
    return String(this.#last)
  }
}
