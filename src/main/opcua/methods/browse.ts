import {
  BrowseDescription,
  BrowseNextRequest,
  BrowseNextResponse,
  BrowseRequest,
  BrowseResponse,
  type BrowseResult,
  type NodeId,
  type ReferenceDescription,
} from 'node-opcua-client'
import { booleanAt, given, integerAt, listAt, UINT32 } from '../values/argument'
import type { Encoding } from '../values/encoding'
import { bytesAt, nodeIdAt } from '../values/fromJson'
import { isNullNode } from '../values/nodeId'
import { base64Text, listText } from '../values/text'
import { complete, goodOrFail } from './answers'
import type { MethodContext } from './context'
import { transact } from './transact'

/** What of a node's references is asked for (OPC 10000-4, 5.9.2). */
export type BrowseFilter = {
  direction: number
  /** Null for every type of reference. */
  referenceType: NodeId | null
  includeSubtypes: boolean
  /** 0 for every class. */
  classMask: number
}

/** browse(node, direction = 0, refType = null, includeSubtypes = true, nodeClasses = [], useCache = true), all of it. */
export async function browse(
  context: MethodContext,
  parameters: readonly unknown[],
  encoding: Encoding,
): Promise<string> {
  const [node, direction, type, includeSubtypes, classes] = parameters
  const filter = filterAt({ direction, type, includeSubtypes, classes })
  const [references] = await browseAll(context, [nodeIdAt(node, 'node')], filter)
  if (references?.is === 'refused') goodOrFail(references.status)
  return listText(references?.is === 'found' ? references.references : [], (one) => referenceText(encoding, one))
}

/** browseWithContinuation(node, direction, refType, includeSubtypes, nodeClasses) → BrowseResultSet. */
export async function browseWithContinuation(
  context: MethodContext,
  [node, direction, type, includeSubtypes, classes]: readonly unknown[],
  encoding: Encoding,
): Promise<string> {
  const filter = filterAt({ direction, type, includeSubtypes, classes })
  const [result] = await ask(context, [nodeIdAt(node, 'node')], filter)
  return resultText(encoding, result)
}

/** browseNext(continuationPoint) → BrowseResultSet; the point is base64 and is used up by asking. */
export async function browseNext(
  context: MethodContext,
  [point]: readonly unknown[],
  encoding: Encoding,
): Promise<string> {
  const [result] = await next(context, [bytesAt(point, 'continuationPoint')])
  return resultText(encoding, result)
}

export type Browsed =
  { is: 'found'; references: readonly ReferenceDescription[] } | { is: 'refused'; status: BrowseResult['statusCode'] }

/** References of several nodes, in order, with continuation points followed to their end. */
export async function browseAll(
  context: MethodContext,
  nodes: readonly NodeId[],
  filter: BrowseFilter,
): Promise<readonly Browsed[]> {
  const found = (await ask(context, nodes, filter)).map((result) => ({
    status: result.statusCode,
    references: [...(result.references ?? [])],
    point: result.continuationPoint,
  }))
  let open = found.filter(({ point }) => point?.length)
  while (open.length > 0) {
    const results = await next(
      context,
      open.map(({ point }) => point),
    )
    for (const [index, result] of results.entries()) {
      const one = open[index]
      if (!one) continue
      // Half of a list is none: a point that was lost on the way makes the whole answer a failure.
      goodOrFail(result.statusCode)
      for (const reference of result.references ?? []) one.references.push(reference)
      one.point = result.continuationPoint
    }
    open = open.filter(({ point }) => point?.length)
  }
  return found.map(({ status, references }) =>
    status.value >= 0x8000_0000 ? { is: 'refused', status } : { is: 'found', references },
  )
}

async function ask(
  context: MethodContext,
  nodes: readonly NodeId[],
  filter: BrowseFilter,
): Promise<readonly BrowseResult[]> {
  const request = new BrowseRequest({ requestedMaxReferencesPerNode: 0 })
  request.nodesToBrowse = nodes.map((nodeId) => {
    const description = new BrowseDescription(null)
    description.nodeId = nodeId
    description.browseDirection = filter.direction
    if (filter.referenceType) description.referenceTypeId = filter.referenceType
    description.includeSubtypes = filter.includeSubtypes
    description.nodeClassMask = filter.classMask
    description.resultMask = 0x3f
    return description
  })
  const { results } = await transact(context, request, BrowseResponse)
  return complete(results, nodes.length)
}

async function next(context: MethodContext, points: readonly Buffer[]): Promise<readonly BrowseResult[]> {
  const request = new BrowseNextRequest({ releaseContinuationPoints: false })
  request.continuationPoints = [...points]
  const { results } = await transact(context, request, BrowseNextResponse)
  return complete(results, points.length)
}

export function filterAt(asked: Record<'direction' | 'type' | 'includeSubtypes' | 'classes', unknown>): BrowseFilter {
  return {
    direction: given(asked.direction, 0, (value) => integerAt(value, 'direction', { min: 0, max: 2 })),
    referenceType: given(asked.type, null, (value) => nodeIdAt(value, 'refType')),
    includeSubtypes: given(asked.includeSubtypes, true, (value) => booleanAt(value, 'includeSubtypes')),
    classMask: given(asked.classes, 0, (value) =>
      listAt(value, 'nodeClasses').reduce<number>(
        (mask, one, index) => mask | integerAt(one, `nodeClasses[${index}]`, UINT32),
        0,
      ),
    ),
  }
}

function resultText(encoding: Encoding, result: BrowseResult | undefined): string {
  if (!result) return 'null'
  goodOrFail(result.statusCode)
  const point = result.continuationPoint?.length ? base64Text(result.continuationPoint) : 'null'
  return encoding.shape('BrowseResultSet', [
    ['references', 'refs', listText(result.references, (reference) => referenceText(encoding, reference))],
    ['continuationPoint', 'cpB64', point],
  ])
}

export function referenceText(encoding: Encoding, reference: ReferenceDescription): string {
  const { typeDefinition } = reference
  return encoding.shape('ReferenceDescription', [
    ['referenceTypeId', 'refType', encoding.nodeId(reference.referenceTypeId)],
    ['isForward', 'isForward', String(reference.isForward)],
    ['nodeId', 'nodeId', encoding.nodeId(reference.nodeId)],
    ['browseName', 'browseName', encoding.qualifiedName(reference.browseName)],
    ['displayName', 'displayName', encoding.localizedText(reference.displayName)],
    ['nodeClass', 'nodeClass', encoding.enumeration('NodeClass', reference.nodeClass)],
    ['typeDefinition', 'typeDef', isNullNode(typeDefinition) ? 'null' : encoding.nodeId(typeDefinition)],
  ])
}
