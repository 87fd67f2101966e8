import { readFile, writeFile } from 'node:fs/promises'
import fc from 'fast-check'
import { beforeEach, describe, expect, test } from 'vitest'
import { addAll, added, NOON, openLog, told, type OpenedLog } from './logFolder'

test('entries come newest first, a page at a time', async () => {
  const { audit } = await openLog()
  await addAll(audit, ['a', 'b', 'c', 'd', 'e'])
  const seqs = async (asked: { before?: number; limit?: number }) => {
    const { entries, total, more } = await audit.list(asked)
    return [entries.map(({ seq }) => seq), total, more]
  }
  expect(await seqs({ limit: 2 })).toEqual([[5, 4], 5, true])
  expect(await seqs({ limit: 2, before: 4 })).toEqual([[3, 2], 5, true])
  expect(await seqs({ limit: 2, before: 2 })).toEqual([[1], 5, false])
  expect(await seqs({ limit: 2, before: 1 })).toEqual([[], 5, false])
  expect(await seqs({ limit: 5 })).toEqual([[5, 4, 3, 2, 1], 5, false])
  expect(await seqs({ before: 99 })).toEqual([[5, 4, 3, 2, 1], 5, false])
})

test('a log without entries lists none', async () => {
  const { audit } = await openLog()
  expect(await audit.list({})).toEqual({ entries: [], total: 0, more: false })
  expect(await audit.exportText()).toBe('')
})

test('a page may begin at any entry of a long log', async () => {
  const { audit } = await openLog()
  const MANY = 800
  for (let number = 0; number < MANY; number++) audit.record({ ...added('x'), peer: 'p'.repeat(number % 1000) })
  await audit.list({})
  for (let before = 1; before <= MANY + 1; before++) {
    const { entries } = await audit.list({ before, limit: 2 })
    expect(entries.map(({ seq }) => seq)).toEqual([before - 1, before - 2].filter((seq) => seq > 0))
  }
})

describe('a long log', () => {
  const MANY = 3000
  let log: OpenedLog
  beforeEach(async () => {
    log = await openLog({ now: () => NOON })
    for (let number = 1; number <= MANY; number++) {
      log.audit.record({ ...added(`user${number}`), about: { user: `user${number}`, text: 'x'.repeat(number % 997) } })
    }
    await log.audit.list({})
  })

  test('has every page, wherever it begins', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: MANY + 1 }),
        fc.integer({ min: 1, max: 300 }),
        async (before, limit) => {
          const { entries, total, more } = await log.audit.list({ before, limit })
          const first = Math.max(1, before - limit)
          expect(entries.map(({ seq }) => seq)).toEqual(
            Array.from({ length: before - first }, (_, at) => before - 1 - at),
          )
          expect({ total, more }).toEqual({ total: MANY, more: first > 1 })
        },
      ),
      { numRuns: 100 },
    )
    let before: number | undefined
    const seen: number[] = []
    for (let more = true; more;) {
      const page = await log.audit.list({ limit: 500, ...(before === undefined ? {} : { before }) })
      seen.push(...page.entries.map(({ seq }) => seq))
      before = seen.at(-1)
      more = page.more
    }
    expect(seen).toEqual(Array.from({ length: MANY }, (_, at) => MANY - at))
  })

  test('shows what can be read of it when it was damaged', async () => {
    const text = await readFile(log.file, 'latin1')
    const lines = text.split('\n')
    lines[1500] = '\u0000garbage'
    lines[2000] = lines[2000]?.replace('anna', 'ANNA') ?? ''
    await writeFile(log.file, `${lines.join('\n')}{"seq":3001`, 'latin1')
    const { entries, total } = await log.audit.list({ limit: MANY })
    expect({ total, listed: entries.length }).toEqual({ total: MANY, listed: MANY - 1 })
    expect(entries.find(({ seq }) => seq === 2001)?.user).toBe('ANNA')
    expect((await log.audit.list({ before: 1400, limit: 1 })).entries[0]?.seq).toBe(1399)
  })

  test('is searched no longer than whoever asked waits', async () => {
    const gone = new AbortController()
    const searching = log.audit.list({ filter: 'not there' }, gone.signal)
    gone.abort()
    await expect(searching).rejects.toMatchObject({ name: 'AbortError' })
  })
})

test('a filter looks at who, from where, when, what, how it ended and what it was about, in any case', async () => {
  const { audit } = await openLog()
  audit.record({
    user: 'Dörte',
    peer: 'browser',
    method: 'groups.rename',
    outcome: 'ok',
    about: { group: 'A "b"\\', to: 'C' },
  })
  audit.record({
    user: null,
    peer: 'program 7',
    method: 'login.finish',
    outcome: 'login-failed',
    about: { user: 'BÄR' },
  })
  audit.record({ ...added('x'), about: { count: 4711, below: true, names: ['eins', 'ZWEI'] } })
  const found = async (filter: string) => (await audit.list({ filter })).entries.map(({ seq }) => seq)
  for (const filter of ['dörte', 'DÖRTE', 'BROWSER', 'groups.re', 'a "B"\\', '"b"'])
    expect(await found(filter)).toEqual([1])
  for (const filter of ['Login-Failed', 'bär', 'program 7']) expect(await found(filter)).toEqual([2])
  for (const filter of ['4711', 'true', 'zwei', 'anna']) expect(await found(filter)).toEqual([3])
  for (const filter of ['2026-03-01', '', '  ']) expect(await found(filter)).toEqual([3, 2, 1])
  for (const filter of ['previous', 'hash', '0000000', '"seq"', 'about', 'eins,', 'nobody'])
    expect(await found(filter)).toEqual([])
  expect(await audit.list({ filter: 'o', limit: 1 })).toMatchObject({ total: 3, more: true })
})

test('an export is the file, or the lines a filter lets through', async () => {
  const { audit, file } = await openLog()
  await addAll(audit, ['bogdan', 'dörte', 'chidi'])
  const text = await readFile(file, 'utf8')
  expect(await audit.exportText()).toBe(text)
  expect(await audit.exportText('dörte')).toBe(`${text.split('\n')[1]}\n`)
  const context = {
    peer: { id: 'd', face: 'desktop' },
    signal: new AbortController().signal,
    progress: () => {},
  } as const
  const { name, text: handed } = await audit.handlers['audit.export']({}, context)
  expect({ name, handed }).toEqual({ name: 'keyswitch-activity-2026-03-01.log', handed: text })
  expect(await audit.handlers['audit.list']({ limit: 1 }, context)).toMatchObject({ total: 3, more: true })
  expect(await audit.handlers['audit.verify']({}, context)).toMatchObject({ entries: 3, problem: null, unwritten: 0 })
})

test('a log too large for one answer says so instead of giving a part', async () => {
  const { audit, file } = await openLog()
  await addAll(audit, ['bogdan'])
  await writeFile(file, Buffer.alloc(64 * 1024 * 1024, 'x'), { flag: 'a' })
  await expect(audit.exportText()).rejects.toMatchObject({ code: 'file-failed', details: { file, code: 'EFBIG' } })
  expect(await told(audit)).toEqual(['bogdan'])
})

test('a log that cannot be read is a failure, not an empty list', async () => {
  const { audit, file } = await openLog({ folder: '/dev/null/audit' })
  await expect(audit.list({})).rejects.toMatchObject({ code: 'file-failed', details: { file, code: 'ENOTDIR' } })
  await expect(audit.verify()).rejects.toMatchObject({ code: 'file-failed' })
})
