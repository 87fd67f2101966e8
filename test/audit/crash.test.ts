import { createHash } from 'node:crypto'
import { copyFile, mkdir, readFile, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createAudit, type Audit } from '../../src/main/audit/audit'
import { temporaryFolder } from '../support/temporaryFolder'
import { addAll, added, NOON, openLog } from './logFolder'

test('a program stopped at any byte of an entry leaves a log that goes on, whole, and says what was torn', async () => {
  const { audit, folder, file } = await openLog()
  await addAll(audit, ['bogdan', 'chidi'])
  const noted = await readFile(join(folder, 'activity.head'))
  const kept = (await readFile(file)).length
  await addAll(audit, ['dörte'])
  await audit.close()
  const all = await readFile(file)

  await atEachLength({ file, noted, from: kept, to: all.length }, async (target, length) => {
    const again = opened(target)
    if (length > kept && length < all.length - 1) {
      expect(await again.verify()).toMatchObject({ entries: 2, problem: { line: 3, is: 'torn' } })
    }
    again.record(added('erin'))
    const { entries } = await again.list({})
    await again.close()
    const torn = all.subarray(kept, length)
    // All but its line feed is a whole entry.
    const isWhole = torn.length >= all.length - kept - 1
    const own = torn.length === 0 ? [] : isWhole ? ['users.add'] : ['audit.recovered']
    expect(entries.map(({ method }) => method).toReversed()).toEqual(['users.add', 'users.add', ...own, 'users.add'])
    if (own[0] === 'audit.recovered') {
      const sha256 = createHash('sha256').update(torn).digest('hex')
      expect(entries[1]?.about).toEqual({ bytes: torn.length, sha256 })
    }
    // Nothing that was there has gone.
    expect((await readFile(join(target, 'activity.log'))).subarray(0, length).equals(all.subarray(0, length))).toBe(
      true,
    )
    expect(await again.verify()).toMatchObject({ entries: entries.length, problem: null })
  })
}, 120_000)

test('a program stopped at any byte while it accounts for what another one left torn changes nothing about that', async () => {
  const { audit, folder, file } = await openLog()
  await addAll(audit, ['bogdan'])
  await audit.close()
  const noted = await readFile(join(folder, 'activity.head'))
  await writeFile(file, '{"seq":2,"ti', { flag: 'a' })
  const kept = (await readFile(file)).length
  const second = opened(folder)
  second.record(added('chidi'))
  await second.close()
  await atEachLength({ file, noted, from: kept, to: (await readFile(file)).length }, async (target) => {
    const third = opened(target)
    third.record(added('erin'))
    await third.close()
    const { entries } = await third.list({})
    expect(entries.map(({ method }) => method)).toContain('audit.recovered')
    expect(await third.verify()).toMatchObject({ entries: entries.length, problem: null })
  })
}, 120_000)

test('a log that breaks off twice is accounted for twice', async () => {
  const { audit, folder, file } = await openLog()
  await addAll(audit, ['bogdan'])
  await audit.close()
  for (const name of ['chidi', 'dörte']) {
    await writeFile(file, '{"seq":', { flag: 'a' })
    const again = opened(folder)
    again.record(added(name))
    await again.close()
  }
  expect(await opened(folder).verify()).toMatchObject({ entries: 5, problem: null })
})

test('what is torn may be anything: signs of other encodings, zeros of a file system, megabytes', async () => {
  for (const torn of [Buffer.from('"ö'), Buffer.alloc(4096), Buffer.alloc(3_000_000, 'x'), Buffer.from([13])]) {
    const { audit, folder, file } = await openLog()
    await addAll(audit, ['bogdan'])
    await audit.close()
    await writeFile(file, torn, { flag: 'a' })
    const again = opened(folder)
    again.record(added('chidi'))
    expect(await again.verify()).toMatchObject({ entries: 3, problem: null })
    await again.close()
  }
})

function opened(folder: string): Audit {
  return createAudit({ folder, events: { emit: () => {} }, log: () => {}, now: () => NOON })
}

type Cuts = { file: string; noted: Buffer; from: number; to: number }

/** Does something with a log cut off at each length and an older note, some of them at a time. */
async function atEachLength(
  { file, noted, from, to }: Cuts,
  work: (folder: string, length: number) => Promise<void>,
): Promise<void> {
  const folder = await temporaryFolder()
  let next = from
  const worker = async () => {
    for (let length = next++; length <= to; length = next++) {
      const target = join(folder, `${length}`)
      await mkdir(target)
      await copyFile(file, join(target, 'activity.log'))
      await truncate(join(target, 'activity.log'), length)
      await writeFile(join(target, 'activity.head'), noted)
      await work(target, length)
    }
  }
  await Promise.all(Array.from({ length: 8 }, worker))
}
