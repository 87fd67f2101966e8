import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { bundleEntry, removeBundles } from '../support/bundle'
import { temporaryFolder } from '../support/temporaryFolder'
import { addAll, openLog, type OpenedLog } from './logFolder'

let program = ''
beforeAll(async () => {
  program = await bundleEntry('test/audit/appendingProgram.ts')
})
afterAll(removeBundles)

const EACH = 200

test.each([2, 5])(
  '%i programs write at once, 200 entries each: one chain, nothing lost, each in its own order',
  async (many) => {
    const folder = join(await temporaryFolder(), 'audit')
    const children = Array.from({ length: many }, (_, number) => start('append', folder, `program ${number}`, EACH))
    await Promise.all(children.map(({ ready }) => ready))
    for (const { child } of children) child.stdin?.write('go\n')
    expect(await Promise.all(children.map(({ ended }) => ended))).toEqual(children.map(() => ({ code: 0, err: '' })))
    const log = await openLog({ folder })
    expect(await log.audit.verify()).toMatchObject({ entries: many * EACH, problem: null })
    const written = await numbersOf(log)
    for (let number = 0; number < many; number++) {
      expect(written.get(`program ${number}`)).toEqual(Array.from({ length: EACH }, (_, index) => index))
    }
    expect(turnsIn(await usersOf(log))).toBeGreaterThan(many)
    expect((await readdir(folder)).toSorted()).toEqual(['activity.head', 'activity.log'])
  },
  60_000,
)

test('a program killed with half an entry written holds nobody up, and its half is accounted for', async () => {
  const log = await openLog()
  await addAll(log.audit, ['bogdan'])
  const { child, ready, ended } = start('half', log.folder, 'half', 1)
  await ready
  child.stdin?.write('go\n')
  expect(await ended).toMatchObject({ code: null })
  expect((await readdir(log.folder)).toSorted()).toEqual(['activity.head', 'activity.lock', 'activity.log'])
  expect((await log.audit.verify()).problem).toEqual({ line: 2, is: 'torn' })
  await addAll(log.audit, ['chidi'])
  const { entries } = await log.audit.list({})
  expect(entries.map(({ method }) => method)).toEqual(['users.add', 'audit.recovered', 'users.add'])
  expect(await log.audit.verify()).toMatchObject({ entries: 3, problem: null, unwritten: 0 })
  expect((await readdir(log.folder)).toSorted()).toEqual(['activity.head', 'activity.log'])
})

test('programs that are killed while others write leave one chain, and what the others wrote is all there', async () => {
  const folder = join(await temporaryFolder(), 'audit')
  const staying = [0, 1].map((number) => start('append', folder, `program ${number}`, EACH))
  const killed = [2, 3, 4].map((number) => start('append', folder, `program ${number}`, 100_000))
  await Promise.all([...staying, ...killed].map(({ ready }) => ready))
  for (const { child } of [...staying, ...killed]) child.stdin?.write('go\n')
  for (const [at, { child, ended }] of killed.entries()) {
    await new Promise((wake) => setTimeout(wake, 40 + 25 * at))
    child.kill('SIGKILL')
    await ended
  }
  expect(await Promise.all(staying.map(({ ended }) => ended))).toEqual(staying.map(() => ({ code: 0, err: '' })))
  const log = await openLog({ folder })
  await addAll(log.audit, ['anna'])
  expect(await log.audit.verify()).toMatchObject({ problem: null })
  const written = await numbersOf(log)
  for (const name of ['program 0', 'program 1']) expect(written.get(name)).toHaveLength(EACH)
  for (const numbers of written.values()) expect(numbers).toEqual(numbers.map((_, index) => index))
}, 60_000)

test('a program that stands still while it writes keeps the lock; the entries of others wait and are counted', async () => {
  const log = await openLog()
  await addAll(log.audit, ['bogdan'])
  // This process lives, and so whoever holds the lock in its name.
  const { createBriefLock } = await import('../../src/main/state/briefLock')
  const lock = createBriefLock(join(log.folder, 'activity.lock'))
  expect(await lock.take(0)).toBe(true)
  const before = performance.now()
  log.audit.record({ user: null, peer: 'desktop', method: 'login.end', outcome: 'ok', about: {} })
  expect((await log.audit.verify()).unwritten).toBe(1)
  expect(performance.now() - before).toBeGreaterThan(1900)
  expect(log.problems).toMatchObject([{ is: 'not-written', code: 'busy' }])
  await lock.release()
  await addAll(log.audit, ['chidi'])
  await expect.poll(async () => (await log.audit.verify()).unwritten, { timeout: 10_000 }).toBe(0)
  expect((await log.audit.list({})).entries.map(({ method }) => method)).toEqual([
    'users.add',
    'login.end',
    'users.add',
  ])
}, 30_000)

function start(...args: [what: string, folder: string, name: string, count: number]) {
  const child: ChildProcess = spawn(process.execPath, [program, ...args.map(String)], { stdio: 'pipe' })
  onTestFinished(() => void child.kill('SIGKILL'))
  let err = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (err += text))
  child.stdin?.on('error', () => undefined)
  const ended = once(child, 'close').then(([code]: (number | null)[]) => ({ code, err }))
  const ready = once(child.stdout ?? child, 'data')
  return { child, ready, ended }
}

async function usersOf({ file }: OpenedLog): Promise<string[]> {
  const lines = (await readFile(file, 'utf8')).split('\n')
  return lines.flatMap((line) => /"user":"(program \d)"/.exec(line)?.[1] ?? [])
}

/** The numbers each program wrote, in the order of the file. */
async function numbersOf({ file }: OpenedLog): Promise<Map<string, number[]>> {
  const numbers = new Map<string, number[]>()
  for (const line of (await readFile(file, 'utf8')).split('\n')) {
    const [, user, number] = /"user":"(program \d)".*"about":\{"number":(\d+)\}/.exec(line) ?? []
    if (user !== undefined) numbers.set(user, [...(numbers.get(user) ?? []), Number(number)])
  }
  return numbers
}

function turnsIn(users: readonly string[]): number {
  return users.filter((user, at) => user !== users[at - 1]).length
}
