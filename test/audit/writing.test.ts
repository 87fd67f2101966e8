import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmod, mkdir, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test, vi } from 'vitest'
import { logDisk, type LogDisk } from '../../src/main/audit/chain'
import { root } from '../support/sources'
import { temporaryFolder } from '../support/temporaryFolder'
import { addAll, added, linesOf, openLog, told } from './logFolder'

test('an entry is one line: its fields in their order, nothing but ASCII, and the hash of all before it', async () => {
  const { audit, file } = await openLog()
  audit.record({
    user: 'dörte',
    peer: 'program 7',
    method: 'rights.set',
    outcome: 'not-permitted',
    about: { groups: ['OEM R&D', 'Nacht\u0007"schicht"'], below: true, count: 3 },
  })
  await audit.list({})
  const [line = ''] = await linesOf(file)
  const text = String.raw`{"seq":1,"time":"2026-03-01T10:00:00.000Z","user":"d\u00f6rte","peer":"program 7","method":"rights.set","outcome":"not-permitted","about":{"groups":["OEM R&D","Nacht\u0007\"schicht\""],"below":true,"count":3},"previous":"${'0'.repeat(64)}"}`
  const hash = createHash('sha256').update(text, 'latin1').digest('hex')
  expect(line).toBe(`${text.slice(0, -1)},"hash":"${hash}"}`)
  expect(await readFile(file, 'latin1')).toBe(`${line}\n`)
  expect((await audit.list({})).entries).toMatchObject([
    { user: 'dörte', about: { groups: ['OEM R&D', 'Nacht\u0007"schicht"'] } },
  ])
})

test('each entry carries the hash of the one before, over restarts too, and the last one is noted', async () => {
  const { audit, folder, file } = await openLog()
  await addAll(audit, ['bogdan', 'chidi'])
  await audit.close()
  const again = await openLog({ folder })
  await addAll(again.audit, ['dörte'])
  const entries = (await linesOf(file)).map((line) => JSON.parse(line))
  expect(entries.map(({ seq }) => seq)).toEqual([1, 2, 3])
  expect(entries.map(({ previous }) => previous)).toEqual(['0'.repeat(64), entries[0].hash, entries[1].hash])
  expect(await readFile(join(folder, 'activity.head'), 'utf8')).toBe(`3 ${entries[2].hash}\n`)
  expect(await again.audit.verify()).toEqual({
    file,
    entries: 3,
    head: { seq: 3, hash: entries[2].hash },
    problem: null,
    unwritten: 0,
  })
})

test('the program of the document verifies a log without this program, and finds what was changed', async () => {
  const { audit, file } = await openLog()
  await addAll(audit, ['bogdan', 'dörte', 'chidi'])
  await audit.close()
  await writeFile(file, `${await readFile(file, 'latin1')}{"seq":4,"ti`)
  const { audit: again } = await openLog({ folder: join(file, '..') })
  await addAll(again, ['erin'])
  const document = await readFile(join(root, 'docs/audit.md'), 'utf8')
  const program = join(await temporaryFolder(), 'verify.mjs')
  await writeFile(program, /```js\n(.+?)```/s.exec(document)?.[1] ?? '')
  const run = (log: string) => promisify(execFile)(process.execPath, [program, log])
  expect((await run(file)).stdout).toBe('whole: 5 entries\n')
  const text = await readFile(file, 'latin1')
  for (const [from, to] of [
    ['bogdan', 'bogdam'],
    ['"seq":4,"ti', '"seq":4,"te'],
    [text.slice(0, text.indexOf('\n') + 1), ''],
  ] as const) {
    const changed = join(await temporaryFolder(), 'changed.log')
    await writeFile(changed, text.replace(from, to))
    await expect(run(changed)).rejects.toThrow('broken')
  }
})

test.skipIf(process.platform === 'win32')('nobody but its owner can read the log or list its folder', async () => {
  const before = process.umask(0)
  try {
    const { audit, folder, file } = await openLog()
    await addAll(audit, ['bogdan'])
    expect((await stat(folder)).mode & 0o777).toBe(0o700)
    for (const name of await readdir(folder)) expect((await stat(join(folder, name))).mode & 0o777).toBe(0o600)
    await chmod(file, 0o644)
    await addAll(audit, ['chidi'])
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    expect((await readdir(folder)).toSorted()).toEqual(['activity.head', 'activity.log'])
  } finally {
    process.umask(before)
  }
})

test.skipIf(process.platform === 'win32')('a link in place of the log is not followed', async () => {
  const elsewhere = join(await temporaryFolder(), 'elsewhere')
  await writeFile(elsewhere, '')
  const folder = join(await temporaryFolder(), 'audit')
  await mkdir(folder)
  await symlink(elsewhere, join(folder, 'activity.log'))
  const { audit, problems } = await openLog({ folder })
  await addAll(audit, ['bogdan'])
  expect(problems).toMatchObject([{ is: 'not-written', code: 'ELOOP' }])
  expect(await readFile(elsewhere, 'utf8')).toBe('')
})

test('recording returns before anything is written; entries of one moment share one sync', async () => {
  let syncs = 0
  const fs: LogDisk = {
    ...logDisk,
    open: async (file) => {
      const log = await logDisk.open(file)
      return {
        ...log,
        async sync() {
          syncs += 1
          await log.sync()
        },
      }
    },
  }
  const { audit } = await openLog({ fs })
  for (let number = 0; number < 500; number++) audit.record(added(`user${number}`))
  expect((await audit.verify()).entries).toBe(500)
  expect(syncs).toBe(1)
  expect(await told(audit)).toEqual(Array.from({ length: 500 }, (_, number) => `user${number}`))
})

test('recording goes on although an entry is odd: too long, full of signs, numbers that JSON has not', async () => {
  const { audit, file } = await openLog()
  const long = `x${'😀'.repeat(5000)}`
  for (const text of [long, '\ud800', '\u0000\n\r\u2028', '', '"}', `,"hash":"${'0'.repeat(64)}"}`]) {
    const about = {
      text,
      texts: Array.from({ length: 50 }, () => text),
      much: Number.POSITIVE_INFINITY,
      none: Number.NaN,
    }
    audit.record({ user: text, peer: text, method: text, outcome: text, about })
  }
  audit.record({
    ...added('x'),
    about: Object.fromEntries(Array.from({ length: 100 }, (_, name) => [`${name}${long}`, [long, long]])),
  })
  expect(await audit.verify()).toMatchObject({ entries: 7, problem: null, unwritten: 0 })
  const { entries } = await audit.list({})
  expect(entries.map(({ user }) => user?.isWellFormed())).toEqual([true, true, true, true, true, false, true])
  expect(entries.at(-1)?.user).toBe(`x${'😀'.repeat(511)}…`)
  expect(Math.max(...(await linesOf(file)).map((line) => line.length))).toBeLessThan(512 * 1024)
})

test('pages hear that the log has changed, at once and then at most five times a second', async () => {
  const { audit, events } = await openLog()
  await addAll(audit, ['a'])
  expect(events).toEqual(['audit.changed'])
  for (const name of ['b', 'c', 'd', 'e']) await addAll(audit, [name])
  expect(events.length).toBeLessThanOrEqual(2)
  const heard = events.length
  await vi.waitFor(() => expect(events.length).toBeGreaterThan(heard), { timeout: 1000 })
})

test('a log that was removed meanwhile is made anew and says that its end is gone', async () => {
  const { audit, file } = await openLog()
  await addAll(audit, ['bogdan', 'chidi'])
  await rm(file)
  expect(await audit.verify()).toMatchObject({ entries: 0, problem: { line: 1, is: 'cut-off' } })
  await addAll(audit, ['dörte'])
  expect(await told(audit)).toEqual(['audit.cut-off', 'dörte'])
  expect(await audit.verify()).toMatchObject({ entries: 2, problem: { line: 1, is: 'cut-off' } })
})

test('after its end it says what it could not take any more', async () => {
  const { audit, problems } = await openLog()
  await addAll(audit, ['bogdan'])
  await audit.close()
  audit.record(added('chidi'))
  expect(problems).toMatchObject([{ is: 'given-up', entries: 1 }])
})

test('what is recorded while it ends is written', async () => {
  const { audit, folder } = await openLog()
  audit.record(added('bogdan'))
  await audit.close()
  expect(await told((await openLog({ folder })).audit)).toEqual(['bogdan'])
})
