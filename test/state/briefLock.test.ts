import { readdir, readFile, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createBriefLock } from '../../src/main/state/briefLock'
import { temporaryFolder } from '../support/temporaryFolder'

const NOBODY = 2 ** 22 - 1

async function place() {
  const folder = await temporaryFolder()
  const path = join(folder, 'some.lock')
  return { folder, path, lock: createBriefLock(path) }
}

/** What a lock file says while this process holds it. */
async function holder(path: string): Promise<Record<string, unknown>> {
  const lock = createBriefLock(path)
  await lock.take(0)
  const found: Record<string, unknown> = JSON.parse(await readFile(path, 'utf8'))
  await lock.release()
  return found
}

test('one at a time has it, and leaves nothing behind', async () => {
  const { folder, path, lock } = await place()
  const other = createBriefLock(path)
  expect(await lock.take(0)).toBe(true)
  expect(await other.take(30)).toBe(false)
  expect([await lock.isOurs(), await other.isOurs()]).toEqual([true, false])
  await other.release()
  expect(await lock.isOurs()).toBe(true)
  const waiting = other.take(2000)
  await lock.release()
  expect(await waiting).toBe(true)
  await other.release()
  expect(await readdir(folder)).toEqual([])
})

test('one that could not be given back is still had', async () => {
  const { lock } = await place()
  await lock.take(0)
  expect(await lock.take(0)).toBe(true)
})

test('that of a dead process is taken over, also where another one has its number now', async () => {
  const { folder, path, lock } = await place()
  const mine = await holder(path)
  const dead: Record<string, unknown>[] = [{ ...mine, id: 'a', pid: NOBODY }]
  if (process.platform === 'linux') dead.push({ ...mine, id: 'b', started: '1' })
  for (const one of dead) {
    await writeFile(path, JSON.stringify(one))
    expect(await lock.take(0)).toBe(true)
    await lock.release()
  }
  expect(await readdir(folder)).toEqual([])
})

test('that of a living process is never taken over, however old it is', async () => {
  const { path, lock } = await place()
  const mine = await holder(path)
  const old = new Date(Date.now() - 86_400_000)
  for (const living of [
    { ...mine, id: 'a' },
    { ...mine, id: 'b', started: null },
    { ...mine, id: 'c', pid: 1, started: null },
  ]) {
    await writeFile(path, JSON.stringify(living))
    await utimes(path, old, old)
    expect(await lock.take(30)).toBe(false)
  }
})

test('where nobody can be asked whether its process lives, it is taken over after a minute', async () => {
  const { path, lock } = await place()
  const mine = await holder(path)
  const old = new Date(Date.now() - 61_000)
  for (const text of [
    JSON.stringify({ ...mine, id: 'a', place: 'elsewhere' }),
    '',
    '{"id":"../x","pid":0}',
    '[]',
    '\0',
  ]) {
    await writeFile(path, text)
    expect(await lock.take(0)).toBe(false)
    await utimes(path, old, old)
    expect(await lock.take(0)).toBe(true)
    await lock.release()
  }
})

test('of many that find a dead one’s, never two have it at a time, also where some died while taking over', async () => {
  const { folder, path } = await place()
  const mine = await holder(path)
  for (let round = 0; round < 20; round++) {
    const dead = { ...mine, id: `${round}`, pid: NOBODY }
    await writeFile(path, JSON.stringify(dead))
    if (round % 2 === 1) await writeFile(`${path}.${round}`, JSON.stringify({ ...dead, id: `${round}-1` }))
    let holding = 0
    let most = 0
    const work = async (_: unknown, index: number) => {
      await new Promise((wake) => setTimeout(wake, (index * round) % 5))
      const lock = createBriefLock(path)
      expect(await lock.take(5000)).toBe(true)
      most = Math.max(most, ++holding)
      await new Promise((wake) => setTimeout(wake, 1))
      holding--
      await lock.release()
    }
    await Promise.all(Array.from({ length: 6 }, work))
    expect(most).toBe(1)
  }
  expect(await readdir(folder)).toEqual([])
})
