import { toFailure } from '../failures'
import { RequestFailure } from '../requestFailure'
import type { Encoding } from '../values/encoding'
import { fromTyped } from '../values/fromTyped'
import { plain } from '../values/plain'
import { typed } from '../values/typed'
import { browse, browseNext, browseWithContinuation } from './browse'
import { browseRecursive } from './browseRecursive'
import { call } from './call'
import type { MethodContext } from './context'
import { discoverDataTypes } from './dataTypes'
import { getEndpoints } from './endpoints'
import { historyReadAtTime, historyReadProcessed, historyReadRaw } from './history'
import {
  createEventMonitoredItem,
  createMonitoredItems,
  deleteMonitoredItems,
  modifyMonitoredItems,
  setTriggering,
} from './monitoredItems'
import { addNodes, addReferences, deleteNodes, deleteReferences } from './nodeManagement'
import { resolveNodeId, translateBrowsePaths } from './paths'
import { publish, republish } from './publish'
import { read, readMulti } from './read'
import { serverBuildInfo, serverInfoPart, type InfoPart } from './serverInfo'
import { createSubscription, deleteSubscription, transferSubscriptions } from './subscriptions'
import { write, writeMulti } from './write'

/** One of the methods of `query` or `invoke`, with its positional parameters. */
export type MethodRequest = {
  readonly method: string
  readonly parameters: readonly unknown[]
  readonly encoding: 'plain' | 'typed'
}

/**
 * Runs a method on an open session; the answer is JSON text: of `data` itself for `plain`, of the value inside
 * `{"data":…}` for `typed`. Every method is there in both encodings. Fails with RequestFailure only; `facts.sent` is false
 * when no request that matters has left this machine.
 */
export async function runMethod(context: MethodContext, request: MethodRequest): Promise<string> {
  let sent = false
  const watched: MethodContext = {
    ...context,
    markSent() {
      sent = true
      context.markSent()
    },
  }
  try {
    const method = METHODS.get(request.method)
    if (!method) throw new RequestFailure('unknown_method', 'There is no such method.')
    return request.encoding === 'plain'
      ? await method(watched, request.parameters, plain)
      : await method(
          watched,
          request.parameters.map((parameter) => fromTyped(parameter)),
          typed,
        )
  } catch (error) {
    const failure = toFailure(error, sent)
    throw failure.facts.sent === sent
      ? failure
      : new RequestFailure(failure.type, failure.message, { ...failure.facts, sent })
  }
}

type Run = (context: MethodContext, parameters: readonly unknown[], encoding: Encoding) => Promise<string>

const info =
  (part: InfoPart): Run =>
  (context, _parameters, encoding) =>
    serverInfoPart(context, encoding, part)

/** What is answered by the server; the rest of the 44 is answered where sessions are kept. */
const METHODS: ReadonlyMap<string, Run> = new Map<string, Run>([
  ['getEndpoints', getEndpoints],
  // The reference drops what does not fit into one answer; here both follow it to the end.
  ['browse', browse],
  ['browseAll', browse],
  ['browseWithContinuation', browseWithContinuation],
  ['browseNext', browseNext],
  ['browseRecursive', browseRecursive],
  ['translateBrowsePaths', translateBrowsePaths],
  ['resolveNodeId', resolveNodeId],
  ['read', read],
  ['readMulti', readMulti],
  ['write', write],
  ['writeMulti', writeMulti],
  ['call', call],
  ['createSubscription', createSubscription],
  ['createMonitoredItems', createMonitoredItems],
  ['createEventMonitoredItem', createEventMonitoredItem],
  ['modifyMonitoredItems', modifyMonitoredItems],
  ['deleteMonitoredItems', deleteMonitoredItems],
  ['setTriggering', setTriggering],
  ['deleteSubscription', deleteSubscription],
  ['publish', publish],
  ['republish', republish],
  ['transferSubscriptions', transferSubscriptions],
  ['historyReadRaw', historyReadRaw],
  ['historyReadProcessed', historyReadProcessed],
  ['historyReadAtTime', historyReadAtTime],
  ['discoverDataTypes', discoverDataTypes],
  ['addNodes', addNodes],
  ['deleteNodes', deleteNodes],
  ['addReferences', addReferences],
  ['deleteReferences', deleteReferences],
  ['getServerProductName', info('product')],
  ['getServerManufacturerName', info('manufacturer')],
  ['getServerSoftwareVersion', info('version')],
  ['getServerBuildNumber', info('build')],
  ['getServerBuildDate', info('date')],
  ['getServerBuildInfo', (context, _parameters, encoding) => serverBuildInfo(context, encoding)],
])
