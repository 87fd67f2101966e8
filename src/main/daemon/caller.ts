import type { Peer } from '../bridge/handler'
import type { Holder } from '../sessions/sessions'
import type { Frame } from './json'
import type { Subscriptions } from './streams'

/** Who acts in a frame, as far as commands need to know. */
export type Caller = {
  /** Whoever logged in on the connection, or a peer for the login whose token the frame carries. */
  readonly peer: Peer
  /** Whoever logged in on the connection. */
  readonly own: Caller
  /** The frame carries the token of a login that there is not, or no longer. */
  readonly ended: boolean
  readonly holder: Holder
  /** Whether its frames carry an `id` and it stays open. */
  readonly multiplexed: boolean
  readonly subscriptions: Subscriptions
  /** Fires when the connection is gone. */
  readonly gone: AbortSignal
}

/** A connection, as far as commands need to know. */
export type Connected = Caller & {
  actorIn(frame: Frame): Caller
}
