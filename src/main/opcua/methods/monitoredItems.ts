import {
  CreateMonitoredItemsRequest,
  CreateMonitoredItemsResponse,
  DeleteMonitoredItemsRequest,
  DeleteMonitoredItemsResponse,
  EventFilter,
  ModifyMonitoredItemsRequest,
  ModifyMonitoredItemsResponse,
  MonitoredItemCreateRequest,
  MonitoredItemModifyRequest,
  MonitoringParameters,
  resolveNodeId,
  SetTriggeringRequest,
  SetTriggeringResponse,
  SimpleAttributeOperand,
  TimestampsToReturn,
  type MonitoredItemCreateResult,
} from 'node-opcua-client'
import { booleanAt, given, integerAt, listAt, numberAt, objectAt, partOf, stringAt, UINT32 } from '../values/argument'
import type { Encoding } from '../values/encoding'
import { nodeIdAt } from '../values/fromJson'
import { doubleText, listText } from '../values/text'
import { complete, statusText } from './answers'
import type { MethodContext } from './context'
import { nameOf } from './paths'
import { attributeAt, valueId } from './read'
import { idsAt } from './subscriptions'
import { transact } from './transact'

/** Values are reported, not only sampled (OPC 10000-4, 7.23). */
const REPORTING = 2
const EVENT_NOTIFIER = 12
const SELECT_FIELDS = ['EventId', 'EventType', 'SourceName', 'Time', 'Message', 'Severity']
const BASE_EVENT_TYPE = resolveNodeId('i=2041')

/**
 * createMonitoredItems(subId, [{ nodeId, attributeId = 13, samplingInterval = 250, queueSize = 1, clientHandle = 0,
 * monitoringMode = 2 }]) → MonitoredItemResults in order.
 */
export async function createMonitoredItems(
  context: MethodContext,
  [id, items]: readonly unknown[],
  encoding: Encoding,
): Promise<string> {
  const asked = listAt(items, 'items').map((item, index) => {
    const at = `items[${index}]`
    const object = objectAt(item, at)
    const node = {
      nodeId: nodeIdAt(partOf(object, 'nodeId'), `${at}.nodeId`),
      attributeId: attributeAt(partOf(object, 'attributeId'), `${at}.attributeId`),
    }
    const request = new MonitoredItemCreateRequest()
    request.itemToMonitor = valueId(node)
    request.monitoringMode = given(partOf(object, 'monitoringMode'), REPORTING, (value) =>
      integerAt(value, `${at}.monitoringMode`, { min: 0, max: 2 }),
    )
    request.requestedParameters = parametersAt(object, at, { samplingInterval: 250, queueSize: 1, clientHandle: 0 })
    return request
  })
  const results = await create(context, integerAt(id, 'subscriptionId', UINT32), asked)
  return listText(results, (result) => createdText(encoding, result))
}

/** createEventMonitoredItem(subId, node, selectFields, clientHandle = 1) → MonitoredItemResult. Fields may be paths, `a/b`. */
export async function createEventMonitoredItem(
  context: MethodContext,
  [id, node, fields, handle]: readonly unknown[],
  encoding: Encoding,
): Promise<string> {
  const names = given(fields, SELECT_FIELDS, (value) =>
    listAt(value, 'selectFields').map((field, index) => stringAt(field, `selectFields[${index}]`)),
  )
  const filter = new EventFilter()
  filter.selectClauses = names.map((name) => {
    const operand = new SimpleAttributeOperand()
    operand.typeDefinitionId = BASE_EVENT_TYPE
    operand.browsePath = name.split('/').map(nameOf)
    operand.attributeId = 13
    return operand
  })
  const request = new MonitoredItemCreateRequest()
  request.itemToMonitor = valueId({ nodeId: nodeIdAt(node, 'node'), attributeId: EVENT_NOTIFIER })
  request.monitoringMode = REPORTING
  const parameters = new MonitoringParameters()
  parameters.clientHandle = given(handle, 1, (value) => integerAt(value, 'clientHandle', UINT32))
  parameters.samplingInterval = 0
  // The server's own length of queue for events.
  parameters.queueSize = 0
  parameters.discardOldest = true
  parameters.filter = filter
  request.requestedParameters = parameters
  const [result] = await create(context, integerAt(id, 'subscriptionId', UINT32), [request])
  return result ? createdText(encoding, result) : 'null'
}

/** modifyMonitoredItems(subId, [{ monitoredItemId, samplingInterval?, queueSize?, clientHandle?, discardOldest? }]). */
export async function modifyMonitoredItems(
  context: MethodContext,
  [id, items]: readonly unknown[],
  encoding: Encoding,
): Promise<string> {
  const request = new ModifyMonitoredItemsRequest({ timestampsToReturn: TimestampsToReturn.Both })
  request.subscriptionId = integerAt(id, 'subscriptionId', UINT32)
  const asked = listAt(items, 'items').map((item, index) => {
    const at = `items[${index}]`
    const object = objectAt(item, at)
    const modify = new MonitoredItemModifyRequest()
    modify.monitoredItemId = integerAt(partOf(object, 'monitoredItemId'), `${at}.monitoredItemId`, UINT32)
    modify.requestedParameters = parametersAt(object, at, { samplingInterval: -1, queueSize: 0, clientHandle: 0 })
    return modify
  })
  request.itemsToModify = asked
  const { results } = await transact(context, request, ModifyMonitoredItemsResponse)
  return listText(complete(results, asked.length), (result) =>
    encoding.shape('MonitoredItemModifyResult', [
      ['statusCode', 'status', statusText(result.statusCode)],
      ['revisedSamplingInterval', 'interval', doubleText(result.revisedSamplingInterval)],
      ['revisedQueueSize', 'queue', String(result.revisedQueueSize)],
    ]),
  )
}

/** deleteMonitoredItems(subId, ids) → statuses in order. */
export async function deleteMonitoredItems(context: MethodContext, [id, ids]: readonly unknown[]): Promise<string> {
  const monitoredItemIds = idsAt(ids, 'monitoredItemIds')
  const request = new DeleteMonitoredItemsRequest({
    subscriptionId: integerAt(id, 'subscriptionId', UINT32),
    monitoredItemIds,
  })
  const { results } = await transact(context, request, DeleteMonitoredItemsResponse)
  return listText(complete(results, monitoredItemIds.length), statusText)
}

/** setTriggering(subId, triggeringItemId, add = [], remove = []) → `{addResults,removeResults}`. */
export async function setTriggering(
  context: MethodContext,
  [id, item, add, remove]: readonly unknown[],
  encoding: Encoding,
): Promise<string> {
  const linksToAdd = given(add, [], (value) => idsAt(value, 'linksToAdd'))
  const linksToRemove = given(remove, [], (value) => idsAt(value, 'linksToRemove'))
  const request = new SetTriggeringRequest({
    subscriptionId: integerAt(id, 'subscriptionId', UINT32),
    triggeringItemId: integerAt(item, 'triggeringItemId', UINT32),
    linksToAdd,
    linksToRemove,
  })
  const { addResults, removeResults } = await transact(context, request, SetTriggeringResponse)
  return encoding.shape('SetTriggeringResult', [
    ['addResults', 'add', listText(complete(addResults ?? [], linksToAdd.length), statusText)],
    ['removeResults', 'remove', listText(complete(removeResults ?? [], linksToRemove.length), statusText)],
  ])
}

async function create(
  context: MethodContext,
  subscriptionId: number,
  items: MonitoredItemCreateRequest[],
): Promise<readonly MonitoredItemCreateResult[]> {
  const request = new CreateMonitoredItemsRequest({ subscriptionId, timestampsToReturn: TimestampsToReturn.Both })
  request.itemsToCreate = items
  const { results } = await transact(context, request, CreateMonitoredItemsResponse)
  return complete(results, items.length)
}

type Defaults = { samplingInterval: number; queueSize: number; clientHandle: number }

function parametersAt(object: Record<string, unknown>, at: string, defaults: Defaults): MonitoringParameters {
  const parameters = new MonitoringParameters()
  parameters.clientHandle = given(partOf(object, 'clientHandle'), defaults.clientHandle, (value) =>
    integerAt(value, `${at}.clientHandle`, UINT32),
  )
  parameters.samplingInterval = given(partOf(object, 'samplingInterval'), defaults.samplingInterval, (value) =>
    numberAt(value, `${at}.samplingInterval`),
  )
  parameters.queueSize = given(partOf(object, 'queueSize'), defaults.queueSize, (value) =>
    integerAt(value, `${at}.queueSize`, UINT32),
  )
  parameters.discardOldest = given(partOf(object, 'discardOldest'), true, (value) =>
    booleanAt(value, `${at}.discardOldest`),
  )
  return parameters
}

function createdText(encoding: Encoding, result: MonitoredItemCreateResult): string {
  return encoding.shape('MonitoredItemResult', [
    ['statusCode', 'status', statusText(result.statusCode)],
    ['monitoredItemId', 'id', String(result.monitoredItemId)],
    ['revisedSamplingInterval', 'interval', doubleText(result.revisedSamplingInterval)],
    ['revisedQueueSize', 'queue', String(result.revisedQueueSize)],
  ])
}
