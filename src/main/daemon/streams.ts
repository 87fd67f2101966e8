import { AppError } from '../../contract/errors'
import type { EventName } from '../../contract/names'
import type { Row } from '../../contract/row'
import { errorSentence } from '../../contract/sentences'
import type { Events, Peer } from '../bridge/handler'
import { RequestFailure } from '../opcua/requestFailure'
import type { Sessions, StreamItem, StreamOptions } from '../sessions/sessions'
import type { DaemonGate } from './daemonGate'
import { cleanText } from './redact'

type SubscriptionParts = {
  sessions: Pick<Sessions, 'stream'>
  events: Pick<Events, 'subscribe'>
  gate: Pick<DaemonGate, 'authorize' | 'mayNow'>
  /** How many one connection may have. */
  most: number
  /** Takes whole lines to the peer. */
  push: (line: string) => void
  /** A stream could not be closed, or a right not be looked up; nobody waits for that. */
  onFault: (error: unknown) => void
}

/** Who follows, and the right that this takes all the time. */
type Standing = { peer: Peer; object: string; right: Row['right'] }

type Live = Standing & {
  id: string
  close: () => void | Promise<void>
  /** What waits until the subscription is answered, or until it is known that the right is still there. */
  held: string[] | undefined
  /** Nothing of it goes out any more. */
  refused: boolean
}

/** Lines that wait for a look at rights; a back end of somebody's own may be slow. */
const MOST_HELD = 1000
const NOT_LOOKED_UP = 'Whether it may still be followed could not be looked up.'

/** What one connection follows: values of sessions, and what the program says. Ends with the connection, and with the right. */
export class Subscriptions {
  readonly #parts: SubscriptionParts
  readonly #live = new Map<string, Live>()
  #opening = 0
  #last = 0
  #closed = false

  constructor(parts: SubscriptionParts) {
    this.#parts = parts
  }

  /** Live ones, and those being made. */
  get count(): number {
    return this.#live.size + this.#opening
  }

  /** Values of a session; the answer is JSON text of `data`, and the first values go out after it. */
  async follow(
    standing: Standing,
    { sessionId, items, options }: { sessionId: string; items: readonly StreamItem[]; options: StreamOptions },
  ): Promise<string> {
    const live = this.#newLive(standing)
    const { id } = live
    let over = false
    const say = (event: string, what: string) => this.#say(live, eventLine(event, id, what))
    this.#opening += 1
    try {
      const hear = {
        values: (values: readonly { item: number; value: string }[]) =>
          say('values', `"values":[${values.map(({ item, value }) => `{"item":${item},"value":${value}}`).join(',')}]`),
        state: (state: string) => say('state', `"state":${JSON.stringify(state)}`),
        ended: (because: string) => {
          over = true
          this.#live.delete(id)
          say('ended', endedText(because))
        },
      }
      const stream = await this.#parts.sessions.stream(sessionId, items, hear, options)
      live.close = () => stream.close()
      if (this.#closed) this.#end(live)
      else if (!over) await this.#admit(live)
      // The answer is written before this turn of the event loop is over.
      setImmediate(() => void this.#look(live))
      return `{"subscription":"${id}","statuses":${JSON.stringify(stream.statuses)}}`
    } finally {
      this.#opening -= 1
    }
  }

  /** What the program says under this name from now on. */
  hear(standing: Standing, topic: EventName): string {
    const live = this.#newLive(standing)
    live.close = this.#parts.events.subscribe(topic, (payload) =>
      this.#say(live, `{"event":"${topic}","data":${JSON.stringify(payload)}}\n`),
    )
    live.held = undefined
    this.#live.set(live.id, live)
    return `{"subscription":"${live.id}","statuses":[]}`
  }

  /** Nothing more comes of it; that there is none, or no longer one, is no failure. */
  async stop(id: string): Promise<void> {
    const live = this.#live.get(id)
    this.#live.delete(id)
    if (live) live.refused = true
    await live?.close()
  }

  /** Logins or rights have changed: what may no longer be heard ends, and that is said, before this is over. */
  async lookAgain(): Promise<void> {
    await Promise.all([...this.#live.values()].map((live) => this.#look(live)))
  }

  close(): void {
    this.#closed = true
    for (const live of this.#live.values()) this.#end(live)
    this.#live.clear()
  }

  /** Between asking and now the right may have gone; then there was no subscription. */
  async #admit(live: Live): Promise<void> {
    try {
      await this.#parts.gate.authorize(live.peer, live.object, live.right)
    } catch (error) {
      this.#end(live)
      throw error
    }
    if (this.#closed || live.refused) this.#end(live)
    else this.#live.set(live.id, live)
  }

  #say(live: Live, line: string): void {
    if (live.refused || this.#closed) return
    if (live.held) {
      if (live.held.push(line) > MOST_HELD) this.#refuse(live, NOT_LOOKED_UP)
    } else if (this.#parts.gate.mayNow(live.peer, live.object, live.right)) this.#parts.push(line)
    else {
      live.held = [line]
      void this.#look(live)
    }
  }

  /** What waited goes out if the right is there; without it nothing more does. */
  async #look(live: Live): Promise<void> {
    const { gate, push, onFault } = this.#parts
    try {
      if (!gate.mayNow(live.peer, live.object, live.right)) {
        live.held ??= []
        await gate.authorize(live.peer, live.object, live.right)
      }
    } catch (error) {
      if (error instanceof AppError) return this.#refuse(live, errorSentence(error.code, error.details))
      onFault(error)
      return this.#refuse(live, NOT_LOOKED_UP)
    }
    const lines = live.held ?? []
    live.held = undefined
    if (!live.refused && !this.#closed) for (const line of lines) push(line)
  }

  #refuse(live: Live, because: string): void {
    if (live.refused) return
    live.refused = true
    live.held = undefined
    this.#live.delete(live.id)
    this.#end(live)
    if (!this.#closed) this.#parts.push(eventLine('ended', live.id, endedText(because)))
  }

  #end(live: Live): void {
    live.refused = true
    Promise.resolve(live.close()).catch((error: unknown) => this.#parts.onFault(error))
  }

  #newLive(standing: Standing): Live {
    const { most } = this.#parts
    if (this.count >= most) {
      throw new RequestFailure('invalid_argument', `subscribe: at most ${most} subscriptions on one connection.`)
    }
    this.#last += 1
    return { ...standing, id: String(this.#last), close: () => {}, held: [], refused: false }
  }
}

function eventLine(event: string, id: string, what: string): string {
  return `{"event":"${event}","data":{"subscription":"${id}",${what}}}\n`
}

function endedText(because: string): string {
  return `"because":${JSON.stringify(cleanText(because))}`
}
