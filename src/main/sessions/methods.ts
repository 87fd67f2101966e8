import type { Row } from '../../contract/row'

/**
 * Where a method is answered: by the server (`server`), by the server through the session's subscriptions, whose ids
 * outlive a lost link (`subscription`), from what is known here (`session`), or by the trust store (`trust`).
 */
export type MethodPlace = 'server' | 'subscription' | 'session' | 'trust'

export type Method = {
  place: MethodPlace
  /** What the station's user management asks for (session-daemon 8). */
  object: string
  right: Row['right']
  /** Whether a lost link may make us ask once more: never for what changes something on the server. */
  repeatable: boolean
}

const SESSIONS = 'Device.Sessions'
const look = (place: MethodPlace): Method => ({ place, object: SESSIONS, right: 'view', repeatable: true })
const once = (place: MethodPlace): Method => ({ place, object: SESSIONS, right: 'view', repeatable: false })
const write: Method = { place: 'server', object: `${SESSIONS}.Write`, right: 'modify', repeatable: false }
const call: Method = { place: 'server', object: `${SESSIONS}.Call`, right: 'execute', repeatable: false }
const manage: Method = { place: 'server', object: `${SESSIONS}.NodeManagement`, right: 'addRemove', repeatable: false }
const trust: Method = { place: 'trust', object: SESSIONS, right: 'modify', repeatable: false }

/** The 44 methods of `query` (seed 000, 2; session-daemon 4), in the order of their numbers. Look them up with `queryMethod`. */
export const QUERY_METHODS = Object.freeze({
  getEndpoints: look('server'),
  browse: look('server'),
  browseWithContinuation: look('server'),
  // A continuation point is used up by asking.
  browseNext: once('server'),
  browseAll: look('server'),
  browseRecursive: look('server'),
  translateBrowsePaths: look('server'),
  resolveNodeId: look('server'),
  read: look('server'),
  readMulti: look('server'),
  write,
  writeMulti: write,
  call,
  createSubscription: once('subscription'),
  createMonitoredItems: once('subscription'),
  createEventMonitoredItem: once('subscription'),
  deleteMonitoredItems: once('subscription'),
  deleteSubscription: once('subscription'),
  publish: once('subscription'),
  transferSubscriptions: once('subscription'),
  republish: once('subscription'),
  historyReadRaw: look('server'),
  historyReadProcessed: look('server'),
  historyReadAtTime: look('server'),
  isConnected: look('session'),
  getConnectionState: look('session'),
  reconnect: once('session'),
  getTimeout: look('session'),
  getAutoRetry: look('session'),
  getBatchSize: look('session'),
  getDefaultBrowseMaxDepth: look('session'),
  getServerMaxNodesPerRead: look('session'),
  getServerMaxNodesPerWrite: look('session'),
  discoverDataTypes: look('server'),
  invalidateCache: look('session'),
  flushCache: look('session'),
  modifyMonitoredItems: once('subscription'),
  setTriggering: once('subscription'),
  trustCertificate: trust,
  untrustCertificate: trust,
  getTrustStore: look('trust'),
  getTrustPolicy: look('trust'),
  getEventDispatcher: look('session'),
  getLogger: look('session'),
} as const satisfies Record<string, Method>)

/** What `invoke` reaches: methods of the modules every session has. */
export const MODULE_METHODS = Object.freeze({
  addNodes: manage,
  deleteNodes: manage,
  addReferences: manage,
  deleteReferences: manage,
  getServerProductName: look('server'),
  getServerManufacturerName: look('server'),
  getServerSoftwareVersion: look('server'),
  getServerBuildNumber: look('server'),
  getServerBuildDate: look('server'),
  getServerBuildInfo: look('server'),
} as const satisfies Record<string, Method>)

export type QueryMethod = keyof typeof QUERY_METHODS
export type ModuleMethod = keyof typeof MODULE_METHODS

/** Own keys only: `constructor`, `__proto__` and `then` are no methods. */
export function isQueryMethod(name: unknown): name is QueryMethod {
  return typeof name === 'string' && Object.hasOwn(QUERY_METHODS, name)
}

export function isModuleMethod(name: unknown): name is ModuleMethod {
  return typeof name === 'string' && Object.hasOwn(MODULE_METHODS, name)
}
