import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { AppError } from '../../../src/contract/errors'
import { createTrace } from '../../../src/renderer/stores/trace'
import {
  createWatchesStore,
  MOST_WATCHED,
  type WatchList,
  type WatchesStore,
} from '../../../src/renderer/stores/watches'
import { fakeSessionsProgram, sessionId, sessionRow, type FakeSessionsProgram } from '../../support/fakeSessionsApi'

const PLC = sessionId(1)
const SPEED = { node: 'ns=2;s=Speed', name: 'Speed' }
const LEVEL = { node: 'ns=2;s=Level', name: 'Level' }

let store: WatchesStore
let program: FakeSessionsProgram
let said: AppError[]
beforeEach(() => {
  vi.useFakeTimers()
  program = fakeSessionsProgram({ rows: [sessionRow()] })
  said = []
  store = createWatchesStore({ api: program.api, refused: (error) => said.push(error) })
})
afterEach(() => {
  store.getState().stop()
  vi.useRealTimers()
})
const soon = (): Promise<unknown> => vi.advanceTimersByTimeAsync(150)
const list = (): WatchList | undefined => store.getState().lists.get(PLC)
const shown = (): unknown[] => list()?.watched.map((each) => each.last?.text) ?? []
const watched = (): (readonly string[])[] => [...program.station.watches.values()].map((each) => each.nodes)

describe('followed values', () => {
  test('come with the latest of each, gathered for the eye', async () => {
    let draws = 0
    store.subscribe(() => (draws += 1))
    store.getState().add(PLC, [SPEED, LEVEL])
    await soon()
    const before = draws
    for (let value = 0; value < 50; value++) program.station.send(PLC, [{ node: SPEED.node, number: value }])
    await soon()
    expect(draws - before).toBe(1)
    expect(shown()).toEqual(['49', undefined])
    expect(list()?.watched[0]?.trace.length).toBe(50)
  })

  test('are not missed when they come before the reply that names their watch', async () => {
    const api = program.api
    store.getState().stop()
    store = createWatchesStore({
      api: {
        on: api.on,
        async call(method, input) {
          const output = await api.call(method, input)
          if (method === 'sessions.watch') program.station.send(PLC, [{ node: SPEED.node, number: 7 }])
          return output
        },
      },
      refused: () => undefined,
    })
    store.getState().add(PLC, [SPEED])
    await soon()
    expect(shown()).toEqual(['7'])
  })

  test('are followed by one watch per session, which is replaced before the old one goes', async () => {
    store.getState().add(PLC, [SPEED])
    await soon()
    store.getState().add(PLC, [LEVEL, SPEED])
    await soon()
    expect(watched()).toEqual([[SPEED.node, LEVEL.node]])
    const methods = program.calls.map((call) => call.method)
    expect(methods).toEqual(['sessions.watch', 'sessions.watch', 'sessions.unwatch'])
  })

  test('however quickly nodes are added and taken away, what is followed in the end is what is shown', async () => {
    const release = program.hold('sessions.watch')
    store.getState().add(PLC, [SPEED])
    store.getState().add(PLC, [LEVEL])
    store.getState().setInterval(PLC, 100)
    store.getState().remove(PLC, [SPEED.node])
    release()
    await soon()
    expect([...program.station.watches.values()]).toEqual([{ session: PLC, nodes: [LEVEL.node], interval: 100 }])
    store.getState().clear(PLC)
    await soon()
    expect(watched()).toEqual([])
    expect(list()).toBeUndefined()
  })

  test('a node the server does not let be followed says why; the others go on', async () => {
    program.station.refused.set(LEVEL.node, 'BadNodeIdUnknown')
    store.getState().add(PLC, [SPEED, LEVEL])
    await soon()
    expect(list()?.watched.map((each) => each.refused)).toEqual([undefined, 'BadNodeIdUnknown'])
    expect(list()?.state.is).toBe('live')
  })

  test('end with their session and keep what was last', async () => {
    store.getState().add(PLC, [SPEED])
    await soon()
    program.station.send(PLC, [{ node: SPEED.node, number: 3 }])
    await soon()
    store.getState().keepOnly(new Set())
    expect(list()?.state.is).toBe('ended')
    expect(shown()).toEqual(['3'])
  })

  test('asked for on a session that is gone have ended; a refusal can be tried again', async () => {
    program.fail('sessions.watch', new AppError('server-unreachable', { endpoint: 'plc', status: 'BadTimeout' }))
    store.getState().add(PLC, [SPEED])
    await soon()
    expect(list()?.state).toMatchObject({ is: 'failed', error: { code: 'server-unreachable' } })
    program.fail('sessions.watch', undefined)
    store.getState().retry(PLC)
    await soon()
    expect(list()?.state.is).toBe('live')
    expect(watched()).toEqual([[SPEED.node]])
    store.getState().add('0'.repeat(32), [SPEED])
    await soon()
    expect(store.getState().lists.get('0'.repeat(32))?.state.is).toBe('ended')
  })

  test('that end by themselves a moment before they are given up are no failure', async () => {
    store.getState().add(PLC, [SPEED])
    await soon()
    program.station.watches.clear()
    store.getState().clear(PLC)
    await soon()
    expect(said).toEqual([])
  })

  test('are asked for again when the program comes back', async () => {
    store.getState().add(PLC, [SPEED])
    await soon()
    program.station.watches.clear()
    store.getState().renew()
    await soon()
    expect(watched()).toEqual([[SPEED.node]])
  })

  test(`are ${MOST_WATCHED} at most, as the program takes no more`, async () => {
    const many = Array.from({ length: MOST_WATCHED + 50 }, (_, at) => ({ node: `ns=2;i=${at}`, name: String(at) }))
    store.getState().add(PLC, many)
    await soon()
    expect(watched()[0]).toHaveLength(MOST_WATCHED)
  })
})

describe('what a plot is drawn from', () => {
  test('keeps the newest only, in memory of a fixed size', () => {
    const trace = createTrace(4)
    for (let value = 0; value < 10; value++) trace.add(value, value * 1000, value * 1000)
    expect(trace.length).toBe(4)
    expect(trace.since(9000, 60_000)).toEqual([
      { age: 3000, value: 6 },
      { age: 2000, value: 7 },
      { age: 1000, value: 8 },
      { age: 0, value: 9 },
    ])
  })

  test('goes back as far as asked, and one value further: that one still held', () => {
    const trace = createTrace(100)
    for (let second = 0; second < 90; second++) trace.add(second, second * 1000, second * 1000)
    const points = trace.since(89_000, 60_000)
    expect(points[0]).toEqual({ age: 61_000, value: 28 })
    expect(points).toHaveLength(62)
  })

  test('does not mind that the server’s clock is a day off', () => {
    const trace = createTrace(10)
    const off = -86_400_000
    trace.add(1, 1000 + off, 1010)
    trace.add(2, 3000 + off, 3010)
    expect(trace.since(4010, 60_000)).toEqual([
      { age: 3000, value: 1 },
      { age: 1000, value: 2 },
    ])
  })

  test('never goes back: a server that repeats or turns back its time is followed by ours', () => {
    const trace = createTrace(10)
    trace.add(1, 5000, 5000)
    trace.add(2, 5000, 6000)
    trace.add(3, 1000, 7000)
    trace.add(4, null, 8000)
    expect(trace.since(8000, 60_000).map((point) => point.age)).toEqual([3000, 2000, 1000, 0])
  })
})
