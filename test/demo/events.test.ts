import {
  ClientMonitoredItem,
  ClientSubscription,
  TimestampsToReturn,
  AttributeIds,
  constructEventFilter,
} from 'node-opcua-client'
import type { Variant } from 'node-opcua-client'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { startTestController, type TestController } from '../support/controller'
import { connectDirectly } from '../support/controllerClient'

let controller: TestController
beforeAll(async () => {
  controller = await startTestController({ rate: 20 })
})
afterAll(() => controller.close())

test.for(['i=2253', 'ns=2;s=Boiler'])(
  '%s tells events of the boiler, its alarm going on and off among them',
  async (nodeId) => {
    const direct = await connectDirectly(controller.endpointUrl)
    const subscription = ClientSubscription.create(direct.session, {
      requestedPublishingInterval: 50,
      publishingEnabled: true,
    })
    const item = ClientMonitoredItem.create(
      subscription,
      {
        nodeId,
        attributeId: AttributeIds.EventNotifier,
      },
      {
        filter: constructEventFilter(['EventType', 'SourceName', 'Message', 'Severity', 'ActiveState.Id']),
        queueSize: 1_000,
      },
      TimestampsToReturn.Both,
    )
    const events: unknown[][] = []
    item.on('changed', (fields: Variant[]) => void events.push(fields.map(({ value }) => value as unknown)))
    await vi.waitFor(
      () => {
        const plain = events.filter(([type, source]) => String(type) === 'ns=0;i=2041' && source === 'Boiler')
        expect(plain.length).toBeGreaterThan(2)
        expect(plain[0]?.[2]).toMatchObject({
          locale: 'de',
          text: expect.stringContaining('Füllstand geprüft') as string,
        })
        const alarms = events.filter(([type]) => String(type) === 'ns=0;i=9482')
        expect(alarms.map((fields) => fields[4])).toEqual(expect.arrayContaining([true, false]))
      },
      { timeout: 10_000 },
    )
    await subscription.terminate()
    await direct.close()
  },
)
