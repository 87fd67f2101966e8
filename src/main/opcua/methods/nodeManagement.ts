import { ExpandedNodeId, NodeId } from 'node-opcua-client'
import {
  AddNodesItem,
  AddNodesRequest,
  AddNodesResponse,
  AddReferencesItem,
  AddReferencesRequest,
  AddReferencesResponse,
  DeleteNodesItem,
  DeleteNodesRequest,
  DeleteNodesResponse,
  DeleteReferencesItem,
  DeleteReferencesRequest,
  DeleteReferencesResponse,
} from 'node-opcua-types'
import { booleanAt, given, integerAt, listAt, objectAt, partOf, stringAt } from '../values/argument'
import type { Encoding } from '../values/encoding'
import { expandedNodeIdAt, nodeIdAt, qualifiedNameAt } from '../values/fromJson'
import { listText } from '../values/text'
import { complete, statusText } from './answers'
import type { MethodContext } from './context'
import { nodeAttributesAt } from './nodeAttributes'
import { transact } from './transact'

const CLASS = { min: 0, max: 255 }

/** addNodes([node]) → AddNodesResults in order (OPC 10000-4, 5.8.2). */
export async function addNodes(
  context: MethodContext,
  [nodes]: readonly unknown[],
  encoding: Encoding,
): Promise<string> {
  const asked = listAt(nodes, 'nodes').map((node, index) =>
    newNode(objectAt(node, `nodes[${index}]`), `nodes[${index}]`),
  )
  const request = new AddNodesRequest()
  request.nodesToAdd = asked
  const { results } = await transact(context, request, AddNodesResponse)
  return listText(complete(results, asked.length), ({ statusCode, addedNodeId }) =>
    encoding.shape('AddNodesResult', [
      ['statusCode', 'status', statusText(statusCode)],
      ['addedNodeId', 'added', encoding.nodeId(addedNodeId)],
    ]),
  )
}

function newNode(object: Record<string, unknown>, at: string): AddNodesItem {
  const nodeClass = integerAt(partOf(object, 'nodeClass'), `${at}.nodeClass`, CLASS)
  const item = new AddNodesItem()
  item.parentNodeId = expanded(expandedNodeIdAt(partOf(object, 'parentNodeId'), `${at}.parentNodeId`))
  item.referenceTypeId = nodeIdAt(partOf(object, 'referenceTypeId'), `${at}.referenceTypeId`)
  item.requestedNewNodeId = optionalNode(partOf(object, 'requestedNewNodeId'), `${at}.requestedNewNodeId`)
  item.browseName = qualifiedNameAt(partOf(object, 'browseName'), `${at}.browseName`)
  item.nodeClass = nodeClass
  item.typeDefinition = optionalNode(partOf(object, 'typeDefinition'), `${at}.typeDefinition`)
  // Without a name to show, the browse name is shown.
  const shown = given(partOf(object, 'displayName'), item.browseName.name ?? '', (value) => value)
  item.nodeAttributes = nodeAttributesAt(nodeClass, { ...object, displayName: shown }, at)
  return item
}

/** deleteNodes([{ nodeId, deleteTargetReferences = true }]) → statuses in order. */
export async function deleteNodes(context: MethodContext, [nodes]: readonly unknown[]): Promise<string> {
  const asked = listAt(nodes, 'nodes').map((node, index) => {
    const at = `nodes[${index}]`
    const object = objectAt(node, at)
    const item = new DeleteNodesItem()
    item.nodeId = nodeIdAt(partOf(object, 'nodeId'), `${at}.nodeId`)
    item.deleteTargetReferences = given(partOf(object, 'deleteTargetReferences'), true, (value) =>
      booleanAt(value, `${at}.deleteTargetReferences`),
    )
    return item
  })
  const request = new DeleteNodesRequest()
  request.nodesToDelete = asked
  const { results } = await transact(context, request, DeleteNodesResponse)
  return listText(complete(results, asked.length), statusText)
}

/** addReferences([{ sourceNodeId, referenceTypeId, isForward, targetNodeId, targetNodeClass }]) → statuses in order. */
export async function addReferences(context: MethodContext, [references]: readonly unknown[]): Promise<string> {
  const asked = listAt(references, 'references').map((reference, index) => {
    const at = `references[${index}]`
    const object = objectAt(reference, at)
    const item = new AddReferencesItem()
    Object.assign(item, ends(object, at))
    item.targetServerUri = given(partOf(object, 'targetServerUri'), null, (value) =>
      stringAt(value, `${at}.targetServerUri`),
    )
    item.targetNodeClass = given(partOf(object, 'targetNodeClass'), 0, (value) =>
      integerAt(value, `${at}.targetNodeClass`, CLASS),
    )
    return item
  })
  const request = new AddReferencesRequest()
  request.referencesToAdd = asked
  const { results } = await transact(context, request, AddReferencesResponse)
  return listText(complete(results, asked.length), statusText)
}

/** deleteReferences([{ sourceNodeId, referenceTypeId, isForward, targetNodeId, deleteBidirectional = true }]) → statuses. */
export async function deleteReferences(context: MethodContext, [references]: readonly unknown[]): Promise<string> {
  const asked = listAt(references, 'references').map((reference, index) => {
    const at = `references[${index}]`
    const object = objectAt(reference, at)
    const item = new DeleteReferencesItem()
    Object.assign(item, ends(object, at))
    item.deleteBidirectional = given(partOf(object, 'deleteBidirectional'), true, (value) =>
      booleanAt(value, `${at}.deleteBidirectional`),
    )
    return item
  })
  const request = new DeleteReferencesRequest()
  request.referencesToDelete = asked
  const { results } = await transact(context, request, DeleteReferencesResponse)
  return listText(complete(results, asked.length), statusText)
}

function ends(object: Record<string, unknown>, at: string) {
  return {
    sourceNodeId: nodeIdAt(partOf(object, 'sourceNodeId'), `${at}.sourceNodeId`),
    referenceTypeId: nodeIdAt(partOf(object, 'referenceTypeId'), `${at}.referenceTypeId`),
    isForward: given(partOf(object, 'isForward'), true, (value) => booleanAt(value, `${at}.isForward`)),
    targetNodeId: expanded(expandedNodeIdAt(partOf(object, 'targetNodeId'), `${at}.targetNodeId`)),
  }
}

function optionalNode(value: unknown, at: string): ExpandedNodeId {
  return expanded(given(value, new NodeId(), (node) => expandedNodeIdAt(node, at)))
}

function expanded(node: NodeId | ExpandedNodeId): ExpandedNodeId {
  return node instanceof ExpandedNodeId ? node : ExpandedNodeId.fromNodeId(node)
}
