import {
  AttributeIds,
  ClientSubscription,
  DataType,
  StatusCodes,
  TransferSubscriptionsRequest,
  TransferSubscriptionsResponse,
  Variant,
} from 'node-opcua-client'
import { readFile } from 'node:fs/promises'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { startTestController, type TestController } from '../support/controller'
import { connectDirectly, perform, type DirectClient } from '../support/controllerClient'
import { cutableProxy } from '../support/controllerProxy'

const SPEED = 'ns=2;s=/Dev/PLC/Speed'

let controller: TestController
const clients: DirectClient[] = []
beforeAll(async () => {
  controller = await startTestController()
})
afterEach(async () => {
  for (const { close } of clients.splice(0)) await close()
})
afterAll(() => controller.close())

test('a restarted controller has its old address and certificate and has forgotten what it counted and was told', async () => {
  const certificate = await readFile(controller.certificate, 'utf8')
  const url = controller.endpointUrl
  expect(await speedOf(await connect())).toBe(1500)
  await writeSpeed(await connect(), 7)
  await controller.restart()
  expect(controller.endpointUrl).toBe(url)
  expect(await readFile(controller.certificate, 'utf8')).toBe(certificate)
  expect((await controller.counts()).sessionsCreated).toBe(0)
  expect(await speedOf(await connect())).toBe(1500)
})

test('a controller can come back with another certificate', async () => {
  const certificate = await readFile(controller.certificate, 'utf8')
  await controller.restart({ certificate: 'new' })
  expect(await readFile(controller.certificate, 'utf8')).not.toBe(certificate)
  expect(await speedOf(await connect())).toBe(1500)
})

test.for([
  { transferForAnybody: true, status: 'Good' },
  { transferForAnybody: false, status: 'BadUserAccessDenied' },
])('a subscription kept over its session is given to somebody without a name: $status', async (given) => {
  const own = await startTestController({ ...given, maxSessions: 1, limits: { maxNodesPerRead: 7 } })
  const direct = await connectDirectly(own.endpointUrl)
  const subscription = ClientSubscription.create(direct.session, { requestedPublishingInterval: 100 })
  await vi.waitFor(async () => expect((await own.counts()).subscriptionsOpen).toBe(1))
  await expect(connectDirectly(own.endpointUrl)).rejects.toThrow('BadTooManySessions')
  await own.forgetSessions({ keepSubscriptions: true })
  const other = await connectDirectly(own.endpointUrl)
  const request = new TransferSubscriptionsRequest({ subscriptionIds: [subscription.subscriptionId] })
  const { results } = await perform(other, request, TransferSubscriptionsResponse)
  expect(results?.[0]?.statusCode.name).toBe(given.status)
  const limit = await other.session.read({ nodeId: 'i=11705', attributeId: AttributeIds.Value })
  expect(limit.value.value).toBe(7)
  await own.kill()
  for (const { close } of [direct, other]) await close()
  await own.close()
})

test('a killed controller answers nobody', async () => {
  await controller.kill()
  await expect(connect()).rejects.toThrow()
  await expect(controller.counts()).rejects.toThrow('does not run')
  await controller.restart()
})

test('forgotten sessions are gone while their channels stay', async () => {
  const direct = await connect()
  const { sessionsCreated, channelsCreated } = await controller.counts()
  expect(await controller.forgetSessions()).toBe(1)
  expect(await controller.counts()).toMatchObject({ sessionsOpen: 0, sessionsCreated, channelsOpen: 1 })
  // The library makes a new session by itself, on the channel it has.
  expect(await speedOf(direct)).toBe(1500)
  const after = { sessionsOpen: 1, sessionsCreated: sessionsCreated + 1, channelsOpen: 1, channelsCreated }
  expect(await controller.counts()).toMatchObject(after)
})

test('sessions are granted no more and no less time than it is told', async () => {
  await controller.grantSessionTimeout({ least: 3_000, most: 120_000 })
  expect((await connect(1_000_000)).session.timeout).toBe(120_000)
  expect((await connect(100)).session.timeout).toBe(3_000)
  await controller.grantSessionTimeout(null)
  expect((await connect(1_000_000)).session.timeout).toBe(1_000_000)
})

test('one service is delayed and no other one', async () => {
  const direct = await connect()
  await controller.delay('Read', 1_000)
  const started = performance.now()
  const answers: string[] = []
  const reading = speedOf(direct).then(() => answers.push('read'))
  await writeSpeed(direct, 1500).then(() => answers.push('written'))
  await reading
  expect(answers).toEqual(['written', 'read'])
  expect(performance.now() - started).toBeGreaterThan(990)
  await controller.delay('Read', 0)
  const later = performance.now()
  await speedOf(direct)
  expect(performance.now() - later).toBeLessThan(990)
})

test('reads and executed writes are counted by node, requests by service', async () => {
  const direct = await connect()
  const before = await controller.counts()
  await speedOf(direct)
  await speedOf(direct)
  expect(await writeSpeed(direct, 1500)).toBe(StatusCodes.Good)
  const refused = 'ns=2;s=Read-only scalar/Double'
  const value = { value: new Variant({ dataType: DataType.Double, value: 1 }) }
  await direct.session.write({ nodeId: refused, attributeId: AttributeIds.Value, value })
  const after = await controller.counts()
  expect(gained(before.reads, after.reads, SPEED)).toBe(2)
  expect(gained(before.writes, after.writes, SPEED)).toBe(1)
  expect(gained(before.writes, after.writes, refused)).toBe(0)
  expect(gained(before.requests, after.requests, 'Write')).toBe(2)
})

test('dropped subscriptions are gone', async () => {
  const direct = await connect()
  const subscription = ClientSubscription.create(direct.session, {
    requestedPublishingInterval: 100,
    publishingEnabled: true,
  })
  await vi.waitFor(async () => expect((await controller.counts()).subscriptionsOpen).toBe(1))
  expect(await controller.dropSubscriptions()).toBe(1)
  expect((await controller.counts()).subscriptionsOpen).toBe(0)
  await subscription.terminate().catch(() => undefined)
})

test('a write whose answer is lost on the wire was executed once', async () => {
  const proxy = await cutableProxy(controller.port)
  const direct = await connectDirectly(proxy.endpointUrl)
  clients.push(direct)
  const before = (await controller.counts()).writes
  proxy.swallowAnswers()
  const answer = writeSpeed(direct, 77).catch(() => 'no answer')
  await vi.waitFor(async () => expect(gained(before, (await controller.counts()).writes, SPEED)).toBe(1))
  proxy.cut()
  await controller.kill()
  expect(await answer).toBe('no answer')
  await proxy.close()
})

async function connect(sessionTimeout = 60_000): Promise<DirectClient> {
  const direct = await connectDirectly(controller.endpointUrl, { sessionTimeout })
  clients.push(direct)
  return direct
}

function gained(before: Record<string, number>, after: Record<string, number>, key: string): number {
  return (after[key] ?? 0) - (before[key] ?? 0)
}

async function speedOf({ session }: DirectClient): Promise<number> {
  const { value } = await session.read({ nodeId: SPEED, attributeId: AttributeIds.Value })
  return value.value as number
}

async function writeSpeed({ session }: DirectClient, speed: number) {
  const value = { value: new Variant({ dataType: DataType.Double, value: speed }) }
  return session.write({ nodeId: SPEED, attributeId: AttributeIds.Value, value })
}
