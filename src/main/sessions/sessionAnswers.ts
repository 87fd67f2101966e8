import type { LinkFacts } from '../opcua/opcua'
import { RequestFailure } from '../opcua/requestFailure'
import type { ConnectionState } from './connection'
import { behaviourOf, retriesOf, secondsOf, type OpenConfig } from './openConfig'
import type { Asked } from './requests'
import { stateName } from './sessionState'

export type Known = {
  config: OpenConfig
  state: ConnectionState
  /** Of the last link. */
  facts: LinkFacts | undefined
  reconnect: () => Promise<void>
  /** Drops what is remembered about one node, or everything. */
  forget: (node: unknown) => Promise<void>
}

/** The methods of `query` with place `session`: what is known here, or is done to the session itself. JSON text. */
export async function answerHere({ method, parameters }: Asked, known: Known): Promise<string> {
  const { config, state, facts } = known
  switch (method) {
    case 'isConnected':
      return JSON.stringify(state.is === 'open')
    case 'getConnectionState':
      return JSON.stringify(stateName(state))
    case 'reconnect':
      await known.reconnect()
      return 'null'
    case 'getTimeout':
      return JSON.stringify(secondsOf(config))
    case 'getAutoRetry':
      return JSON.stringify(retriesOf(config))
    case 'getBatchSize':
      return JSON.stringify(behaviourOf(config).batchSize)
    case 'getDefaultBrowseMaxDepth':
      return JSON.stringify(behaviourOf(config).defaultBrowseMaxDepth)
    case 'getServerMaxNodesPerRead':
      return limit(facts?.maxNodesPerRead)
    case 'getServerMaxNodesPerWrite':
      return limit(facts?.maxNodesPerWrite)
    case 'invalidateCache':
      if (parameters[0] === undefined || parameters[0] === null) {
        throw new RequestFailure('invalid_argument', 'invalidateCache needs a NodeId.', { sent: false })
      }
      await known.forget(parameters[0])
      return 'null'
    case 'flushCache':
      await known.forget(undefined)
      return 'null'
    // They mean something inside PHP only (session-daemon 4).
    case 'getEventDispatcher':
    case 'getLogger':
      return 'null'
    default:
      throw new RequestFailure('forbidden_method', `Method not allowed: ${method}`, { sent: false })
  }
}

/** Null where the server states none. */
function limit(most: number | undefined): string {
  return most === undefined || most === 0 ? 'null' : String(most)
}
