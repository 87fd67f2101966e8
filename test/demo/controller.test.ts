import { AttributeIds, OPCUAClient, UserTokenType } from 'node-opcua-client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestController, type TestController } from '../support/controller'

let controller: TestController
beforeAll(async () => {
  controller = await startTestController()
})
afterAll(() => controller.close())

test('every variable of every type can be read', async () => {
  const client = OPCUAClient.create({ endpointMustExist: false })
  await client.connect(controller.endpointUrl)
  const session = await client.createSession({
    type: UserTokenType.UserName,
    userName: 'operator',
    password: 'operator-demo',
  })
  const failed: string[] = []
  for (const shape of ['Scalar', 'Array', 'Matrix', 'Empty array'])
    for (const { nodeId } of (await session.browse(`ns=2;s=${shape}`)).references ?? []) {
      const value = await session.read({ nodeId, attributeId: AttributeIds.Value })
      if (!value.statusCode.isGood()) failed.push(`${nodeId} ${value.statusCode}`)
      const status = await session.write({ nodeId, attributeId: AttributeIds.Value, value })
      if (!status.isGood()) failed.push(`write ${nodeId} ${status}`)
    }
  await session.close()
  await client.disconnect()
  expect(failed).toEqual([])
})
