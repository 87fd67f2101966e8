import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { cutableProxy, type CutableProxy } from '../support/controllerProxy'
import { startTestController, type TestController } from '../support/controller'
import { gaps, listening, OPERATOR, liveSessions, TESTER, until, type LiveSessions } from './liveSessions'

const COUNTER = 'ns=2;s=Changing/Counter'
const BIG = 'ns=2;s=Changing/Big counter'
let controller: TestController
let proxy: CutableProxy
let live: LiveSessions

beforeAll(async () => {
  controller = await startTestController({ rate: 50, machines: 25, children: 50, history: 10 })
  proxy = await cutableProxy(controller.port)
})
afterEach(async () => {
  await live.close()
  proxy.mend()
})
afterAll(async () => {
  await proxy.close()
  await controller.close()
})

async function open(config: object = OPERATOR): Promise<string> {
  live = await liveSessions()
  const opened = await live.sessions.open(TESTER, { endpointUrl: proxy.endpointUrl, config, forceNew: false })
  return opened.sessionId
}

const every = { samplingInterval: 0, queueSize: 1000 }

it('values come as they change, with all their digits', async () => {
  const session = await open()
  const ear = listening()
  const items = [{ nodeId: COUNTER, ...every }, { nodeId: BIG, ...every }, { nodeId: 'ns=2;s=Nothing' }]
  const stream = await live.sessions.stream(session, items, ear.hear, { publishingInterval: 100 })
  expect(stream.statuses).toEqual(['Good', 'Good', 'BadNodeIdUnknown'])
  await until('30 values', () => ear.of(0).length >= 30 && ear.of(1).length >= 30)
  expect(gaps(ear.of(0).map(Number))).toEqual([])
  expect(BigInt(ear.of(1)[0] ?? 0)).toBeGreaterThan(9_007_199_254_740_992n)
  await stream.close()
  const { length } = ear.values
  await new Promise((done) => setTimeout(done, 400))
  expect(ear.values.length).toBe(length)
  expect((await controller.counts()).subscriptionsOpen).toBe(0)
})

it('nothing is lost and nothing comes twice when the link is cut for two seconds', async () => {
  const session = await open()
  const ear = listening()
  await live.sessions.stream(session, [{ nodeId: COUNTER, ...every }], ear.hear, { publishingInterval: 100 })
  await until('20 values', () => ear.of(0).length >= 20)
  proxy.cut(2000)
  await until('lost', () => ear.said.includes('lost'))
  await until('open', () => ear.said.includes('open'))
  const before = ear.of(0).length
  await until('20 more', () => ear.of(0).length >= before + 40)
  expect(gaps(ear.of(0).map(Number))).toEqual([])
  expect(ear.said).toEqual(['lost', 'open'])
  expect((await controller.counts()).requests['TransferSubscriptions']).toBeGreaterThan(0)
})

it('a stream goes on after the server was killed and started again', async () => {
  const session = await open()
  const ear = listening()
  await live.sessions.stream(session, [{ nodeId: COUNTER }], ear.hear, { publishingInterval: 100 })
  await until('5 values', () => ear.of(0).length >= 5)
  await controller.kill()
  await until('lost', () => ear.said.includes('lost'))
  await controller.restart()
  await until('open', () => ear.said.includes('open'), 30_000)
  const { length } = ear.of(0)
  await until('5 more', () => ear.of(0).length >= length + 5)
  expect(ear.said).toEqual(['lost', 'open'])
})

it('a stream goes on after the server has dropped its subscription without a word', async () => {
  const session = await open()
  const ear = listening()
  await live.sessions.stream(session, [{ nodeId: COUNTER }], ear.hear, { publishingInterval: 100 })
  await until('5 values', () => ear.of(0).length >= 5)
  expect(await controller.dropSubscriptions()).toBe(1)
  const { length } = ear.of(0)
  await until('10 more', () => ear.of(0).length >= length + 10)
  expect(ear.said).toEqual(['lost', 'open'])
})

describe('many', () => {
  it('50 streams of 100 items each get every value, over a few subscriptions', async () => {
    const session = await open()
    const nodes = Array.from({ length: 100 }, (_, at) => {
      const machine = `ns=2;s=Line/Machine ${String((at % 25) + 1).padStart(2, '0')}`
      return `${machine}/${['Speed', 'Good parts', 'Cycle time', 'Axis 1 position'][Math.floor(at / 25)]}`
    })
    const ears = Array.from({ length: 50 }, () => listening())
    const streams = await Promise.all(
      ears.map((ear, at) =>
        live.sessions.stream(
          session,
          nodes.map((nodeId) => ({ nodeId, ...every })),
          ear.hear,
          { publishingInterval: at % 2 === 0 ? 250 : 500 },
        ),
      ),
    )
    expect(streams.flatMap(({ statuses }) => statuses).filter((status) => status !== 'Good')).toEqual([])
    expect((await controller.counts()).subscriptionsOpen).toBe(2)
    await until('20 of each', () => ears.every((ear) => ear.of(99).length >= 20 && ear.of(25).length >= 20), 25_000)
    for (const ear of ears) expect(gaps(ear.of(25).map(Number))).toEqual([])
    await Promise.all(streams.map((stream) => stream.close()))
    expect((await controller.counts()).subscriptionsOpen).toBe(0)
  }, 60_000)
})
