import { createHash } from 'node:crypto'
import { appendFile, copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createAudit } from '../../src/main/audit/audit'
import { verifyLog } from '../../src/main/audit/verify'
import { createBriefLock } from '../../src/main/state/briefLock'
import { temporaryFolder } from '../support/temporaryFolder'
import { addAll, added, linesOf, NOON, openLog, told } from './logFolder'

const NAMES = ['bogdan', 'chidi', 'dörte', 'erin', 'ada']
/** A whole log of five entries, a note of its end, and its lines with their line feeds. */
let whole: { folder: string; text: string; lines: string[] }

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'keyswitch-whole-'))
  const audit = createAudit({ folder, events: { emit: () => {} }, log: () => {}, now: () => NOON })
  for (const name of NAMES) audit.record(added(name))
  await audit.close()
  const text = await readFile(join(folder, 'activity.log'), 'latin1')
  whole = { folder, text, lines: text.split(/(?<=\n)/) }
})
afterAll(() => rm(whole.folder, { recursive: true, force: true }))

/** Verifies a log of these bytes beside the note of the whole one. */
async function verified(text: string | Buffer, noted: 'always' | 'if-there' = 'always') {
  const folder = await temporaryFolder()
  await copyFile(join(whole.folder, 'activity.head'), join(folder, 'activity.head'))
  await writeFile(join(folder, 'activity.log'), text, 'latin1')
  return verifyLog(join(folder, 'activity.log'), { noted })
}

const problemOf = async (text: string | Buffer) => (await verified(text)).problem
/** An entry with some of its text replaced and a hash that fits again. */
function forged(line: string, from: string | RegExp, to: string): string {
  const text = line.replace(from, to).replace(/,"hash":"[\da-f]{64}"\}\n$/, '}')
  return `${text.slice(0, -1)},"hash":"${createHash('sha256').update(text, 'latin1').digest('hex')}"}\n`
}

test('a log that nobody touched is whole', async () => {
  expect(await verified(whole.text)).toMatchObject({ entries: 5, head: { seq: 5 }, problem: null })
})

test('no log and no note of one is a log without entries', async () => {
  const file = join(await temporaryFolder(), 'activity.log')
  const empty = { file, entries: 0, head: null, problem: null }
  expect(await verifyLog(file, { noted: 'always' })).toEqual(empty)
  await writeFile(file, '')
  expect(await verifyLog(file, { noted: 'always' })).toEqual(empty)
})

test('a changed byte is found, whatever it is changed to and wherever it stands', async () => {
  const { text, lines } = whole
  await fc.assert(
    // The last line feed says nothing: without it the entry is still there whole.
    fc.asyncProperty(fc.nat(text.length - 2), fc.integer({ min: 1, max: 255 }), async (at, by) => {
      const bytes = Buffer.from(text, 'latin1')
      bytes[at] = (bytes.readUInt8(at) + by) % 256
      const report = await verified(bytes)
      const line = lines.findIndex((_, index) => lines.slice(0, index + 1).join('').length > at) + 1
      expect(report.problem?.line).toBe(line)
    }),
    { numRuns: 400 },
  )
})

test('a byte more or less is found', async () => {
  const { text } = whole
  await fc.assert(
    fc.asyncProperty(
      fc.nat(text.length - 2),
      fc.option(fc.integer({ min: 0, max: 255 }), { nil: undefined }),
      async (at, more) => {
        const bytes = Buffer.from(text, 'latin1')
        const rest = bytes.subarray(more === undefined ? at + 1 : at)
        const changed = Buffer.concat([bytes.subarray(0, at), Buffer.from(more === undefined ? [] : [more]), rest])
        expect((await verified(changed)).problem).not.toBeNull()
      },
    ),
    { numRuns: 200 },
  )
})

test('lines that are removed, doubled or in another order are found', async () => {
  const { lines } = whole
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(lines.length - 1), { maxLength: 8 }), async (order) => {
      const text = order.map((line) => lines[line]).join('')
      expect((await verified(text)).problem === null).toBe(text === whole.text)
    }),
    { numRuns: 200 },
  )
})

describe('what was done is named, with the first line that does not fit', () => {
  const cases: readonly [string, (lines: readonly string[]) => string, { line: number; is: string }][] = [
    ['a changed entry', (l) => l.join('').replace('chidi', 'chidO'), { line: 2, is: 'changed' }],
    [
      'an entry that was exchanged together with its hash',
      ([a = '', b = '', ...others]) => [a, forged(b, 'chidi', 'mallory'), ...others].join(''),
      { line: 3, is: 'changed' },
    ],
    [
      'the last entry exchanged together with its hash',
      (l) => [...l.slice(0, 4), forged(l[4] ?? '', 'ada', 'mallory')].join(''),
      { line: 5, is: 'cut-off' },
    ],
    ['the first line removed', (l) => l.slice(1).join(''), { line: 1, is: 'missing' }],
    ['a line removed', (l) => l.filter((_, at) => at !== 2).join(''), { line: 3, is: 'missing' }],
    ['two lines swapped', ([a, b, c, ...d]) => [a, c, b, ...d].join(''), { line: 2, is: 'missing' }],
    ['a line doubled', ([a, ...b]) => [a, a, ...b].join(''), { line: 2, is: 'missing' }],
    ['the end removed', (l) => l.slice(0, 3).join(''), { line: 4, is: 'cut-off' }],
    ['everything removed', () => '', { line: 1, is: 'cut-off' }],
    ['an empty line', ([a, ...b]) => [a, '\n', ...b].join(''), { line: 2, is: 'changed' }],
    ['an empty line at the end', (l) => [...l, '\n'].join(''), { line: 6, is: 'torn' }],
    ['other line ends', (l) => l.join('').replaceAll('\n', '\r\n'), { line: 1, is: 'changed' }],
    ['a line of 10 MB', ([a, ...b]) => [a, 'x'.repeat(10_485_760), '\n', ...b].join(''), { line: 2, is: 'changed' }],
    ['10 MB without an end', (l) => [...l, 'x'.repeat(10_485_760)].join(''), { line: 6, is: 'torn' }],
    ['garbage in front', (l) => ['\0\u00ff\u00fe', ...l].join(''), { line: 1, is: 'changed' }],
    ['garbage at the end', (l) => [...l, '\0\u00ff\u00fe'].join(''), { line: 6, is: 'torn' }],
    ['a file that is something else', () => 'PK\u0003\u0004'.repeat(9999), { line: 1, is: 'changed' }],
    [
      'an account of a torn line that is not there',
      (l) => [...l.slice(0, 4), forged(l[4] ?? '', 'users.add', 'audit.recovered')].join(''),
      { line: 5, is: 'missing' },
    ],
  ]
  test.each(cases)('%s', async (_, change, problem) => {
    expect(await problemOf(change(whole.lines))).toEqual(problem)
  })
})

test('a torn line is accepted only with an account of exactly its bytes', async () => {
  const { audit, folder, file } = await openLog()
  await addAll(audit, ['bogdan'])
  await audit.close()
  await writeFile(file, '{"seq":2,"time":"20', { flag: 'a' })
  const { audit: again } = await openLog({ folder })
  await addAll(again, ['chidi'])
  expect(await again.verify()).toMatchObject({ entries: 3, problem: null })
  const text = await readFile(file, 'latin1')
  for (const changed of [
    text.replace('\n{"seq":2,"time":"20\n', '\n{"seq":2,"time":"21\n'),
    text.replace('\n{"seq":2,"time":"20\n', '\n{"seq":2,"time":"2\n'),
    text.replace('\n{"seq":2,"time":"20\n', '\n{"seq":2,"time":"20\n{"seq":2,"time":"20\n'),
    text.replace('\n{"seq":2,"time":"20\n', '\n'),
  ]) {
    await writeFile(file, changed)
    expect((await again.verify()).problem?.line).toBe(2)
  }
})

test('the end that is cut off stays known after others have written behind it', async () => {
  const { audit, folder, file } = await openLog()
  await addAll(audit, NAMES)
  await audit.close()
  const lines = await linesOf(file)
  await writeFile(file, `${lines.slice(0, 3).join('\n')}\n`)
  const { audit: again } = await openLog({ folder })
  await addAll(again, ['frida'])
  expect(await told(again)).toEqual(['bogdan', 'chidi', 'dörte', 'audit.cut-off', 'frida'])
  expect(await again.verify()).toMatchObject({ entries: 5, problem: { line: 4, is: 'cut-off' } })
})

test('a note that is gone or unreadable is missed where it has to be, and not beside a copy', async () => {
  for (const damage of [(head: string) => rm(head), (head: string) => writeFile(head, 'x')]) {
    const { audit, folder, file } = await openLog()
    await addAll(audit, NAMES)
    await damage(join(folder, 'activity.head'))
    expect(await verifyLog(file, { noted: 'always' })).toMatchObject({ problem: { line: 6, is: 'cut-off' } })
    expect(await verifyLog(file, { noted: 'if-there' })).toMatchObject({ entries: 5, problem: null })
  }
})

test('a log that is ahead of its note is whole: a program was stopped between the two', async () => {
  const { audit, folder, file } = await openLog()
  await addAll(audit, ['bogdan'])
  const head = await readFile(join(folder, 'activity.head'))
  await addAll(audit, ['chidi'])
  await audit.close()
  await writeFile(join(folder, 'activity.head'), head)
  expect(await verifyLog(file, { noted: 'always' })).toMatchObject({ entries: 2, problem: null })
  const { audit: again } = await openLog({ folder })
  await addAll(again, ['dörte'])
  expect(await told(again)).toEqual(['bogdan', 'chidi', 'dörte'])
  expect(await again.verify()).toMatchObject({ entries: 3, problem: null })
})

test('an entry that is being written is waited for', async () => {
  const folder = await temporaryFolder()
  const file = join(folder, 'activity.log')
  const lock = createBriefLock(join(folder, 'activity.lock'))
  const [first = '', second = ''] = whole.lines
  await writeFile(file, first + second.slice(0, 100))
  await lock.take(0)
  const report = verifyLog(file, { noted: 'if-there' })
  await new Promise((wake) => setTimeout(wake, 40))
  await appendFile(file, second.slice(100))
  expect(await report).toMatchObject({ entries: 2, problem: null })
  await writeFile(file, first + second.slice(0, 100))
  expect(await verifyLog(file, { noted: 'if-there' })).toMatchObject({ entries: 1, problem: { line: 2, is: 'torn' } })
})

test('while others write, a log is never said to be torn', async () => {
  const { audit, file } = await openLog()
  await addAll(audit, NAMES)
  const reports = []
  for (let round = 0; round < 60; round++) {
    for (const name of NAMES) audit.record(added(`${name}${'x'.repeat(900)}`))
    reports.push(await verifyLog(file, { noted: 'always' }))
  }
  expect(reports.map(({ problem }) => problem).filter((problem) => problem !== null)).toEqual([])
})
