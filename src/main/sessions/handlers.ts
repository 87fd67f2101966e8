import type { MethodName } from '../../contract/names'
import type { Events, Handlers } from '../bridge/handler'
import type { OpcUa } from '../opcua/opcua'
import type { Sessions } from './sessions'
import type { TrustStore } from './trustStore'

type SessionMethod = Extract<MethodName, `sessions.${string}` | `certificates.${string}`>

/** What pages and contract callers ask of sessions and of certificates. */
export type SessionHandlers = {
  handlers: Pick<Handlers, SessionMethod>
  /** A page or program is gone: its watches end and its sessions are given up. */
  leave(peerId: string): void
  close(): Promise<void>
}

export type SessionHandlersParts = {
  sessions: Sessions
  opcua: Pick<OpcUa, 'endpoints'>
  trustStore: TrustStore
  events: Events
  /** Whether an endpoint is one of those allowed; asked before anything is looked up. */
  allowsEndpoint: (endpointUrl: string) => boolean
  /** For `too-many-sessions`. */
  maxSessions: number
}
