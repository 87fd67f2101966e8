import { chmod, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { logDisk, type LogDisk } from '../../src/main/audit/chain'
import { systemError } from '../support/watchedFileSystem'
import { addAll, added, openLog, told } from './logFolder'

type Step = 'makeFolder' | 'take' | 'readHead' | 'open' | 'append' | 'sync' | 'close' | 'writeHead' | 'release'

/** The disk, failing at a step while `fails` says so; of an append so many bytes are written before. */
function failing(fails: (step: Step) => boolean, written = 0): LogDisk {
  const step = async (name: Step): Promise<void> => {
    if (fails(name)) throw systemError('ENOSPC', name)
  }
  return {
    async makeFolder(folder) {
      await step('makeFolder')
      await logDisk.makeFolder(folder)
    },
    async open(file) {
      await step('open')
      const log = await logDisk.open(file)
      return {
        ...log,
        async append(bytes) {
          if (!fails('append')) return log.append(bytes)
          await log.append(bytes.subarray(0, written))
          throw systemError('ENOSPC', file)
        },
        async sync() {
          await step('sync')
          await log.sync()
        },
        async close() {
          await log.close()
          await step('close')
        },
      }
    },
    lock(path) {
      const lock = logDisk.lock(path)
      return {
        ...lock,
        async take(wait) {
          await step('take')
          return lock.take(wait)
        },
        async release() {
          await step('release')
          await lock.release()
        },
      }
    },
    async readHead(path) {
      await step('readHead')
      return logDisk.readHead(path)
    },
    async writeHead(path, link) {
      await step('writeHead')
      await logDisk.writeHead(path, link)
    },
  }
}

const STEPS: readonly Step[] = [
  'makeFolder',
  'take',
  'readHead',
  'open',
  'append',
  'sync',
  'close',
  'writeHead',
  'release',
]

test.each(STEPS)('a disk that is full at “%s” costs no entry, and none is written twice', async (full) => {
  let isFull = false
  const { audit, problems } = await openLog({ fs: failing((step) => isFull && step === full) })
  isFull = true
  await addAll(audit, ['bogdan'])
  await addAll(audit, ['chidi', 'dörte'])
  isFull = false
  await addAll(audit, ['erin'])
  await expect.poll(async () => (await audit.verify()).unwritten, { timeout: 10_000 }).toBe(0)
  expect(await told(audit)).toEqual(['bogdan', 'chidi', 'dörte', 'erin'])
  expect(await audit.verify()).toMatchObject({ entries: 4, problem: null })
  expect(problems.filter(({ is }) => is === 'given-up')).toEqual([])
  expect(JSON.stringify(problems)).not.toContain('bogdan')
})

test('an entry of which a full disk took only the beginning is written whole as soon as there is room', async () => {
  let isFull = false
  const { audit, file } = await openLog()
  await addAll(audit, ['bogdan'])
  await audit.close()
  const length = (await stat(file)).size
  for (const written of [1, 200, length - 2, length - 1, length, length + 1, 2 * length - 30]) {
    const log = await openLog({ fs: failing((step) => isFull && step === 'append', written) })
    await addAll(log.audit, ['anna'])
    isFull = true
    await addAll(log.audit, ['bogdan', 'dörte'])
    await addAll(log.audit, ['chidi'])
    expect(await log.audit.verify()).toMatchObject({ unwritten: 3 })
    await addAll(log.audit, [])
    isFull = false
    await addAll(log.audit, ['erin'])
    await expect.poll(async () => (await log.audit.verify()).unwritten, { timeout: 10_000 }).toBe(0)
    const names = (await told(log.audit)).filter((name) => name !== 'audit.recovered')
    expect(names).toEqual(['anna', 'bogdan', 'dörte', 'chidi', 'erin'])
    expect(await log.audit.verify()).toMatchObject({ problem: null })
  }
})

test('another program that writes behind half an entry changes nothing about that', async () => {
  let isFull = true
  const log = await openLog({ fs: failing((step) => isFull && step === 'append', 700) })
  await addAll(log.audit, ['bogdan', 'chidi', 'dörte'])
  const other = await openLog({ folder: log.folder })
  await addAll(other.audit, ['erin'])
  isFull = false
  await addAll(log.audit, ['frida'])
  await expect.poll(async () => (await log.audit.verify()).unwritten, { timeout: 10_000 }).toBe(0)
  expect(await told(log.audit)).toEqual(['bogdan', 'chidi', 'audit.recovered', 'erin', 'dörte', 'frida'])
  expect(await log.audit.verify()).toMatchObject({ entries: 6, problem: null })
})

test('that nothing can be written is said once, counted, and tried again by itself', async () => {
  let isFull = true
  const { audit, file, problems, events } = await openLog({ fs: failing((step) => isFull && step === 'append') })
  for (const name of ['bogdan', 'chidi', 'dörte']) await addAll(audit, [name])
  expect(await audit.verify()).toMatchObject({ entries: 0, unwritten: 3 })
  expect(problems).toEqual([{ is: 'not-written', file, code: 'ENOSPC' }])
  expect(events).toEqual(['audit.changed'])
  // Until the attempt with the last entry has failed too.
  await new Promise((wake) => setTimeout(wake, 300))
  isFull = false
  await expect.poll(async () => (await audit.verify()).unwritten, { timeout: 6000, interval: 100 }).toBe(0)
  expect(problems.slice(1)).toEqual([{ is: 'written-again', file }])
  expect(await told(audit)).toEqual(['bogdan', 'chidi', 'dörte'])
})

test('of more than ten thousand entries that cannot be written the oldest go, and the log says how many', async () => {
  let isFull = true
  const { audit } = await openLog({ fs: failing((step) => isFull && step === 'append') })
  for (let number = 0; number < 10_500; number++) audit.record(added(`user${number}`))
  await audit.list({})
  for (let number = 10_500; number < 10_700; number++) audit.record(added(`user${number}`))
  expect((await audit.verify()).unwritten).toBe(10_700)
  isFull = false
  await addAll(audit, ['last'])
  await expect.poll(async () => (await audit.verify()).unwritten, { timeout: 10_000 }).toBe(0)
  expect(await audit.verify()).toMatchObject({ entries: 10_001, problem: null })
  const { entries } = await audit.list({ filter: 'audit.lost' })
  expect(entries.map(({ about, peer }) => ({ about, peer }))).toEqual([{ about: { entries: 701 }, peer: 'keyswitch' }])
  const names = (await told(audit)).filter((name) => name !== 'audit.lost')
  expect(names).toHaveLength(10_000)
  expect(names.slice(-201)).toEqual([...Array.from({ length: 200 }, (_, number) => `user${number + 10_500}`), 'last'])
  const numbers = names.slice(0, -1).map((name) => Number(name.slice(4)))
  expect(numbers).toEqual(numbers.toSorted((one, other) => one - other))
})

test('a program that ends while nothing can be written says how many entries it gives up', async () => {
  const { audit, file, problems } = await openLog({ fs: failing((step) => step === 'sync') })
  await addAll(audit, ['bogdan', 'chidi'])
  await audit.close()
  expect(problems).toEqual([
    { is: 'not-written', file, code: 'ENOSPC' },
    { is: 'given-up', file, entries: 2 },
  ])
})

test.skipIf(process.platform === 'win32' || process.getuid?.() === 0)(
  'a folder that cannot be written to is tried again',
  async () => {
    const { audit, folder } = await openLog()
    await addAll(audit, ['bogdan'])
    await chmod(folder, 0o500)
    try {
      await addAll(audit, ['chidi'])
      expect((await audit.verify()).unwritten).toBe(1)
    } finally {
      await chmod(folder, 0o700)
    }
    await addAll(audit, ['dörte'])
    await expect.poll(async () => (await audit.verify()).unwritten, { timeout: 10_000 }).toBe(0)
    expect(await told(audit)).toEqual(['bogdan', 'chidi', 'dörte'])
  },
)

test('where the end cannot be noted the entries are written all the same, and the note follows', async () => {
  let isFull = false
  const { audit, folder, problems } = await openLog({ fs: failing((step) => isFull && step === 'writeHead') })
  await addAll(audit, ['bogdan'])
  isFull = true
  await addAll(audit, ['chidi'])
  expect(problems).toMatchObject([{ is: 'end-not-noted', code: 'ENOSPC' }])
  expect(await readFile(join(folder, 'activity.head'), 'utf8')).toMatch(/^1 /)
  expect(await audit.verify()).toMatchObject({ entries: 2, problem: null, unwritten: 0 })
  isFull = false
  await addAll(audit, ['dörte'])
  expect(await readFile(join(folder, 'activity.head'), 'utf8')).toMatch(/^3 /)
})
