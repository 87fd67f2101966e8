import {
  QualifiedName,
  ReadRequest,
  ReadResponse,
  ReadValueId,
  TimestampsToReturn,
  type DataValue,
} from 'node-opcua-client'
import { given, integerAt, listAt, objectAt, partOf } from '../values/argument'
import type { Encoding } from '../values/encoding'
import { nodeIdAt } from '../values/fromJson'
import { listText } from '../values/text'
import { dataValueText } from '../values/valueText'
import { batches, batchSize, complete } from './answers'
import type { Asked, MethodContext } from './context'
import { transact } from './transact'

export const VALUE = 13

/** read(node, attributeId = 13, refresh = false) → DataValue. */
export async function read(
  context: MethodContext,
  parameters: readonly unknown[],
  encoding: Encoding,
): Promise<string> {
  const [node, attribute] = parameters
  const asked = { nodeId: nodeIdAt(node, 'node'), attributeId: attributeAt(attribute, 'attributeId') }
  const [value] = context.together ? [await context.together(context, asked)] : await readOnce(context, [asked])
  return value ? dataValueText(encoding, value) : 'null'
}

/** readMulti([{ nodeId, attributeId = 13 }]) → DataValues in order, over as many requests as the limits ask for. */
export async function readMulti(
  context: MethodContext,
  [items]: readonly unknown[],
  encoding: Encoding,
): Promise<string> {
  const asked = listAt(items, 'items').map((item, index) => {
    const object = objectAt(item, `items[${index}]`)
    return {
      nodeId: nodeIdAt(partOf(object, 'nodeId'), `items[${index}].nodeId`),
      attributeId: attributeAt(partOf(object, 'attributeId'), `items[${index}].attributeId`),
    }
  })
  return listText(await readAll(context, asked), (value) => dataValueText(encoding, value))
}

export async function readAll(
  context: MethodContext,
  asked: readonly Asked[],
  options?: { preparing: boolean },
): Promise<readonly DataValue[]> {
  if (asked.length === 0) return []
  const size = batchSize(context.limits.maxNodesPerRead, context.behaviour.batchSize)
  const all: DataValue[] = []
  for (const batch of batches(asked, size)) {
    for (const value of await readOnce(context, batch, options)) all.push(value)
  }
  return all
}

/** One Read request (OPC 10000-4, 5.11.2) for as many nodes as the server takes. */
export async function readOnce(
  context: MethodContext,
  asked: readonly Asked[],
  options?: { preparing: boolean },
): Promise<readonly DataValue[]> {
  const request = new ReadRequest({ timestampsToReturn: TimestampsToReturn.Both })
  request.nodesToRead = asked.map(valueId)
  const { results } = await transact(context, request, ReadResponse, options)
  return complete(results, asked.length)
}

const NO_ENCODING = new QualifiedName(null)

export function valueId({ nodeId, attributeId }: Asked): ReadValueId {
  const id = new ReadValueId(null)
  id.nodeId = nodeId
  id.attributeId = attributeId
  id.dataEncoding = NO_ENCODING
  return id
}

export function attributeAt(value: unknown, at: string): number {
  return given(value, VALUE, (number) => integerAt(number, at, { min: 1, max: 27 }))
}
