import { describe, expect, test } from 'vitest'
import { RequestFailure } from '../../src/main/opcua/requestFailure'
import { createRequestQueue, type Turn } from '../../src/main/sessions/requestQueue'
import { manualClock, settled } from './manualClock'

function start() {
  const clock = manualClock()
  const queue = createRequestQueue(clock)
  const begun: string[] = []
  const ends = new Map<string, { done: (value: string) => void; failed: (error: Error) => void }>()
  const limits = new Map<string, number>()
  const add = (name: string, turn: Turn, { timeout = 1000, again = false } = {}) =>
    queue.add<string>({
      turn,
      timeout,
      again: () => again,
      run: (limit) => {
        begun.push(name)
        limits.set(name, limit)
        return new Promise((done, failed) => ends.set(name, { done, failed }))
      },
    })
  const end = async (name: string) => {
    ends.get(name)?.done(name)
    await settled()
  }
  const fail = async (name: string) => {
    ends.get(name)?.failed(lost)
    await settled()
  }
  return { clock, queue, begun, limits, add, end, fail }
}
const lost = new RequestFailure('ConnectionException', 'The link is lost: BadConnectionClosed.', {
  status: 'BadConnectionClosed',
})

describe('the requests of one session', () => {
  test('begin at once, in the same turn of the event loop, when nothing is before them', () => {
    const { add, begun } = start()
    void add('read', 'together')
    expect(begun).toEqual(['read'])
  })

  test('reads run beside each other, a write waits for them, and what comes after a write waits for it', async () => {
    const { add, begun, end } = start()
    for (const name of ['r1', 'r2']) void add(name, 'together')
    void add('w', 'alone')
    void add('r3', 'together')
    expect(begun).toEqual(['r1', 'r2'])
    await end('r2')
    expect(begun).toEqual(['r1', 'r2'])
    await end('r1')
    expect(begun).toEqual(['r1', 'r2', 'w'])
    await end('w')
    expect(begun).toEqual(['r1', 'r2', 'w', 'r3'])
  })

  test('nobody waits for a request that waits for the server, and it keeps its turn', async () => {
    const { add, begun, end } = start()
    void add('publish', 'beside')
    void add('w1', 'alone')
    void add('publish 2', 'beside')
    expect(begun).toEqual(['publish', 'w1'])
    await end('w1')
    expect(begun).toEqual(['publish', 'w1', 'publish 2'])
  })

  test('at most 64 reads are at the server at once', async () => {
    const { add, begun, end } = start()
    for (let one = 0; one < 70; one += 1) void add(`r${one}`, 'together')
    expect(begun).toHaveLength(64)
    await end('r3')
    expect(begun).toHaveLength(65)
  })

  test('a request gets what is left of its time, and fails unsent when none is left', async () => {
    const { add, begun, end, limits, clock } = start()
    void add('w', 'alone')
    const second = add('r', 'together')
    const third = add('r2', 'alone', { timeout: 1000 }).catch((error: unknown) => error)
    await clock.pass(400)
    await end('w')
    expect(limits.get('r')).toBe(600)
    await clock.pass(700)
    expect(await third).toMatchObject({ type: 'ConnectionException', facts: { sent: false } })
    await end('r')
    expect(await second).toBe('r')
    expect(begun).toEqual(['w', 'r'])
    expect(clock.timers).toBe(0)
  })

  test('while the link is lost nothing begins; what is done once more comes first, in the old order', async () => {
    const { add, begun, fail, queue } = start()
    for (const name of ['r1', 'r2']) void add(name, 'together', { again: true })
    void add('w', 'alone')
    queue.pause(lost)
    void add('r3', 'together')
    await fail('r2')
    await fail('r1')
    expect(begun).toEqual(['r1', 'r2'])
    queue.resume()
    await settled()
    expect(begun).toEqual(['r1', 'r2', 'r1', 'r2'])
  })

  test('whoever waits longer than it may for a lost link hears why, and that nothing was sent', async () => {
    const { add, queue, clock } = start()
    queue.pause(lost)
    const waiting = add('w', 'alone', { timeout: 500 }).catch((error: unknown) => error)
    await clock.pass(501)
    expect(await waiting).toMatchObject({
      type: 'ConnectionException',
      message: lost.message,
      facts: { status: 'BadConnectionClosed', sent: false },
    })
  })

  test('after a refusal everybody fails at once with its reason, until it is taken back', async () => {
    const { add, begun, queue, fail } = start()
    const because = new RequestFailure('ServiceException', 'BadUserAccessDenied', { status: 'BadUserAccessDenied' })
    const under = add('r0', 'together', { again: true }).catch((error: unknown) => error)
    queue.pause(lost)
    const waiting = add('r1', 'together').catch((error: unknown) => error)
    queue.refuse(because)
    await fail('r0')
    expect(await under).toBe(because)
    expect(await waiting).toBe(because)
    await expect(add('r2', 'together')).rejects.toBe(because)
    queue.resume()
    void add('r3', 'together')
    expect(begun).toEqual(['r0', 'r3'])
    expect(queue.size).toBe(1)
  })
})
