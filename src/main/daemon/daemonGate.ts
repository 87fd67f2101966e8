import type { Gate } from '../bridge/gate'
import type { Peer } from '../bridge/handler'

/**
 * What the socket takes of the station. A peer that is gone is told by `dispatch.leave`; what its logins left behind as
 * login tokens outlives it, until `login.end` of a peer that acts by one.
 */
export type DaemonGate = Gate & {
  /**
   * A login token from an earlier login, with the user it was given to; true: the peer acts as that user from now on. Asked
   * for every frame that carries one, so a token that has ended counts no more.
   */
  present(peer: Peer, user: unknown, token: unknown): boolean
  /** Another Keyswitch of the same person, which has checked its own peers already; true: everything is allowed. */
  presentSibling(peer: Peer, key: unknown): boolean
  /** Logins or rights have changed: what is pushed is looked at again. Returns its own unsubscribe. */
  onChange(listener: () => void): () => void
}
