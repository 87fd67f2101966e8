import { hash } from 'node:crypto'
import type { Peer } from '../bridge/handler'
import type { Holder } from '../sessions/sessions'
import type { Caller } from './caller'
import type { DaemonGate } from './daemonGate'
import type { Frame } from './json'

/** Logins that one connection may act by at a time; the oldest is let go of. */
const MOST = 256

type ActorParts = {
  gate: Pick<DaemonGate, 'present' | 'presentSibling'>
  /** A peer that acted here does no more. */
  leave: (peer: Peer) => void
}

/**
 * Who acts in the frames of one connection (session-daemon 8): whoever logged in on it, or the user whose login token a frame
 * carries. Each login is a peer of its own, so frames of different users on one connection never share what they may.
 */
export class Actors {
  readonly #own: Caller
  readonly #id: string
  readonly #parts: ActorParts
  #byToken: Map<string, Actor> | undefined
  #stranger: Actor | undefined
  #sibling: string | undefined
  #last = 0

  constructor(own: Caller, id: string, parts: ActorParts) {
    this.#own = own
    this.#id = id
    this.#parts = parts
  }

  in({ user, loginToken, sibling }: Frame): Caller {
    const { gate } = this.#parts
    // Proved once for a connection: it is a file that is looked at.
    if (typeof sibling === 'string' && sibling !== this.#sibling && gate.presentSibling(this.#own.peer, sibling)) {
      this.#sibling = sibling
    }
    if (loginToken === undefined || loginToken === null) return this.#own
    // One request is all that comes.
    if (!this.#own.multiplexed) return gate.present(this.#own.peer, user, loginToken) ? this.#own : this.#nobody()
    return this.#actingBy(user, loginToken) ?? this.#nobody()
  }

  /** The connection is gone; again after every answer that came too late. */
  leave(): void {
    for (const { peer } of this.#byToken?.values() ?? []) this.#parts.leave(peer)
    if (this.#stranger) this.#parts.leave(this.#stranger.peer)
  }

  #actingBy(user: unknown, token: unknown): Actor | undefined {
    if (typeof user !== 'string' || typeof token !== 'string') return undefined
    const actors = (this.#byToken ??= new Map())
    const key = hash('sha256', `${user}\n${token}`)
    const known = actors.get(key)
    const actor = known ?? new Actor(this.#own, this.#newPeer(), false)
    if (this.#parts.gate.present(actor.peer, user, token)) {
      if (known) return known
      actors.set(key, actor)
      const [oldest] = actors
      if (actors.size > MOST && oldest) this.#forget(oldest[0], oldest[1])
      return actor
    }
    if (known) this.#forget(key, known)
    return undefined
  }

  #forget(key: string, { peer }: Actor): void {
    this.#byToken?.delete(key)
    this.#parts.leave(peer)
  }

  #nobody(): Actor {
    return (this.#stranger ??= new Actor(this.#own, this.#newPeer(), true))
  }

  #newPeer(): Peer {
    this.#last += 1
    return { id: `${this.#id}/${this.#last}`, face: 'program' }
  }
}

/** Somebody else than who logged in on the connection; what is opened is held by the connection all the same. */
class Actor implements Caller {
  readonly own: Caller
  readonly peer: Peer
  readonly ended: boolean

  constructor(own: Caller, peer: Peer, ended: boolean) {
    this.own = own
    this.peer = peer
    this.ended = ended
  }

  get holder(): Holder {
    return this.own.holder
  }

  get multiplexed(): boolean {
    return this.own.multiplexed
  }

  get subscriptions() {
    return this.own.subscriptions
  }

  get gone(): AbortSignal {
    return this.own.gone
  }
}
