import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { AppError } from '../../../src/contract/errors'
import { createNodesStore, NO_NODES, READ_AFTER, ROOT, type NodesStore } from '../../../src/renderer/stores/nodes'
import { nodeRows, type NodeRowCache } from '../../../src/renderer/pages/sessions/nodeRows'
import {
  fakeSessionsProgram,
  node,
  sessionId,
  sessionRow,
  type FakeSessionsProgram,
} from '../../support/fakeSessionsApi'

const PLC = sessionId(1)
const OBJECTS = node('Objects', { node: 'i=85', nodeClass: 'Object' })
const SPEED = node('Speed')
const LEVEL = node('Level')

let program: FakeSessionsProgram
let store: NodesStore
beforeEach(() => {
  vi.useFakeTimers()
  program = fakeSessionsProgram({
    rows: [sessionRow()],
    nodes: new Map([
      ['', [OBJECTS]],
      ['i=85', [SPEED, LEVEL, node('Self', { node: 'i=85', nodeClass: 'Object' })]],
    ]),
  })
  store = createNodesStore(program.api)
})
afterEach(() => {
  store.getState().stop()
  vi.useRealTimers()
})

const cache: NodeRowCache = new Map()
const lines = (): string[] =>
  nodeRows(store.getState().trees.get(PLC) ?? NO_NODES, cache).map(
    ({ item, level, expanded }) =>
      `${' '.repeat(level)}${expanded === undefined ? '' : expanded ? '-' : '+'}${item.node?.name ?? item.is}`,
  )
async function openTree(): Promise<void> {
  store.getState().need(PLC)
  await vi.advanceTimersByTimeAsync(READ_AFTER)
  store.getState().expand(PLC, 'i=85', true)
  await vi.advanceTimersByTimeAsync(0)
}

describe('the tree of nodes', () => {
  test('is asked for as it is opened, each part once', async () => {
    await openTree()
    expect(lines()).toEqual([' -Objects', '  +Speed', '  +Level', '  +Self'])
    store.getState().expand(PLC, 'i=85', false)
    store.getState().expand(PLC, 'i=85', true)
    store.getState().need(PLC)
    await vi.advanceTimersByTimeAsync(READ_AFTER)
    expect(program.calls.map((call) => call.input)).toEqual([{ session: PLC }, { session: PLC, node: 'i=85' }])
  })

  test('says in its place what is waited for, and what could not be read; that can be tried again', async () => {
    const release = program.hold('sessions.browse')
    store.getState().need(PLC)
    await vi.advanceTimersByTimeAsync(READ_AFTER)
    expect(lines()).toEqual([])
    release()
    await vi.advanceTimersByTimeAsync(0)
    program.fail('sessions.browse', new AppError('server-refused', { status: 'BadUserAccessDenied' }))
    store.getState().expand(PLC, 'i=85', true)
    expect(lines()).toEqual([' -Objects', '  waiting'])
    await vi.advanceTimersByTimeAsync(0)
    expect(lines()).toEqual([' -Objects', '  failed'])
    program.fail('sessions.browse', undefined)
    await store.getState().browse(PLC, 'i=85')
    expect(lines()).toHaveLength(4)
  })

  test('a node without children is no longer to be opened; a node that contains itself can be opened for ever', async () => {
    await openTree()
    store.getState().expand(PLC, 'i=85\nns=2;s=Speed', true)
    store.getState().expand(PLC, 'i=85\ni=85', true)
    await vi.advanceTimersByTimeAsync(0)
    expect(lines()).toEqual([' -Objects', '  Speed', '  +Level', '  -Self', '   +Speed', '   +Level', '   +Self'])
    const keys = nodeRows(store.getState().trees.get(PLC) ?? NO_NODES, cache).map((row) => row.key)
    expect(new Set(keys).size).toBe(keys.length)
  })

  test('walking through sessions asks for none on the way', async () => {
    for (const session of ['a', 'b', 'c']) {
      store.getState().need(session)
      await vi.advanceTimersByTimeAsync(READ_AFTER / 2)
    }
    store.getState().need(PLC)
    await vi.advanceTimersByTimeAsync(READ_AFTER)
    expect(program.calls).toHaveLength(1)
  })

  test('5 000 children make 5 000 rows, and rows that stay keep their identity', async () => {
    program.station.nodes.set(
      'i=85',
      Array.from({ length: 5000 }, (_, at) => node(`V${at}`)),
    )
    await openTree()
    const before = nodeRows(store.getState().trees.get(PLC) ?? NO_NODES, cache)
    expect(before).toHaveLength(5001)
    store.getState().expand(PLC, 'i=85\nns=2;s=V4999', true)
    const after = nodeRows(store.getState().trees.get(PLC) ?? NO_NODES, cache)
    expect(after[17]).toBe(before[17])
  })

  test('of sessions that are gone is forgotten', async () => {
    await openTree()
    store.getState().keepOnly(new Set([PLC]))
    expect(store.getState().trees.size).toBe(1)
    store.getState().keepOnly(new Set())
    expect(store.getState().trees.size).toBe(0)
  })
})

describe('a chosen node', () => {
  test('is read as soon as the choice rests on it, and only that one', async () => {
    await openTree()
    for (const each of [SPEED, LEVEL, SPEED]) {
      store.getState().choose(PLC, each)
      await vi.advanceTimersByTimeAsync(READ_AFTER / 3)
    }
    await vi.advanceTimersByTimeAsync(READ_AFTER)
    expect(program.calls.filter((call) => call.method === 'sessions.read').map((call) => call.input)).toEqual([
      { session: PLC, node: SPEED.node },
    ])
    expect(store.getState().trees.get(PLC)?.read).toMatchObject({ is: 'data', value: { value: { text: '42.5' } } })
  })

  test('an answer for a node that is chosen no more is not shown under the next one', async () => {
    await openTree()
    const release = program.hold('sessions.read')
    store.getState().choose(PLC, SPEED)
    await vi.advanceTimersByTimeAsync(READ_AFTER)
    store.getState().choose(PLC, LEVEL)
    release()
    await vi.advanceTimersByTimeAsync(1)
    expect(store.getState().trees.get(PLC)?.read.is).toBe('waiting')
    await vi.advanceTimersByTimeAsync(READ_AFTER)
    expect(store.getState().trees.get(PLC)?.read).toMatchObject({ is: 'data', value: { value: { node: LEVEL.node } } })
  })

  test('that cannot be read says so', async () => {
    await openTree()
    program.fail('sessions.read', new AppError('server-refused', { status: 'BadNotReadable' }))
    store.getState().choose(PLC, SPEED)
    await vi.advanceTimersByTimeAsync(READ_AFTER)
    expect(store.getState().trees.get(PLC)?.read).toMatchObject({ is: 'failed' })
    expect(store.getState().trees.get(PLC)?.below.get(ROOT)?.is).toBe('data')
  })
})
