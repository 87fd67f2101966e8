import type { Row } from '../../contract/row'
import type { Peer } from './handler'

/** What the station lets a peer do (session-daemon 8). While its user management is deactivated: everything. */
export type Gate = {
  /**
   * Fails with `not-permitted`, `change-password` or `reauthenticate`. The right `none` asks only that somebody is logged
   * in where a login is needed. Returns nothing to wait for where it is known at once.
   */
  authorize(peer: Peer, object: string, right: Row['right']): Promise<void> | void
  /** The same for what is pushed, without waiting: what is not known now is not pushed. */
  mayNow(peer: Peer, object: string, right: Row['right']): boolean
}
