import { chmod, mkdir, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { AppError } from '../../src/contract/errors'
import type { Part } from '../../src/contract/exchange'
import { SECURITY_DEFAULTS } from '../../src/contract/security'
import type { Peer } from '../../src/main/bridge/handler'
import { settingsToChange } from '../../src/main/exchange/importedSettings'
import type { Reading } from '../../src/main/exchange/reading'
import { writeWholeFile } from '../../src/main/exchange/writtenFile'
import { disk } from '../../src/main/state/fileSystem'
import { PASSWORD, startStationProgram } from '../support/stationProgram'
import { contentsOf, temporaryFolder } from '../support/temporaryFolder'
import { systemError, watchedFileSystem } from '../support/watchedFileSystem'
import { codeOf, differencesOf, everythingOf, failureOf, openSample, withHistory } from './opened'

const PASSPHRASE = 'Rain over Ulm 7, thrice'
const parts: Part[] = ['users', 'groups', 'rights', 'settings']
const CLEAR = { is: 'kusers', parts } as const
const ENCRYPTED = { ...CLEAR, passphrase: PASSPHRASE } as const
const never = new AbortController().signal
const posix = process.platform !== 'win32'

describe('a database written into a file', () => {
  it('is as it is now, with edits that are not saved, and nothing of it is changed', async () => {
    const opened = await openSample()
    const { api, database, home } = opened
    await withHistory(opened)
    const before = await everythingOf(opened)
    for (const what of [CLEAR, ENCRYPTED, { is: 'users-table' }, { is: 'rights-table', separator: ';' }] as const) {
      const file = join(home, 'written')
      const { bytes, ...counts } = await api.call('exports.write', { database, file, what, overwrite: true })
      expect(bytes).toBe((await readFile(file)).length)
      expect(counts).toEqual({
        file,
        users: what.is === 'rights-table' ? 0 : 6,
        groups: 7,
        objects: what.is === 'users-table' ? 0 : 20,
      })
      if (posix) expect((await stat(file)).mode & 0o777).toBe(0o600)
      const passphrase = 'passphrase' in what ? { passphrase: what.passphrase } : {}
      const { import: id, ...read } = await api.call('imports.read', { database, file, ...passphrase })
      expect(read).toMatchObject({ kind: what.is, encrypted: what === ENCRYPTED, problems: 0, withoutPassword: 0 })
      expect(await differencesOf(api, id, 'replace')).toEqual([])
    }
    expect(await everythingOf(opened)).toEqual(before)
    expect((await readdir(home)).filter((name) => name !== 'state')).toEqual(['written'])
  })

  it('says where it is from and when it was made', async () => {
    const { api, database, home } = await openSample()
    const began = Date.now()
    await api.call('exports.write', { database, file: '~/line.kusers', what: CLEAR })
    const read = await api.call('imports.read', { database, file: join(home, 'line.kusers') })
    expect(read.title).toBe('filling-line')
    expect(read.made).toBeGreaterThanOrEqual(began)
    expect(read.made).toBeLessThanOrEqual(Date.now())
  })

  it('holds no hash and no password without a passphrase, and nothing readable with one', async () => {
    const { api, database, folder, home } = await openSample()
    const rows = (await contentsOf(folder))['.UserDatabase.csv']
    const hashes = rows?.match(/[0-9a-f]{16,}/g) ?? []
    for (const what of [CLEAR, ENCRYPTED, { is: 'users-table' }] as const) {
      const file = join(home, 'written')
      await api.call('exports.write', { database, file, what, overwrite: true })
      const text = await readFile(file, 'latin1')
      for (const hash of hashes) {
        expect(text).not.toContain(hash)
        expect(text).not.toContain(Buffer.from(hash, 'hex').toString('base64').slice(0, 10))
      }
      expect(text.includes('bogdan')).toBe(what !== ENCRYPTED)
    }
  })

  it('needs its passphrase to be read, and a wrong one touches nothing', async () => {
    const opened = await openSample()
    const { api, database, home } = opened
    await withHistory(opened)
    const before = await everythingOf(opened)
    const file = join(home, 'line.kusers')
    await api.call('exports.write', { database, file, what: ENCRYPTED })
    expect(await codeOf(api.call('imports.read', { database, file }))).toBe('passphrase-needed')
    for (const passphrase of ['wrong', `${PASSPHRASE} `, PASSPHRASE.toLowerCase()]) {
      expect(await codeOf(api.call('imports.read', { database, file, passphrase }))).toBe('passphrase-wrong')
    }
    const whole = await readFile(file)
    for (const [problem, bytes] of [
      ['cut', whole.subarray(0, whole.length - 100)],
      ['cut', whole.subarray(0, 40)],
    ] as const) {
      await writeFile(file, bytes)
      const { code, details } = await failureOf(api.call('imports.read', { database, file, passphrase: PASSPHRASE }))
      expect({ code, details }).toMatchObject({ code: 'file-not-understood', details: { problem } })
    }
    await writeFile(
      file,
      whole.toString('latin1').replace(/"content": ?"..../, (text) => `${text.slice(0, -4)}AAAA`),
    )
    expect(await codeOf(api.call('imports.read', { database, file, passphrase: PASSPHRASE }))).toBe(
      'file-not-understood',
    )
    expect(await everythingOf(opened)).toEqual(before)
  })

  it('is never written over a file, through a link, into a database, or where there is no folder', async () => {
    const { api, database, folder, home } = await openSample()
    const before = await contentsOf(folder)
    const write = (file: string, overwrite = false) =>
      codeOf(api.call('exports.write', { database, file, what: CLEAR, overwrite }))
    await writeFile(join(home, 'there'), 'mine')
    expect(await write('there')).toBe('already-exists')
    await mkdir(join(home, 'folder'))
    expect(await write('folder', true)).toBe('file-failed')
    expect(await write('folder/', true)).toBe('file-failed')
    expect(await write('nowhere/line.kusers')).toBe('not-found')
    expect(await write('there/line.kusers')).toBe('not-found')
    for (const name of ['.UserDatabase.csv', '.GroupDatabase.csv_', '.UserMgmtRightsDB.csv', '.UserMgmtDB.csv']) {
      expect(await write(join(folder, name), true)).toBe('name-refused')
      expect(await write(join(home, name))).toBe('name-refused')
    }
    if (posix) {
      await symlink(join(home, 'there'), join(home, 'link'))
      await symlink(join(home, 'new'), join(home, 'dangling'))
      for (const link of ['link', 'dangling']) {
        expect(await write(link)).toBe('file-failed')
        expect(await write(link, true)).toBe('file-failed')
      }
      expect(await write('/dev/null', true)).toBe('already-exists')
    }
    expect(await readFile(join(home, 'there'), 'utf8')).toBe('mine')
    expect(await contentsOf(folder)).toEqual(before)
    expect((await readdir(home)).filter((name) => name.endsWith('.tmp') || name === 'new')).toEqual([])
  })

  it('of two that are written to one place at the same moment only one is', async () => {
    const { api, peer, database, home } = await openSample()
    const file = join(home, 'line.kusers')
    const settled = await Promise.allSettled([
      api.call('exports.write', { database, file, what: CLEAR }),
      peer('bogdan').call('exports.write', { database, file, what: CLEAR }),
    ])
    expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(await api.call('imports.read', { database, file })).toMatchObject({ kind: 'kusers' })
  })

  it('cancelled, no file is left and one that was there stays', async () => {
    const { api, database, home, program } = await openSample()
    await writeFile(join(home, 'there.kusers'), 'mine')
    program.events.subscribe('work.progress', ({ work, done }) => {
      if (done === 1) void api.call('work.cancel', { work })
    })
    for (const [file, overwrite] of [
      ['line.kusers', false],
      ['there.kusers', true],
    ] as const) {
      const writing = api.call('exports.write', { database, file, what: ENCRYPTED, overwrite, work: 'export' })
      expect(await codeOf(writing)).toBe('cancelled')
    }
    expect((await readdir(home)).filter((name) => name !== 'state')).toEqual(['there.kusers'])
    expect(await readFile(join(home, 'there.kusers'), 'utf8')).toBe('mine')
  })
})

describe('a disk that fails', () => {
  const bytes = Buffer.alloc(10_000, 7)

  it.each([
    ['ENOSPC', 'disk-full', 'writeFile'],
    ['EDQUOT', 'disk-full', 'sync'],
    ['EROFS', 'read-only', 'open'],
    ['EIO', 'file-failed', 'sync'],
  ] as const)('with %s is told as %s, and nothing is left of the file', async (system, code, operation) => {
    for (const overwrite of [false, true]) {
      const folder = await temporaryFolder()
      const path = join(folder, 'line.kusers')
      if (overwrite) await writeFile(path, 'mine')
      const fs = watchedFileSystem(disk, (now, at) => {
        if (now === operation) throw systemError(system, at)
      })
      expect(await codeOf(writeWholeFile({ path, overwrite }, bytes, { signal: never, fs }))).toBe(code)
      expect(await contentsOf(folder)).toEqual(overwrite ? { 'line.kusers': 'mine' } : {})
    }
  })

  it('cancelled after the last byte there is still no file', async () => {
    for (const overwrite of [false, true]) {
      const folder = await temporaryFolder()
      const cancelling = new AbortController()
      const fs = watchedFileSystem(disk, (now) => {
        if (now === 'sync') cancelling.abort()
      })
      const writing = writeWholeFile({ path: join(folder, 'line.kusers'), overwrite }, bytes, {
        signal: cancelling.signal,
        fs,
      })
      await expect(writing).rejects.toThrow('aborted')
      expect(await readdir(folder)).toEqual([])
    }
  })

  it('a folder that cannot be written to is told as that', { skip: !posix || process.getuid?.() === 0 }, async () => {
    const { api, database } = await openSample()
    const folder = await temporaryFolder()
    await chmod(folder, 0o500)
    const file = join(folder, 'line.kusers')
    expect(await codeOf(api.call('exports.write', { database, file, what: CLEAR }))).toBe('read-only')
  })
})

describe('the station', () => {
  const setUp = async () => {
    const station = await startStationProgram({ setUp: true })
    return { ...station, api: await station.loggedIn('page'), database: 'station' }
  }

  it('gives passwords only to who may change users', async () => {
    const { api, loggedIn, database, home } = await setUp()
    await api.call('users.add', { database, name: 'dana', password: PASSWORD, group: 'Developer' })
    // Modify on the user management, and not on its users.
    for (const [object, state] of [
      ['Device.UserManagement', 'grant'],
      ['Device.UserManagement.Users', 'deny'],
    ] as const) {
      await api.call('rights.set', { database, object, group: 'Developer', right: ['view', 'modify'], state: 'grant' })
      await api.call('rights.set', { database, object, group: 'Developer', right: 'modify', state })
    }
    const developer = await loggedIn('developer', { name: 'dana', password: PASSWORD })
    const write = (file: string, what: typeof CLEAR | typeof ENCRYPTED) =>
      developer.call('exports.write', { database, file, what })
    expect(await codeOf(write('all.kusers', ENCRYPTED))).toBe('not-permitted')
    expect(await readdir(home)).toEqual(['state'])
    expect(await write('clear.kusers', CLEAR)).toMatchObject({ users: 2 })
    expect(await api.call('exports.write', { database, file: 'all.kusers', what: ENCRYPTED })).toMatchObject({
      users: 2,
    })
  })

  it('gives its settings along, and takes them over only when asked and when something is otherwise', async () => {
    const { api, database } = await setUp()
    await api.call('security.change', { editTimeout: 120, loginLock: { attempts: 3, seconds: 60 } })
    const file = 'station.kusers'
    await api.call('exports.write', { database, file, what: ENCRYPTED })
    await api.call('security.change', { editTimeout: 500, loginLock: { attempts: 9, seconds: 90 } })
    const read = await api.call('imports.read', { database, file, passphrase: PASSPHRASE })
    expect(read.settings).toEqual([
      { setting: 'editTimeout', before: '500', after: '120' },
      { setting: 'loginLock', before: '9 / 90 s', after: '3 / 60 s' },
    ])
    await api.call('imports.apply', { import: read.import, mode: 'replace' })
    expect((await api.call('security.read', {})).security).toMatchObject({ editTimeout: 500 })
    const outcome = await api.call('imports.apply', { import: read.import, mode: 'replace', settings: true })
    expect(outcome).toEqual({ applied: 0, refused: [], refusedTotal: 0 })
    expect((await api.call('security.read', {})).security).toMatchObject({
      editTimeout: 120,
      loginLock: { attempts: 3, seconds: 60 },
    })
  })

  it('settings that whoever asks may not change are refused before anything is taken over', async () => {
    const { api, loggedIn, database } = await setUp()
    await api.call('exports.write', { database, file: 'old.kusers', what: ENCRYPTED })
    await api.call('users.add', { database, name: 'dana', password: PASSWORD, group: 'Developer' })
    await api.call('groups.add', { database, name: 'Paint' })
    await api.call('security.change', { editTimeout: 500 })
    for (const object of ['Device.UserManagement', 'Device.UserManagement.Users', 'Device.UserManagement.Groups']) {
      const right = ['view', 'modify', 'addRemove'] as const
      await api.call('rights.set', { database, object, group: 'Developer', right: [...right], state: 'grant' })
    }
    const object = 'Device.Settings.SecuritySettings'
    await api.call('rights.set', { database, object, group: 'Developer', right: 'modify', state: 'deny' })
    const developer = await loggedIn('developer', { name: 'dana', password: PASSWORD })
    const before = await api.call('groups.list', { database })
    const read = { database, file: 'old.kusers', passphrase: PASSPHRASE }
    const { import: id } = await developer.call('imports.read', read)
    const asked = { import: id, mode: 'replace', settings: true } as const
    expect(await codeOf(developer.call('imports.apply', asked))).toBe('not-permitted')
    expect(await api.call('groups.list', { database })).toEqual(before)
    expect((await api.call('security.read', {})).security).toMatchObject({ editTimeout: 500 })
  })

  it('settings that cannot be read are told before anything is taken over', async () => {
    const { api, database } = await setUp()
    await api.call('groups.add', { database, name: 'Paint' })
    await api.call('exports.write', { database, file: 'old.kusers', what: ENCRYPTED })
    await api.call('groups.remove', { database, name: 'Paint' })
    await api.call('security.change', { editTimeout: 500 })
    const read = { database, file: 'old.kusers', passphrase: PASSPHRASE }
    const { import: id } = await api.call('imports.read', read)
    const settings = (await api.call('security.read', {})).file
    await rm(settings)
    // In its place stands what no text can be written over.
    await mkdir(join(settings, 'folder'), { recursive: true })
    const asked = { import: id, mode: 'replace', settings: true } as const
    expect(await codeOf(api.call('imports.apply', asked))).toBe('file-failed')
    const { groups } = await api.call('groups.list', { database })
    expect(groups.map(({ name }) => name)).not.toContain('Paint')
  })
})

describe('settings of a file', () => {
  const reading: Reading = {
    kind: 'kusers',
    encrypted: true,
    title: null,
    made: null,
    parts: ['settings'],
    counts: { users: 0, groups: 0, objects: 0 },
    problems: [],
    over: () => ({ settings: { editTimeout: 120, enforce: true, rsaKeyLength: 2048 } }),
  }
  const peer: Peer = { id: 'anna', face: 'browser' }

  it('are changed as far as they are otherwise; nothing else is touched', async () => {
    const asked: unknown[] = []
    const change = await settingsToChange(
      { read: async () => ({ ...SECURITY_DEFAULTS, enforce: true }), change: async (_, to) => void asked.push(to) },
      reading,
      peer,
    )
    expect(asked).toEqual([{}])
    expect(await change?.()).toBeUndefined()
    expect(asked).toEqual([{}, { editTimeout: 120 }])
  })

  it('say why they stayed where they could not be written any more, as everything else is there already', async () => {
    let times = 0
    const change = await settingsToChange(
      {
        read: async () => SECURITY_DEFAULTS,
        async change() {
          times += 1
          if (times > 1) throw new AppError('disk-full', { folder: '/data' })
        },
      },
      reading,
      peer,
    )
    expect(await change?.()).toEqual({ code: 'disk-full', details: { folder: '/data' } })
  })

  it('stay where they can only be read', async () => {
    expect(await settingsToChange({ read: async () => ({}) }, reading, peer)).toBeUndefined()
  })
})
