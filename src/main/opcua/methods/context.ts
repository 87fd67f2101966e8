import type { ClientSession, DataType, DataValue, NodeId } from 'node-opcua-client'
import type { LinkBehaviour } from '../opcua'

/** What a method needs of the link it runs on. The link makes one per request; `metadata` is one per link. */
export type MethodContext = {
  readonly session: ClientSession
  readonly limits: MethodLimits
  readonly behaviour: LinkBehaviour
  readonly metadata: Metadata
  /** Reads one attribute, in one request with others; left out, each is a request of its own. */
  readonly together?: Together
  /** Milliseconds the server is told to have for each service call; `publish` waits as long. */
  readonly timeout: number
  /** Ends the request with its reason; what is on the wire is not taken back. */
  readonly signal: AbortSignal
  /** Called before a service call is handed to the socket that cannot be repeated without harm. */
  markSent(): void
}

export type Asked = { nodeId: NodeId; attributeId: number }
export type Together = (context: MethodContext, asked: Asked) => Promise<DataValue>

/** 0 where there is no limit. */
export type MethodLimits = {
  readonly maxNodesPerRead: number
  readonly maxNodesPerWrite: number
}

/** What `config` means when it says nothing. */
export const DEFAULT_BEHAVIOUR: LinkBehaviour = {
  batchSize: null,
  defaultBrowseMaxDepth: 10,
  autoDetectWriteType: true,
  readMetadataCache: false,
}

/** Types of nodes by their text form, for writes without a type. */
export type Metadata = Map<string, ValueShape>
export type ValueShape = { type: DataType; valueRank: number }
