import {
  BrowseDescription,
  BrowseDirection,
  BrowseRequest,
  BrowseResponse,
  DataType,
  NodeId,
  resolveNodeId,
  type DataValue,
  type StatusCode,
} from 'node-opcua-client'
import { isNullNode, nodeIdString } from '../values/nodeId'
import { isBad } from './answers'
import type { MethodContext, ValueShape } from './context'
import { readAll, VALUE } from './read'
import { transact } from './transact'

const DATA_TYPE = 14
const VALUE_RANK = 15

/** What a node's value must be; the bad status of a node that does not say; or nothing where nobody knows. */
export type Detected = { is: 'known'; shape: ValueShape } | { is: 'refused'; status: StatusCode } | { is: 'unknown' }

/** Types of nodes from their DataType and ValueRank (OPC 10000-3, 5.6.2), or else from the value they have now. */
export async function detectTypes(context: MethodContext, nodes: readonly NodeId[]): Promise<readonly Detected[]> {
  const remembers = context.behaviour.readMetadataCache
  const found = new Map<string, Detected>()
  const unknown = new Map<string, NodeId>()
  for (const node of nodes) {
    const key = nodeIdString(node)
    const shape = remembers ? context.metadata.get(key) : undefined
    if (shape) found.set(key, { is: 'known', shape })
    else unknown.set(key, node)
  }
  const values = await readAll(
    context,
    [...unknown.values()].flatMap((nodeId) =>
      [DATA_TYPE, VALUE_RANK, VALUE].map((attributeId) => ({ nodeId, attributeId })),
    ),
    { preparing: true },
  )
  let index = 0
  for (const key of unknown.keys()) {
    const [dataType, rank, value] = values.slice(index, index + 3)
    index += 3
    const detected = dataType && rank && value ? await judge(context, { dataType, rank, value }) : unknownType
    found.set(key, detected)
    if (remembers && detected.is === 'known') context.metadata.set(key, detected.shape)
  }
  return nodes.map((node) => found.get(nodeIdString(node)) ?? unknownType)
}

const unknownType: Detected = { is: 'unknown' }

async function judge(
  context: MethodContext,
  { dataType, rank, value }: Record<'dataType' | 'rank' | 'value', DataValue>,
): Promise<Detected> {
  if (isBad(dataType.statusCode)) return { is: 'refused', status: dataType.statusCode }
  const named: unknown = dataType.value.value
  if (!(named instanceof NodeId)) return unknownType
  const number: unknown = rank.value.value
  const valueRank = typeof number === 'number' ? number : ANY_RANK
  const type = builtIn(named) ?? nonNull(value.value.dataType) ?? (await builtInAbove(context, named))
  return type === undefined ? unknownType : { is: 'known', shape: { type, valueRank } }
}

const ANY_RANK = -2

/** The built-in types' own nodes have their numbers; 24 is any type at all and 22 any structure. */
function builtIn({ namespace, value }: NodeId): DataType | undefined {
  if (namespace !== 0 || typeof value !== 'number') return undefined
  if (value >= 1 && value <= 23) return value
  if (value === 25) return DataType.DiagnosticInfo
  // Enumeration
  return value === 29 ? DataType.Int32 : undefined
}

function nonNull(type: DataType): DataType | undefined {
  return type === DataType.Null ? undefined : type
}

const HAS_SUBTYPE = resolveNodeId('i=45')

/** Follows a type to what it is derived from. */
async function builtInAbove(context: MethodContext, dataType: NodeId): Promise<DataType | undefined> {
  let type = dataType
  for (let step = 0; step < 32; step++) {
    const request = new BrowseRequest({ requestedMaxReferencesPerNode: 1 })
    request.nodesToBrowse = [
      new BrowseDescription({
        nodeId: type,
        referenceTypeId: HAS_SUBTYPE,
        browseDirection: BrowseDirection.Inverse,
        resultMask: 0,
      }),
    ]
    const { results } = await transact(context, request, BrowseResponse, { preparing: true })
    const parent = results?.[0]?.references?.[0]?.nodeId
    if (!parent || isNullNode(parent)) return undefined
    type = new NodeId(parent.identifierType, parent.value, parent.namespace)
    const found = builtIn(type)
    if (found !== undefined) return found
  }
  return undefined
}
