import type { ClientSession, NodeId } from 'node-opcua-client'

/** What a method needs of the link it runs on. The link makes one per request; `metadata` is one per link. */
export type MethodContext = {
  readonly session: ClientSession
  readonly limits: MethodLimits
  readonly behaviour: MethodBehaviour
  readonly metadata: Metadata
  /** Milliseconds the server is told to have for each service call. */
  readonly timeout: number
  /** Ends the request; what is on the wire is not taken back. */
  readonly signal: AbortSignal
  /** Called just before the first byte of a service call is handed to the socket. */
  markSent(): void
}

/** 0 where there is no limit. */
export type MethodLimits = {
  readonly maxNodesPerRead: number
  readonly maxNodesPerWrite: number
}

/** What the session's `config` says about methods (session-daemon 3). */
export type MethodBehaviour = {
  /** Nodes per read or write, also where the server would take more; 0 turns splitting off. Null: the server's limits. */
  readonly batchSize: number | null
  readonly defaultBrowseMaxDepth: number
  readonly autoDetectWriteType: boolean
  readonly readMetadataCache: boolean
}

/** What `config` says when it says nothing. */
export const DEFAULT_BEHAVIOUR: MethodBehaviour = {
  batchSize: null,
  defaultBrowseMaxDepth: 10,
  autoDetectWriteType: true,
  readMetadataCache: false,
}

/** Types of nodes, remembered for writes without a type; forgotten by `invalidateCache` and `flushCache`. */
export type Metadata = Map<string, ValueShape>
export type ValueShape = { type: number; valueRank: number; dataType: NodeId }
