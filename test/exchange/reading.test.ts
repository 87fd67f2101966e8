import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { symlink, truncate, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it, onTestFinished } from 'vitest'
import { sampleCopy, temporaryFolder } from '../support/temporaryFolder'
import { codeOf, everythingOf, failureOf, openSample, withHistory } from './opened'

const run = promisify(execFile)
const posix = process.platform !== 'win32'
const linux = process.platform === 'linux'

type Made = (folder: string) => Promise<string>
const written =
  (name: string, content: string | Buffer): Made =>
  async (folder) => {
    await writeFile(join(folder, name), content)
    return join(folder, name)
  }

const HOSTILE: [string, string, Made][] = [
  ['a file that is not there', 'not-found', async (folder) => join(folder, 'nothing.kusers')],
  ['a path with a zero byte in it', 'not-found', async (folder) => join(folder, 'a\0b.kusers')],
  ['a file below a file', 'not-found', async (folder) => join(await written('a', 'x')(folder), 'b')],
  ['an empty file', 'file-not-understood', written('empty.kusers', '')],
  ['bytes of no meaning', 'file-not-understood', written('x.kusers', randomBytes(100_000))],
  ['a picture', 'file-not-understood', written('x.csv', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'))],
  ['another JSON file', 'file-not-understood', written('x.kusers', '{"name":"x","version":1}')],
  ['a list of a million brackets', 'file-not-understood', written('x.kusers', '['.repeat(1_000_000))],
  ['one line of ten million signs', 'file-not-understood', written('x.csv', 'x'.repeat(10_000_000))],
  ['a folder without a database', 'not-a-database', async (folder) => folder],
  [
    'a file larger than any user database',
    'file-too-large',
    async (folder) => {
      const file = await written('large.kusers', '{ "format": "keyswitch-users", ')(folder)
      await truncate(file, 300 * 2 ** 20)
      return file
    },
  ],
]

const SPECIAL: [string, string, Made][] = [
  [
    'a pipe into which nobody writes',
    'file-not-understood',
    async (folder) => {
      await run('mkfifo', [join(folder, 'pipe')])
      return join(folder, 'pipe')
    },
  ],
  [
    'a socket',
    'file-not-understood',
    async (folder) => {
      const server = createServer()
      await new Promise<void>((listening) => server.listen(join(folder, 'socket'), listening))
      onTestFinished(() => new Promise((closed) => server.close(() => closed())))
      return join(folder, 'socket')
    },
  ],
  [
    'links in a circle',
    'file-failed',
    async (folder) => {
      await symlink(join(folder, 'a'), join(folder, 'b'))
      await symlink(join(folder, 'b'), join(folder, 'a'))
      return join(folder, 'a')
    },
  ],
  [
    'a link to a device',
    'file-not-understood',
    async (folder) => {
      await symlink('/dev/zero', join(folder, 'zero.csv'))
      return join(folder, 'zero.csv')
    },
  ],
  ['a device without end', 'file-not-understood', async () => '/dev/zero'],
  ['a terminal', 'file-not-understood', async () => '/dev/tty'],
]

describe('a file that cannot be taken over', () => {
  const all = [
    ...HOSTILE,
    ...(posix ? SPECIAL : []),
    ...(linux
      ? ([
          ['the messages of the kernel', 'file-not-understood', async () => '/proc/kmsg'],
          ['the memory of a process', 'file-not-understood', async () => '/proc/self/mem'],
        ] satisfies [string, string, Made][])
      : []),
  ]
  it.each(all)('%s is told at once (%s), and nothing is touched', { timeout: 20_000 }, async (_, code, make) => {
    const opened = await openSample()
    await withHistory(opened)
    const before = await everythingOf(opened)
    const file = await make(await temporaryFolder())
    const began = performance.now()
    const read = opened.api.call('imports.read', { database: opened.database, file })
    expect(await codeOf(read)).toBe(code)
    expect(performance.now() - began).toBeLessThan(10_000)
    expect(await everythingOf(opened)).toEqual(before)
  })

  it('a damaged folder says which of its files, and a database that is not open is said to be that', async () => {
    const { api, database } = await openSample()
    const other = await sampleCopy()
    for (const name of ['.UserDatabase.csv', '.UserDatabase.csv_']) await writeFile(join(other, name), 'UserDB,Fil')
    const { code, details } = await failureOf(api.call('imports.read', { database, file: other }))
    expect({ code, details }).toMatchObject({ code: 'database-damaged', details: { file: '.UserDatabase.csv' } })
    expect(await codeOf(api.call('imports.read', { database: 'nothing', file: other }))).toBe('not-found')
  })
})

describe('a file that was read', () => {
  it('is a folder where a folder, a link to one, or one of its files is named', async () => {
    const { api, database, home } = await openSample()
    const other = await sampleCopy()
    if (posix) await symlink(other, join(home, 'line'))
    for (const file of [other, join(other, '.UserDatabase.csv'), ...(posix ? ['line', '~/line'] : [])]) {
      expect(await api.call('imports.read', { database, file })).toMatchObject({
        database,
        kind: 'folder',
        encrypted: false,
        made: null,
        parts: ['users', 'groups', 'rights'],
        counts: { users: 6, groups: 6, objects: 19 },
        withoutPassword: 0,
        problems: 0,
        settings: null,
      })
    }
  })

  it('belongs to the peer that read it and to nobody else', async () => {
    const { api, peer, database } = await openSample()
    const { import: id } = await api.call('imports.read', { database, file: await sampleCopy() })
    const other = peer('bogdan')
    const asked = { import: id, mode: 'replace' } as const
    expect(await codeOf(other.call('imports.differences', asked))).toBe('not-found')
    expect(await codeOf(other.call('imports.apply', asked))).toBe('not-found')
    expect(await codeOf(other.call('imports.problems', { import: id }))).toBe('not-found')
    expect(await codeOf(other.call('imports.close', { import: id }))).toBe('not-found')
    expect(await api.call('imports.differences', asked)).toMatchObject({ total: 0 })
  })

  it('is forgotten when it is closed, and when its peer is gone', async () => {
    const { api, leave, database } = await openSample()
    const file = await sampleCopy()
    const first = await api.call('imports.read', { database, file })
    const second = await api.call('imports.read', { database, file })
    await api.call('imports.close', { import: first.import })
    expect(await codeOf(api.call('imports.problems', { import: first.import }))).toBe('not-found')
    expect(await api.call('imports.problems', { import: second.import })).toEqual({ problems: [], total: 0 })
    leave('anna')
    expect(await codeOf(api.call('imports.problems', { import: second.import }))).toBe('not-found')
  })

  it('is forgotten with its database', async () => {
    const { api, database, folder } = await openSample()
    const { import: id } = await api.call('imports.read', { database, file: await sampleCopy() })
    await api.call('databases.close', { database })
    expect(await codeOf(api.call('imports.apply', { import: id, mode: 'replace' }))).toBe('not-found')
    await api.call('databases.open', { folder })
    expect(await codeOf(api.call('imports.apply', { import: id, mode: 'replace' }))).toBe('not-found')
  })

  it('is one of four at most; the one used longest ago goes', async () => {
    const { api, peer, database } = await openSample()
    const file = await sampleCopy()
    const read = async (by = api) => (await by.call('imports.read', { database, file })).import
    const others = await read(peer('bogdan'))
    const [first, second, third, fourth] = [await read(), await read(), await read(), await read()]
    await api.call('imports.problems', { import: first })
    const fifth = await read()
    for (const id of [first, third, fourth, fifth]) {
      expect(await api.call('imports.problems', { import: id })).toMatchObject({ total: 0 })
    }
    expect(await codeOf(api.call('imports.problems', { import: second }))).toBe('not-found')
    expect(await peer('bogdan').call('imports.problems', { import: others })).toMatchObject({ total: 0 })
  })
})
