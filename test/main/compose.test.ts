import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { connect } from '../../src/contract/client'
import type { DesktopState, ToOpen } from '../../src/contract/desktop'
import { directTransport } from '../../src/main/bridge/dispatch'
import type { Peer } from '../../src/main/bridge/handler'
import { compose, type ComposeOptions, type Program } from '../../src/main/compose'
import { readConfig } from '../../src/main/config'
import type { Desktop } from '../../src/main/desktop/desktop'
import { openLog } from '../../src/main/log'

const PASSWORD = 'Rain over Ulm 7'
let folder: string
let programs: Program[]

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keyswitch-compose-'))
  programs = []
})
afterEach(async () => {
  for (const program of programs) await program.close()
  await rm(folder, { recursive: true })
})

/** The whole program with a state folder of its own. */
async function start({ face = 'browser', ...options }: ComposeOptions & { face?: Peer['face'] } = {}) {
  const config = readConfig({ KEYSWITCH_STATE_DIR: join(folder, 'state') })
  const program = await compose({ config, ...options })
  programs.push(program)
  return { program, api: connect(directTransport(program, { id: 'test', face })) }
}

it('the program says what it is and what it can do', async () => {
  const { api, program } = await start()
  expect(await api.call('app.about', {})).toEqual({
    version: program.config.version,
    face: 'browser',
    platform: process.platform,
    canPickFolders: false,
    home: program.config.home,
    sample: true,
  })
})

it('what needs a window is not available without one, and works with one', async () => {
  const { api } = await start()
  await expect(api.call('folders.pick', {})).rejects.toMatchObject({ code: 'not-available' })
  await expect(api.call('app.leave', {})).rejects.toMatchObject({ code: 'not-available' })
  let left = 0
  const waiting: ToOpen[] = [{ is: 'folder', path: '/data/line 4' }]
  const state: DesktopState = { startsWithComputer: false, staysInTray: true }
  const desktop: Desktop = {
    pickFolder: async () => '/data/line 3',
    pickFile: async ({ to, name }) => `/data/${to}/${name ?? 'line 3.kusers'}`,
    leave: () => (left += 1),
    toOpen: () => waiting.splice(0),
    state: () => state,
    change: async (to) => ({ ...state, ...to }) as DesktopState,
  }
  const window = await start({ desktop, face: 'desktop' })
  expect(await window.api.call('folders.pick', {})).toEqual({ folder: '/data/line 3' })
  expect(await window.api.call('files.pick', { to: 'save', name: 'a.kusers', endings: ['kusers'] })).toEqual({
    file: '/data/save/a.kusers',
  })
  expect(await window.api.call('app.about', {})).toMatchObject({ canPickFolders: true })
  expect(await window.api.call('desktop.state', {})).toEqual(state)
  expect(await window.api.call('desktop.change', { staysInTray: false })).toEqual({ ...state, staysInTray: false })
  // Each is told once.
  expect(await window.api.call('app.toOpen', {})).toEqual({ items: [{ is: 'folder', path: '/data/line 4' }] })
  expect(await window.api.call('app.toOpen', {})).toEqual({ items: [] })
  await window.api.call('app.leave', {})
  expect(left).toBe(1)
  // A program on the socket has no window, also where there is one.
  const other = connect(directTransport(window.program, { id: 'other', face: 'program' }))
  await expect(other.call('folders.pick', {})).rejects.toMatchObject({ code: 'not-available' })
  await expect(other.call('app.leave', {})).rejects.toMatchObject({ code: 'not-available' })
  await expect(other.call('desktop.change', { staysInTray: true })).rejects.toMatchObject({ code: 'not-available' })
  waiting.push({ is: 'folder', path: '/data/line 5' })
  expect(await other.call('app.toOpen', {})).toEqual({ items: [] })
  expect(left).toBe(1)
})

it('an edit goes all the way into the files, and whoever listens hears of it', async () => {
  const { api } = await start()
  const { database } = await api.call('databases.openSample', {})
  const heard: unknown[] = []
  api.on('databases.changed', (payload) => heard.push(payload))
  await api.call('users.add', { database, name: 'erin', group: 'Watch', password: PASSWORD })
  const { folder: opened, unsaved } = await api.call('databases.save', { database })
  expect(unsaved).toBe(0)
  expect(heard).toContainEqual({ database, what: expect.arrayContaining(['users']) as string[] })
  expect(opened.startsWith(folder)).toBe(true)
  expect(await readFile(join(opened, '.UserDatabase.csv'), 'utf8')).toContain('\nu,erin,0x')
  expect(await api.call('users.verify', { database, name: 'erin', password: PASSWORD })).toEqual({
    mustChangePassword: false,
  })
})

it('an opened folder is remembered for the next start, unless the program is told to leave no trace', async () => {
  const first = await start({ remember: false })
  const { database } = await first.api.call('databases.openSample', {})
  const { folder: sample } = await first.api.call('databases.state', { database })
  await first.program.close()
  expect(await readdir(join(folder, 'state'))).toEqual(['samples'])
  const second = await start()
  await second.api.call('databases.open', { folder: sample })
  await second.program.close()
  const third = await start()
  expect((await third.api.call('settings.read', {})).recent).toEqual([expect.objectContaining({ folder: sample })])
})

it('neither a password nor any other input is logged, however much is logged', async () => {
  const file = join(folder, 'keyswitch.log')
  const log = openLog({ level: 'trace', file })
  const { api, program } = await start({ log })
  const { database } = await api.call('databases.openSample', {})
  await api.call('users.add', { database, name: 'erin', password: PASSWORD })
  await expect(api.call('users.add', { database, name: 'erin', password: PASSWORD })).rejects.toMatchObject({
    code: 'already-exists',
  })
  await expect(api.call('users.setPassword', { database, name: 'erin', password: 'short' })).rejects.toThrow()
  await program.close()
  log.close()
  const lines = (await readFile(file, 'utf8')).trim().split('\n')
  expect(lines.map((line) => JSON.parse(line) as { method: string; outcome: string })).toMatchObject([
    { method: 'databases.openSample', outcome: 'ok' },
    { method: 'users.add', outcome: 'ok' },
    { method: 'users.add', outcome: 'already-exists' },
    { method: 'users.setPassword', outcome: 'password-refused' },
  ])
  for (const secret of [PASSWORD, 'erin', 'short', database]) expect(lines.join('\n')).not.toContain(secret)
})
