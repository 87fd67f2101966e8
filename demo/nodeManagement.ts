import { StatusCodes, type NodeId, type StatusCode } from 'node-opcua-client'
import type { AddReferenceOpts, BaseNode } from 'node-opcua-address-space'
import type { OPCUAServer } from 'node-opcua-server'
import {
  AddNodesRequest,
  AddNodesResponse,
  AddReferencesRequest,
  AddReferencesResponse,
  DeleteNodesRequest,
  DeleteNodesResponse,
  DeleteReferencesRequest,
  DeleteReferencesResponse,
  NodeClass,
  VariableAttributes,
  type AddNodesItem,
  type AddNodesResultOptions,
} from 'node-opcua-types'
import type { Plant } from './variables'

/**
 * Answers the NodeManagement services (OPC 10000-4, 5.8), which the library leaves out: objects and variables of the
 * demo's namespace. What the demo itself has made cannot be deleted.
 */
export function manageNodes(server: OPCUAServer, { namespace }: Plant): void {
  const { addressSpace } = namespace
  const added = new Set<string>()
  let next = 1_000_000

  const takeUp = server.on_request.bind(server)
  server.on_request = (message, channel) => {
    const { request } = message
    const respond = answerTo(request)
    if (!respond) return takeUp(message, channel)
    const session = server.getSession(request.requestHeader.authenticationToken, true)
    // Without a session the library itself has the right refusal: it takes the service for unknown only after that.
    if (!session || session.channelId !== channel.channelId || session.status !== 'active')
      return takeUp(message, channel)
    session.keepAlive()
    channel.send_response('MSG', respond(), message)
  }

  function answerTo(request: object) {
    if (request instanceof AddNodesRequest)
      return () => new AddNodesResponse({ results: (request.nodesToAdd ?? []).map(addNode) })
    if (request instanceof DeleteNodesRequest)
      return () =>
        new DeleteNodesResponse({ results: (request.nodesToDelete ?? []).map(({ nodeId }) => deleteNode(nodeId)) })
    if (request instanceof AddReferencesRequest)
      return () =>
        new AddReferencesResponse({
          results: (request.referencesToAdd ?? []).map((item) =>
            changeReference(item, (source, reference, there) => {
              if (there) return StatusCodes.BadDuplicateReferenceNotAllowed
              source.addReference(reference)
              return StatusCodes.Good
            }),
          ),
        })
    if (request instanceof DeleteReferencesRequest)
      return () =>
        new DeleteReferencesResponse({
          results: (request.referencesToDelete ?? []).map((item) =>
            changeReference(item, (source, reference, there) => {
              if (!there) return StatusCodes.BadNotFound
              source.removeReference(reference)
              return StatusCodes.Good
            }),
          ),
        })
    return undefined
  }

  function addNode(item: AddNodesItem): AddNodesResultOptions {
    const parent = addressSpace.findNode(item.parentNodeId)
    if (!parent) return { statusCode: StatusCodes.BadParentNodeIdInvalid }
    if (!addressSpace.findReferenceType(item.referenceTypeId))
      return { statusCode: StatusCodes.BadReferenceTypeIdInvalid }
    if (!item.browseName.name) return { statusCode: StatusCodes.BadBrowseNameInvalid }
    const asked = item.requestedNewNodeId
    if (!asked.isEmpty()) {
      if (asked.namespace !== namespace.index) return { statusCode: StatusCodes.BadNodeIdRejected }
      if (addressSpace.findNode(asked)) return { statusCode: StatusCodes.BadNodeIdExists }
    }
    const node = makeNode(item, asked.isEmpty() ? `ns=${namespace.index};i=${next++}` : asked.toString(), parent)
    if (!node) return { statusCode: StatusCodes.BadNodeClassInvalid }
    added.add(String(node.nodeId))
    return { statusCode: StatusCodes.Good, addedNodeId: node.nodeId }
  }

  function makeNode(item: AddNodesItem, nodeId: string, parent: BaseNode): BaseNode | undefined {
    const shared = {
      browseName: item.browseName,
      nodeId,
      references: [{ referenceType: item.referenceTypeId, isForward: false, nodeId: parent.nodeId }],
    }
    if (item.nodeClass === NodeClass.Object) return namespace.addObject(shared)
    if (item.nodeClass !== NodeClass.Variable) return undefined
    const attributes = item.nodeAttributes instanceof VariableAttributes ? item.nodeAttributes : undefined
    return namespace.addVariable({
      ...shared,
      dataType: attributes?.dataType.isEmpty() === false ? attributes.dataType : 'i=24',
      valueRank: attributes?.valueRank ?? -1,
      ...(attributes ? { value: attributes.value } : {}),
    })
  }

  function deleteNode(nodeId: NodeId): StatusCode {
    const node = addressSpace.findNode(nodeId)
    if (!node) return StatusCodes.BadNodeIdUnknown
    if (!added.delete(String(nodeId))) return StatusCodes.BadUserAccessDenied
    addressSpace.deleteNode(node)
    return StatusCodes.Good
  }

  function changeReference(
    item: { sourceNodeId: NodeId; targetNodeId: NodeId; referenceTypeId: NodeId; isForward: boolean },
    change: (source: BaseNode, reference: AddReferenceOpts, there: boolean) => StatusCode,
  ): StatusCode {
    const source = addressSpace.findNode(item.sourceNodeId)
    if (!source) return StatusCodes.BadSourceNodeIdInvalid
    const target = addressSpace.findNode(item.targetNodeId)
    if (!target) return StatusCodes.BadTargetNodeIdInvalid
    const type = addressSpace.findReferenceType(item.referenceTypeId)
    if (!type) return StatusCodes.BadReferenceTypeIdInvalid
    const there = (item.isForward ? source.allReferences() : target.allReferences()).some(
      (reference) =>
        reference.isForward &&
        String(reference.referenceType) === String(type.nodeId) &&
        String(reference.nodeId) === String((item.isForward ? target : source).nodeId),
    )
    return change(source, { referenceType: type.nodeId, isForward: item.isForward, nodeId: target.nodeId }, there)
  }
}
