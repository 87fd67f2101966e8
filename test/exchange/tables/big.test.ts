import { describe, expect, it } from 'vitest'
import { readRightsTable } from '../../../src/main/exchange/tables/readRightsTable'
import { readUsersTable } from '../../../src/main/exchange/tables/readUsersTable'
import { writeRightsTable } from '../../../src/main/exchange/tables/writeRightsTable'
import { writeUsersTable } from '../../../src/main/exchange/tables/writeUsersTable'
import { refuses } from '../../usermgmt/fillingLine'
import { FILE } from './tables'

const COUNT = 100_000
const groups = Array.from({ length: 20 }, (_, group) => ({
  name: `Group ${group}`,
  users: Array.from({ length: COUNT / 20 }, (_, index) => `user.${index * 20 + group}`),
  groups: [],
}))
const users = Array.from({ length: COUNT }, (_, index) => ({
  name: `user.${index}`,
  mayChangePassword: true,
  mustChangePassword: index % 3 === 0,
  internal: false,
  lastChange: 1_755_435_742,
}))

describe('100 000 users', () => {
  it('go out and come in while others have their turn', async () => {
    const written = await turnsDuring(() => writeUsersTable({ users, groups }, { separator: ';' }))
    const read = await turnsDuring(() => readUsersTable(written.result, { file: FILE }))
    expect(read.result.counts).toEqual({ users: COUNT, groups: 20, objects: 0 })
    // On a machine that does nothing else each takes about half a second, in pieces of some milliseconds.
    for (const { turns } of [written, read]) expect(turns).toBeGreaterThan(20)
  })

  it('can have a problem each, and the list of those stays small', async () => {
    // Longer than what is told of them.
    const rows = Array.from({ length: COUNT }, (_, index) => `<${index}${'x'.repeat(200)};a<b;maybe`)
    const table = Buffer.from(`name;groups;may change password\r\n${rows.join('\r\n')}\r\n`)
    const { problems, over: _, ...rest } = await readUsersTable(table, { file: FILE })
    expect(rest.counts.users).toBe(0)
    expect(new Set(problems.map(({ line }) => line)).size).toBe(COUNT)
    expect(problems.at(-1)?.line).toBe(COUNT + 1)
    expect(JSON.stringify(problems).length).toBeLessThan(400 * COUNT)
    expect(problems.every(({ value }) => value.length <= 61)).toBe(true)
  })

  it('tell how far they are, and stop when they are no longer wanted', async () => {
    const bytes = await writeUsersTable({ users, groups }, { separator: ',' })
    const cancelling = new AbortController()
    const seen: [number, number][] = []
    const progress = (done: number, total: number) => {
      seen.push([done, total])
      if (done > COUNT / 2) cancelling.abort()
    }
    await refuses(readUsersTable(bytes, { file: FILE, work: { signal: cancelling.signal, progress } }), 'cancelled')
    expect(seen.length).toBeGreaterThan(10)
    expect(seen.every(([done, total]) => done <= total && total === COUNT + 1)).toBe(true)
    expect(seen.at(-1)?.[0]).toBeLessThan(COUNT * 0.6)
    await refuses(
      writeUsersTable({ users, groups }, { separator: ',', work: { signal: cancelling.signal } }),
      'cancelled',
    )
  })
})

it('rights of 20 groups on 50 000 objects go out and come in while others have their turn', async () => {
  const objects = Array.from({ length: 50_000 }, (_, index) => ({
    name: `Device.PlcLogic.Area ${index % 100}.Object ${index}`,
    entries: groups.map(({ name }, group) => ({ group: name, granted: ((index + group) % 15) + 1, denied: 0 })),
  }))
  const written = await turnsDuring(() => writeRightsTable({ objects }, { separator: ';' }))
  const read = await turnsDuring(() => readRightsTable(written.result, { file: FILE }))
  expect(read.result.counts).toEqual({ users: 0, groups: 20, objects: 50_000 })
  for (const { turns } of [written, read]) expect(turns).toBeGreaterThan(20)
})

/** How often something else could be done meanwhile. */
async function turnsDuring<T>(work: () => Promise<T>): Promise<{ result: T; turns: number }> {
  let turns = 0
  let isDone = false
  const next = () => {
    turns += 1
    if (!isDone) setImmediate(next)
  }
  setImmediate(next)
  try {
    const result = await work()
    return { result, turns }
  } finally {
    isDone = true
  }
}
