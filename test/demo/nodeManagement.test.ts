import { AttributeIds, DataType, NodeClass, Variant, coerceNodeId, makeExpandedNodeId } from 'node-opcua-client'
import {
  AddNodesRequest,
  AddNodesResponse,
  AddReferencesRequest,
  AddReferencesResponse,
  DeleteNodesRequest,
  DeleteNodesResponse,
  DeleteReferencesRequest,
  DeleteReferencesResponse,
  ObjectAttributes,
  VariableAttributes,
} from 'node-opcua-types'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestController, type TestController } from '../support/controller'
import { connectDirectly, perform, type DirectClient } from '../support/controllerClient'

const ORGANIZES = 'i=35'

let controller: TestController
let direct: DirectClient
beforeAll(async () => {
  controller = await startTestController()
  direct = await connectDirectly(controller.endpointUrl)
})
afterAll(async () => {
  await direct.close()
  await controller.close()
})

test('a variable is added, written, found below its parent and deleted', async () => {
  expect(await add({ id: 'ns=2;s=Added/Speed', value: 5 })).toEqual(['Good', 'ns=2;s=Added/Speed'])
  const nodeId = 'ns=2;s=Added/Speed'
  expect((await read(nodeId)).value.value).toBe(5)
  const value = { value: new Variant({ dataType: DataType.Int32, value: 6 }) }
  expect((await direct.session.write({ nodeId, attributeId: AttributeIds.Value, value })).name).toBe('Good')
  expect(await children('ns=2;s=Demo')).toContain('ns=2;s=Added/Speed')
  expect(await remove(nodeId)).toBe('Good')
  expect((await read(nodeId)).statusCode.name).toBe('BadNodeIdUnknown')
  expect(await remove(nodeId)).toBe('BadNodeIdUnknown')
})

test('an object gets a NodeId from the server when none is asked for', async () => {
  const [status, nodeId] = await add({ id: 'i=0', nodeClass: NodeClass.Object })
  expect([status, nodeId]).toEqual(['Good', expect.stringMatching(/^ns=2;i=\d+$/)])
  expect(await remove(nodeId ?? '')).toBe('Good')
})

test('what makes no sense is refused, and the demo itself cannot be deleted', async () => {
  expect((await add({ id: 'ns=2;s=Scalar/Int32' }))[0]).toBe('BadNodeIdExists')
  expect((await add({ id: 'ns=2;s=Added/x', parent: 'ns=2;s=nowhere' }))[0]).toBe('BadParentNodeIdInvalid')
  expect((await add({ id: 'ns=0;i=999999' }))[0]).toBe('BadNodeIdRejected')
  expect((await add({ id: 'ns=2;s=Added/x', nodeClass: NodeClass.Method }))[0]).toBe('BadNodeClassInvalid')
  expect(await remove('ns=2;s=Scalar/Int32')).toBe('BadUserAccessDenied')
})

test('references are added and deleted once', async () => {
  const item = {
    sourceNodeId: coerceNodeId('ns=2;s=Slow'),
    referenceTypeId: coerceNodeId(ORGANIZES),
    isForward: true,
    targetNodeId: makeExpandedNodeId(coerceNodeId('ns=2;s=Scalar/Int32')),
    targetNodeClass: NodeClass.Variable,
  }
  const addReference = async () =>
    names(await perform(direct, new AddReferencesRequest({ referencesToAdd: [item] }), AddReferencesResponse))
  const deleteReference = async () =>
    names(await perform(direct, new DeleteReferencesRequest({ referencesToDelete: [item] }), DeleteReferencesResponse))
  expect(await addReference()).toEqual(['Good'])
  expect(await children('ns=2;s=Slow')).toContain('ns=2;s=Scalar/Int32')
  expect(await addReference()).toEqual(['BadDuplicateReferenceNotAllowed'])
  expect(await deleteReference()).toEqual(['Good'])
  expect(await children('ns=2;s=Slow')).not.toContain('ns=2;s=Scalar/Int32')
  expect(await deleteReference()).toEqual(['BadNotFound'])
})

async function add(node: { id: string; parent?: string; nodeClass?: NodeClass; value?: number }): Promise<string[]> {
  const nodeClass = node.nodeClass ?? NodeClass.Variable
  const response = await perform(
    direct,
    new AddNodesRequest({
      nodesToAdd: [
        {
          parentNodeId: makeExpandedNodeId(coerceNodeId(node.parent ?? 'ns=2;s=Demo')),
          referenceTypeId: ORGANIZES,
          requestedNewNodeId: makeExpandedNodeId(coerceNodeId(node.id)),
          browseName: { namespaceIndex: 2, name: 'Added' },
          nodeClass,
          nodeAttributes:
            nodeClass === NodeClass.Object
              ? new ObjectAttributes({})
              : new VariableAttributes({
                  dataType: 'i=6',
                  valueRank: -1,
                  value: { dataType: DataType.Int32, value: node.value ?? 0 },
                }),
          typeDefinition: makeExpandedNodeId(coerceNodeId(nodeClass === NodeClass.Object ? 'i=58' : 'i=63')),
        },
      ],
    }),
    AddNodesResponse,
  )
  const [result] = response.results ?? []
  return result ? [result.statusCode.name, String(result.addedNodeId)] : []
}

async function remove(nodeId: string): Promise<string | undefined> {
  const request = new DeleteNodesRequest({ nodesToDelete: [{ nodeId, deleteTargetReferences: true }] })
  return names(await perform(direct, request, DeleteNodesResponse))[0]
}

function names({ results }: AddReferencesResponse | DeleteReferencesResponse | DeleteNodesResponse): string[] {
  return (results ?? []).map(({ name }) => name)
}

async function read(nodeId: string) {
  return direct.session.read({ nodeId, attributeId: AttributeIds.Value })
}

async function children(nodeId: string): Promise<string[]> {
  const { references } = await direct.session.browse({ nodeId, referenceTypeId: ORGANIZES, resultMask: 63 })
  return (references ?? []).map(({ nodeId }) => String(nodeId))
}
