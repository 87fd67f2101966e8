import { beforeEach, describe, expect, it } from 'vitest'
import { isAfter, nextSequence } from '../../src/main/sessions/notificationMessage'
import { createSubscriptions, type Subscriptions } from '../../src/main/sessions/subscriptions'
import { change, fakeSubscriptionServer, type FakeSubscriptionServer } from './fakeSubscriptionServer'
import { listening } from './liveSessions'
import { manualClock, settled, type ManualClock } from './manualClock'

let server: FakeSubscriptionServer
let clock: ManualClock
let subscriptions: Subscriptions
let faults: unknown[] = []

beforeEach(() => {
  server = fakeSubscriptionServer()
  clock = manualClock()
  faults = []
  let ids = 0
  subscriptions = createSubscriptions({
    link: server.link(),
    clock,
    timeout: 5000,
    newId: () => `stream ${++ids}`,
    fault: (error) => faults.push(error),
  })
})

async function stream(nodes = ['a'], options = {}) {
  const ear = listening()
  const opened = await subscriptions.stream(
    nodes.map((nodeId) => ({ nodeId })),
    ear.hear,
    options,
  )
  await settled()
  return { ear, ...opened }
}

async function say(id: number, handle: number, value: string, how?: 'lost' | 'forgotten') {
  server.say(id, [change(handle, value)], how)
  await settled()
}

async function recover() {
  server.cut()
  subscriptions.lost()
  await settled()
  await subscriptions.recover(server.link())
  await settled()
}

const json = async (method: string, ...parameters: unknown[]): Promise<unknown> =>
  JSON.parse(await subscriptions.run(method, parameters)) as unknown

describe('a stream', () => {
  it('two requests wait at the server, and every message is acknowledged', async () => {
    const { ear } = await stream()
    expect(server.waiting).toBe(2)
    await say(1, 1, '1')
    await say(1, 1, '18446744073709551615')
    await say(1, 1, '3')
    expect(ear.of(0)).toEqual(['1', '18446744073709551615', '3'])
    expect(server.waiting).toBe(2)
    expect(server.acknowledged).toEqual(['1:1', '1:2', '1:3'])
  })

  it('a message that got lost is asked for again and comes in its order', async () => {
    const { ear } = await stream()
    await say(1, 1, '1')
    await say(1, 1, '2', 'lost')
    await say(1, 1, '3', 'lost')
    await say(1, 1, '4')
    expect(ear.of(0)).toEqual(['1', '2', '3', '4'])
    expect(server.asked.filter(({ method }) => method === 'republish').map(({ parameters }) => parameters)).toEqual([
      [1, 2],
      [1, 3],
    ])
  })

  it('a keep-alive shows that a message got lost', async () => {
    const { ear } = await stream()
    await say(1, 1, '1', 'lost')
    server.keepAlive(1)
    await settled()
    expect(ear.of(0)).toEqual(['1'])
    server.keepAlive(1)
    await settled()
    expect(ear.of(0)).toEqual(['1'])
  })

  it('a message the server no longer has does not hold up those after it', async () => {
    const { ear } = await stream()
    await say(1, 1, '1')
    await say(1, 1, '2', 'forgotten')
    await say(1, 1, '3')
    expect(ear.of(0)).toEqual(['1', '3'])
  })

  it('a message that comes twice is heard once', async () => {
    const { ear } = await stream()
    await say(1, 1, '1')
    await say(1, 1, '2')
    server.repeat(1, 1)
    await settled()
    server.repeat(1, 2)
    await settled()
    await say(1, 1, '3')
    expect(ear.of(0)).toEqual(['1', '2', '3'])
  })

  it('a listener that throws harms no other', async () => {
    const broken = listening()
    broken.hear.values = () => {
      throw new Error('broken')
    }
    await subscriptions.stream([{ nodeId: 'a' }], broken.hear)
    const { ear } = await stream()
    await say(1, 1, '1')
    await recover()
    await say(1, 1, '2')
    expect(ear.of(0)).toEqual(['1', '2'])
    expect(faults).toHaveLength(2)
  })

  it('streams with one interval share a subscription and their items; the later one starts with the last value', async () => {
    const first = await stream(['a', 'b'])
    await say(1, 1, '1')
    const second = await stream(['b', 'a', 'a'])
    expect(second.ear.values.map(({ item }) => item)).toEqual([1, 2])
    const third = await stream(['a'], { publishingInterval: 1000 })
    expect(server.ids).toEqual([1, 2])
    expect(server.asked.filter(({ method }) => method === 'createMonitoredItems')).toHaveLength(2)
    await say(1, 1, '2')
    expect(first.ear.of(0)).toEqual(['1', '2'])
    expect(second.ear.of(1)).toEqual(['1', '2'])
    expect(second.ear.of(2)).toEqual(['1', '2'])
    expect(third.ear.values).toEqual([])
    await first.close()
    await first.close()
    await say(1, 1, '3')
    expect(first.ear.of(0)).toEqual(['1', '2'])
    expect(second.ear.of(1)).toEqual(['1', '2', '3'])
    await second.close()
    expect(server.ids).toEqual([2])
    await third.close()
    expect(server.ids).toEqual([])
    expect(subscriptions.streams).toBe(0)
  })

  it('what the server kept over a lost link comes once, and what it had given before not again', async () => {
    const { ear } = await stream()
    await say(1, 1, '1')
    await say(1, 1, '2')
    server.say(1, [change(1, '3')], 'lost')
    server.say(1, [change(1, '4')], 'lost')
    await recover()
    await say(1, 1, '5')
    expect(ear.of(0)).toEqual(['1', '2', '3', '4', '5'])
    expect(ear.said).toEqual(['lost', 'open'])
    expect(server.ids).toEqual([1])
  })

  it('a link lost while something missing is asked for loses nothing', async () => {
    const { ear } = await stream()
    await say(1, 1, '1')
    server.say(1, [change(1, '2')], 'lost')
    server.say(1, [change(1, '3')])
    server.cut()
    await settled()
    subscriptions.lost()
    await subscriptions.recover(server.link())
    await say(1, 1, '4')
    expect(ear.of(0)).toEqual(['1', '2', '3', '4'])
  })

  it('where the server gives it to nobody else it is made again, with all its items', async () => {
    server.transfers = false
    const { ear } = await stream(['a', 'b'])
    await say(1, 2, '1')
    await recover()
    expect(server.ids).toEqual([1, 2])
    await say(2, 2, '2')
    expect(ear.of(1)).toEqual(['1', '2'])
  })

  it('a second link lost while the first is mended is no loss', async () => {
    const { ear } = await stream()
    await say(1, 1, '1')
    server.say(1, [change(1, '2')], 'lost')
    server.cut()
    subscriptions.lost()
    const cut = server.link()
    server.cut()
    await expect(subscriptions.recover(cut)).rejects.toMatchObject({ type: 'ConnectionException' })
    await subscriptions.recover(server.link())
    await settled()
    expect(ear.of(0)).toEqual(['1', '2'])
    expect(ear.said).toEqual(['lost', 'open'])
  })

  it('a subscription that the server says it has no more is made again at once', async () => {
    const { ear } = await stream()
    server.forget()
    await settled()
    await clock.pass(300)
    await say(1, 1, '1')
    expect(ear.of(0)).toEqual(['1'])
    expect(ear.said).toEqual(['lost', 'open'])
  })

  it('one that is silent for much longer than it may be is made again', async () => {
    const { ear } = await stream()
    await say(1, 1, '1')
    for (let second = 0; second < 6; second += 1) {
      await clock.pass(1000)
      server.keepAlive(1)
      await settled()
    }
    expect(server.ids).toEqual([1])
    await clock.pass(12_000)
    expect(server.ids).toEqual([2])
    await say(2, 1, '2')
    expect(ear.of(0)).toEqual(['1', '2'])
  })

  it('one that was ended by the server or given to somebody else is made again', async () => {
    const { ear } = await stream()
    server.say(1, ['{"type":"StatusChange","statusCode":2148139008}'])
    await settled()
    await clock.pass(3000)
    expect(server.ids).toContain(2)
    await say(2, 1, '1')
    expect(ear.of(0)).toEqual(['1'])
  })

  it('numbers begin again at 1 after the highest, and nothing is taken for missing', () => {
    expect(nextSequence(2 ** 32 - 1)).toBe(1)
    expect(isAfter(1, 2 ** 32 - 1)).toBe(true)
    expect(isAfter(2 ** 32 - 1, 1)).toBe(false)
    expect(isAfter(5, 5)).toBe(false)
  })

  it('what is not a wish for values is refused, and nothing is left of it', async () => {
    const ear = listening()
    for (const item of [{ attributeId: 0 }, { attributeId: 'x' }, { samplingInterval: -2 }, { queueSize: 1.5 }]) {
      const asked = subscriptions.stream([{ nodeId: 'a', ...item }], ear.hear)
      await expect(asked).rejects.toMatchObject({ type: 'invalid_argument' })
    }
    const asked = subscriptions.stream([{ nodeId: 'a' }], ear.hear, { publishingInterval: 'soon' })
    await expect(asked).rejects.toMatchObject({ type: 'invalid_argument' })
    expect(subscriptions.streams).toBe(0)
    expect(server.asked).toEqual([])
  })

  it('ends with its session, and nothing is asked any more', async () => {
    const { ear, close } = await stream()
    subscriptions.end('The session has ended.')
    expect(ear.said).toEqual(['ended: The session has ended.'])
    const { length } = server.asked
    await close()
    await clock.pass(60_000)
    expect(server.asked).toHaveLength(length)
    expect(clock.timers).toBe(0)
  })
})

describe('by hand', () => {
  async function make() {
    const { subscriptionId } = (await json('createSubscription', 100)) as { subscriptionId: number }
    const [item] = (await json('createMonitoredItems', subscriptionId, [{ nodeId: 'a', clientHandle: 7 }])) as {
      monitoredItemId: number
    }[]
    return { id: subscriptionId, item: item?.monitoredItemId ?? 0 }
  }

  it('a publish that waits goes on over a lost link and brings what was missed', async () => {
    const { id } = await make()
    const published = json('publish', [])
    await settled()
    server.say(1, [change(7, '1')], 'lost')
    await recover()
    expect(await published).toMatchObject({ subscriptionId: id, sequenceNumber: 1 })
    const next = json('publish', [{ subscriptionId: id, sequenceNumber: 1 }])
    await settled()
    await say(1, 7, '2')
    expect(await next).toMatchObject({ sequenceNumber: 2 })
    expect(server.acknowledged).toEqual(['1:1'])
  })

  it('what was read before a link was lost does not come again, acknowledged or not', async () => {
    await make()
    const first = json('publish', [])
    await settled()
    await say(1, 7, '1')
    await first
    await recover()
    const second = json('publish', [])
    await settled()
    await say(1, 7, '2')
    expect(await second).toMatchObject({ sequenceNumber: 2 })
    expect(server.acknowledged).toEqual([])
  })

  it('a publish to a server that says nothing at all ends in time', async () => {
    await make()
    const published = expect(json('publish', [])).rejects.toMatchObject({ type: 'ConnectionException' })
    await settled()
    await clock.pass(6001)
    await published
  })

  it('a publish without a subscription is refused as the server says', async () => {
    await expect(json('publish', [])).rejects.toMatchObject({ facts: { status: 'BadNoSubscription' } })
  })

  it('a client’s acknowledgement of a former life does not hit a message it has not read', async () => {
    const { id } = await make()
    const first = json('publish', [])
    await settled()
    await say(1, 7, '1')
    await first
    server.forget()
    await recover()
    server.say(1, [change(7, '2')], 'lost')
    const again = json('publish', [{ subscriptionId: id, sequenceNumber: 1 }])
    await settled()
    expect(server.acknowledged).toEqual([])
    await say(1, 7, '3')
    expect(await again).toMatchObject({ sequenceNumber: 2, availableSequenceNumbers: [1, 2] })
    expect(await json('republish', id, 1)).toMatchObject({ sequenceNumber: 1 })
  })

  it('ids of a server that begins anew stay apart from those clients have', async () => {
    const one = await make()
    const two = await make()
    await json('deleteSubscription', one.id)
    server.forget()
    await recover()
    // At the server the second is the first now.
    expect(server.ids).toEqual([1])
    const three = (await json('createSubscription', 100)) as { subscriptionId: number }
    expect([one.id, two.id]).not.toContain(three.subscriptionId)
    await json('deleteMonitoredItems', two.id, [two.item])
    expect(server.asked.at(-1)?.parameters).toEqual([1, [100]])
    const published = json('publish', [])
    await settled()
    await say(2, 7, '1')
    expect(await published).toMatchObject({ subscriptionId: three.subscriptionId })
    expect(await json('deleteSubscription', two.id)).toBe(0)
    expect(server.ids).toEqual([2])
  })

  it('what was modified and linked is so again in a subscription made anew', async () => {
    const { id, item } = await make()
    const [quiet] = (await json('createMonitoredItems', id, [{ nodeId: 'b', monitoringMode: 1 }])) as {
      monitoredItemId: number
    }[]
    const event = (await json('createEventMonitoredItem', id, 'i=2253')) as { monitoredItemId: number }
    await json('modifyMonitoredItems', id, [{ monitoredItemId: item, samplingInterval: 50 }])
    await json('setTriggering', id, item, [quiet?.monitoredItemId])
    await json('deleteMonitoredItems', id, [event.monitoredItemId])
    server.forget()
    const { length } = server.asked
    await recover()
    const anew = server.asked.slice(length).map(({ method, parameters }) => [method, ...parameters])
    expect(anew).toEqual([
      ['transferSubscriptions', [1], false],
      ['createSubscription', 100],
      [
        'createMonitoredItems',
        1,
        [
          { nodeId: 'a', clientHandle: 7 },
          { nodeId: 'b', monitoringMode: 1 },
        ],
      ],
      [
        'modifyMonitoredItems',
        1,
        [{ monitoredItemId: 100, samplingInterval: 50, queueSize: 1, clientHandle: 7, discardOldest: true }],
      ],
      ['setTriggering', 1, 100, [101], []],
    ])
  })
})
