import { RequestFailure } from '../opcua/requestFailure'
import { MODULE_METHODS, QUERY_METHODS, isModuleMethod, isQueryMethod, type Method } from './methods'
import type { Turn } from './requestQueue'

/** A method as somebody asks for it. */
export type Asked = {
  method: string
  parameters: readonly unknown[]
  encoding: 'plain' | 'typed'
}

/** Fails with forbidden_method for what `query` does not reach (seed 000, 2). */
export function queriedMethod(method: string): Method {
  if (!isQueryMethod(method))
    throw new RequestFailure('forbidden_method', `Method not allowed: ${method}`, { sent: false })
  return QUERY_METHODS[method]
}

/**
 * Fails with unknown_method for what `invoke` does not reach: what modules of the reference offer, but for subscriptions,
 * whose ids are ours in plain values only.
 */
export function invokedMethod(method: string): Method {
  if (isModuleMethod(method)) return MODULE_METHODS[method]
  if (isQueryMethod(method)) {
    const found: Method = QUERY_METHODS[method]
    if (found.place === 'server') return found
  }
  const message = `Method "${method}" is not registered on the client for this session.`
  throw new RequestFailure('unknown_method', message, { sent: false })
}

/** `publish` waits until the server has something to say; nobody is to wait for that. */
export function turnOf({ method }: Asked, { repeatable }: Method): Turn {
  if (method === 'publish') return 'beside'
  return repeatable ? 'together' : 'alone'
}

/** Where a method says whether an answer that is remembered will do, and what counts when it says nothing. */
const USE_CACHE: Readonly<Record<string, number>> = Object.freeze({
  getEndpoints: 1,
  browse: 5,
  browseAll: 5,
  resolveNodeId: 2,
})
const VALUE_ATTRIBUTE = 13

/** Whether an answer may come from what is remembered (session-daemon 4). */
export function mayRemember({ method, parameters }: Asked, readMetadataCache: boolean): boolean {
  if (Object.hasOwn(USE_CACHE, method)) return (parameters[USE_CACHE[method] ?? 0] ?? true) === true
  if (method !== 'read' || !readMetadataCache) return false
  const [, attribute = VALUE_ATTRIBUTE, refresh = false] = parameters
  return attribute !== VALUE_ATTRIBUTE && refresh === false
}

/** Whether what is remembered of a server may be wrong after this. */
export function changesNodes({ object }: Method): boolean {
  return object.endsWith('.NodeManagement')
}
