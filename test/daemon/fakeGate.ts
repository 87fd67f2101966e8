import type { DaemonGate } from '../../src/main/daemon/daemonGate'

/** A station whose user management is deactivated. */
export const openGate: DaemonGate = {
  authorize: () => {},
  mayNow: () => true,
  present: () => false,
  presentSibling: () => false,
  onChange: () => () => {},
}
