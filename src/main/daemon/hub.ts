import type { Dispatch } from '../bridge/dispatch'
import type { Events } from '../bridge/handler'
import type { Log } from '../log'
import type { Sessions } from '../sessions/sessions'
import type { Commands } from './commands'
import type { DaemonGate } from './daemonGate'
import type { Limits } from './limits'
import type { Metrics } from './metrics'
import type { Seated, Slots } from './slots'
import type { TokenGuard } from './token'

/** What all connections of one socket share. */
export type Hub = {
  limits: Limits
  sessions: Pick<Sessions, 'stream' | 'leave'>
  dispatch: Pick<Dispatch, 'leave'>
  events: Pick<Events, 'subscribe'>
  gate: DaemonGate
  guard: TokenGuard
  /** Somebody came with a wrong token, or none. */
  refused(source: string): void
  slots: Slots<Seated>
  metrics: Metrics
  log: Pick<Log, 'write'>
  commands: Commands
  /** Milliseconds that only go forward. */
  now: () => number
  /** One connection's socket is closed, and it has left its slot. */
  gone(): void
}
