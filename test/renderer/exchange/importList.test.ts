import { afterEach, describe, expect, test, vi } from 'vitest'
import { AppError } from '../../../src/contract/errors'
import {
  allDifferences,
  CHUNK,
  createImportList,
  differenceAt,
  type ImportListStore,
} from '../../../src/renderer/stores/importList'
import { valueOf } from '../../../src/renderer/stores/loadable'
import { countTicked } from '../../../src/renderer/stores/ticks'
import { fakeProgram, type FakeProgram } from '../../support/fakeApi'
import { added, fakeExchange, removed, type FakeExchange } from '../../support/fakeExchangeApi'

let list: ImportListStore | undefined
afterEach(() => list?.getState().stop())

/** The list of a file with so many new users and one that goes. */
async function open(users: number): Promise<{ list: ImportListStore; fake: FakeProgram; exchange: FakeExchange }> {
  const differences = [...Array.from({ length: users }, (_, index) => added(`user${index}`)), removed('chidi')]
  const exchange = fakeExchange({ '/x.kusers': { differences } })
  const fake = fakeProgram([], [], exchange.handlers)
  const reading = await fake.api.call('imports.read', { database: 'd1', file: '/x.kusers' })
  const made = createImportList(fake.api, reading, 'merge')
  list = made
  await there(made)
  return { list: made, fake, exchange }
}

const there = (made: ImportListStore) => vi.waitUntil(() => made.getState().list.is !== 'waiting')
const known = (made: ImportListStore) => {
  const found = valueOf(made.getState().list)
  if (!found) throw new Error('no list')
  return found
}
const asked = (fake: FakeProgram): unknown[] =>
  fake.calls.flatMap(({ method, input }) =>
    method === 'imports.differences' ? [(input as { offset: number }).offset / CHUNK] : [],
  )

describe('the differences of a file', () => {
  test('come as they come into sight, each chunk once', async () => {
    const { list, fake } = await open(3 * CHUNK)
    expect(known(list).total).toBe(3 * CHUNK)
    expect(differenceAt(known(list), 2 * CHUNK)).toBeUndefined()
    list.getState().need(2 * CHUNK - 5, 2 * CHUNK + 5)
    list.getState().need(2 * CHUNK, 2 * CHUNK + 20)
    await vi.waitUntil(() => differenceAt(known(list), 2 * CHUNK) !== undefined)
    expect(differenceAt(known(list), 2 * CHUNK)).toMatchObject({ name: `user${2 * CHUNK}` })
    expect(asked(fake)).toEqual([0, 1, 2])
  })

  test('come whole for a filter', async () => {
    const { list } = await open(2 * CHUNK + 7)
    list.getState().needAll()
    await vi.waitUntil(() => !allDifferences(known(list)).includes(undefined))
    expect(allDifferences(known(list))).toHaveLength(2 * CHUNK + 7)
  })

  test('are ticked also where they are not here yet, and each way keeps its ticks', async () => {
    const { list } = await open(2 * CHUNK)
    list.getState().tick([0, 2 * CHUNK - 1], false)
    list.getState().choose('replace')
    await there(list)
    expect(known(list).total).toBe(2 * CHUNK + 1)
    expect(countTicked(list.getState().ticks, known(list).total)).toBe(2 * CHUNK + 1)
    list.getState().choose('merge')
    await there(list)
    expect(countTicked(list.getState().ticks, known(list).total)).toBe(2 * CHUNK - 2)
    expect(list.getState().renewed).toBe(false)
  })

  test('of a database that was changed meanwhile are another list: all of it is ticked, and that is said', async () => {
    const { list, fake, exchange } = await open(3)
    list.getState().tick([1], false)
    fake.emit('databases.changed', { database: 'd1', what: ['state'] })
    fake.emit('databases.changed', { database: 'd2', what: ['users'] })
    expect(asked(fake)).toEqual([0])
    fake.emit('databases.changed', { database: 'd1', what: ['users'] })
    await vi.waitUntil(() => asked(fake).length === 2)
    await vi.waitUntil(() => known(list).revision === 'merge 1')
    expect(countTicked(list.getState().ticks, 3)).toBe(2)
    exchange.revision = 2
    fake.emit('databases.changed', { database: 'd1', what: ['users'] })
    await vi.waitUntil(() => known(list).revision === 'merge 2')
    expect(countTicked(list.getState().ticks, 3)).toBe(3)
    expect(list.getState().renewed).toBe(true)
  })

  test('a chunk of another list is never mixed into this one', async () => {
    const { list, exchange } = await open(2 * CHUNK)
    exchange.revision = 2
    list.getState().need(CHUNK, CHUNK + 1)
    await vi.waitUntil(() => known(list).revision === 'merge 2')
    expect(differenceAt(known(list), CHUNK)).toBeUndefined()
  })

  test('that cannot be read are a failure and no empty list', async () => {
    const { list, fake } = await open(3)
    fake.fail('imports.differences', new AppError('internal', { reference: '7' }))
    await list.getState().reload()
    expect(list.getState().list).toMatchObject({ is: 'failed' })
  })
})
