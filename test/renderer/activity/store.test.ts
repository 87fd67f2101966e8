import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { AppError } from '../../../src/contract/errors'
import { AT_ONCE, createAuditStore, type AuditStore } from '../../../src/renderer/stores/audit'
import { valueOf } from '../../../src/renderer/stores/loadable'
import { auditEntry, fakeStationProgram, type FakeStationProgram } from '../../support/fakeStation'

let fake: FakeStationProgram
let store: AuditStore
let time: number

beforeEach(() => {
  vi.useFakeTimers()
  time = 1_000
})
afterEach(() => {
  store.getState().stop()
  vi.useRealTimers()
})

async function start(entries: number): Promise<void> {
  fake = fakeStationProgram()
  for (let count = 0; count < entries; count++) fake.own.happen()
  store = createAuditStore({ api: fake.api, now: () => time })
  store.getState().need()
  await vi.advanceTimersByTimeAsync(1)
}

const seqs = (): number[] => valueOf(store.getState().activity)?.entries.map(({ seq }) => seq) ?? []
const asked = (): unknown[] => fake.calls.filter(({ method }) => method === 'audit.list').map(({ input }) => input)

describe('the activity log on a page', () => {
  test('begins with the newest, and older ones come when they are asked for, without gaps', async () => {
    await start(AT_ONCE + 30)
    expect(seqs()).toHaveLength(AT_ONCE)
    expect(seqs()[0]).toBe(AT_ONCE + 30)
    await store.getState().loadOlder()
    expect(seqs()).toEqual(Array.from({ length: AT_ONCE + 30 }, (_, index) => AT_ONCE + 30 - index))
    expect(valueOf(store.getState().activity)?.more).toBe(false)
    await store.getState().loadOlder()
    expect(asked()).toHaveLength(2)
  })

  test('scrolling asks for older ones once at a time', async () => {
    await start(AT_ONCE * 3)
    const release = fake.hold('audit.list')
    const both = Promise.all([store.getState().loadOlder(), store.getState().loadOlder()])
    release()
    await both
    expect(asked()).toHaveLength(2)
  })

  test('what happens appears on top; many at once are one question', async () => {
    await start(5)
    for (let count = 0; count < 20; count++) fake.own.happen()
    await vi.advanceTimersByTimeAsync(300)
    expect(seqs()[0]).toBe(25)
    expect(seqs()).toHaveLength(25)
    expect(asked()).toHaveLength(2)
  })

  test('what came while nobody could hear leaves no gap between new and old', async () => {
    await start(5)
    for (let count = 0; count < AT_ONCE + 50; count++) fake.own.log.push(auditEntry(fake.own.log.length + 1))
    fake.own.happen()
    await vi.advanceTimersByTimeAsync(300)
    expect(seqs()).toHaveLength(AT_ONCE)
    await store.getState().loadOlder()
    expect(seqs()).toEqual(Array.from({ length: AT_ONCE + 56 }, (_, index) => AT_ONCE + 56 - index))
  })

  test('another log in the place of this one is shown anew', async () => {
    await start(5)
    fake.own.log = [1, 2, 3, 4, 5, 6].map((seq) => auditEntry(seq, { hash: 'f'.repeat(64) }))
    fake.own.happen()
    await vi.advanceTimersByTimeAsync(300)
    expect(valueOf(store.getState().activity)?.entries.at(-1)?.hash).toBe('f'.repeat(64))
    expect(seqs()).toHaveLength(7)
  })

  test('a filter is asked about once typing pauses, and an answer to an earlier one is not shown', async () => {
    await start(30)
    store.getState().setFilter('user')
    await vi.advanceTimersByTimeAsync(100)
    store.getState().setFilter('user-1')
    await vi.advanceTimersByTimeAsync(100)
    expect(asked()).toHaveLength(1)
    const release = fake.hold('audit.list')
    await vi.advanceTimersByTimeAsync(200)
    store.getState().setFilter('user-11')
    release()
    await vi.advanceTimersByTimeAsync(1)
    expect(seqs()).toHaveLength(30)
    await vi.advanceTimersByTimeAsync(300)
    expect(seqs()).toEqual([11])
    expect(store.getState().filtered).toBe('user-11')
  })

  test('older ones that cannot be read are told, and what is shown stays', async () => {
    await start(AT_ONCE + 1)
    fake.fail('audit.list', new AppError('file-failed', { file: 'activity.log', code: 'EIO' }))
    await store.getState().loadOlder()
    expect(store.getState().older).toMatchObject({ is: 'failed', error: { code: 'file-failed' } })
    expect(seqs()).toHaveLength(AT_ONCE)
    fake.fail('audit.list', undefined)
    await store.getState().loadOlder()
    expect(seqs()).toHaveLength(AT_ONCE + 1)
  })

  test('a log that cannot be read is not an empty one', async () => {
    fake = fakeStationProgram()
    fake.fail('audit.list', new AppError('internal', { reference: '7' }))
    store = createAuditStore({ api: fake.api })
    store.getState().need()
    await vi.advanceTimersByTimeAsync(1)
    expect(store.getState().activity.is).toBe('failed')
  })

  test('is verified when it is first looked at, and again when asked', async () => {
    await start(3)
    expect(store.getState().verified).toMatchObject({ is: 'data', value: { at: 1_000, report: { entries: 3 } } })
    fake.own.report = { problem: { line: 2, is: 'changed' } }
    await store.getState().verify()
    expect(valueOf(store.getState().verified)?.report.problem).toEqual({ line: 2, is: 'changed' })
  })

  test('is verified by itself as it grows, unless that takes long', async () => {
    await start(3)
    fake.own.happen()
    await vi.advanceTimersByTimeAsync(300)
    expect(valueOf(store.getState().verified)?.report.entries).toBe(4)
    const release = fake.hold('audit.verify')
    const slow = store.getState().verify()
    time += 1000
    release()
    await slow
    fake.own.happen()
    await vi.advanceTimersByTimeAsync(300)
    expect(seqs()[0]).toBe(5)
    expect(valueOf(store.getState().verified)?.report.entries).toBe(4)
  })
})
