import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { CHANNELS } from '../../src/contract/names'
import { CONTENT_POLICY } from '../../src/main/bridge/pagePolicy'
import { BUILT, editSample as edit, startBuilt, type BuiltDesktop } from './builtDesktop'

const root = resolve(import.meta.dirname, '../..')
let folder: string
let desktop: BuiltDesktop | undefined
const start = (environment: NodeJS.ProcessEnv = {}, args: string[] = []) => startBuilt(folder, environment, args)

describe.skipIf(!existsSync(BUILT))('the built desktop program', () => {
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'keyswitch-desktop-'))
  })
  afterEach(async () => {
    await desktop?.stop()
    await rm(folder, { recursive: true })
  })

  it('guards its window before it shows the page', async () => {
    desktop = start()
    await desktop.until('show')
    const of = (did: string) => desktop?.said.filter((one) => one.did === did).map(({ what }) => what)
    expect(desktop.said[0]?.did).toBe('enableSandbox')
    expect(of('schemes')).toEqual([[[{ scheme: 'app', privileges: { standard: true, secure: true } }]]])
    expect(of('window')?.[0]?.[0]).toMatchObject({
      webPreferences: {
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        preload: join(root, 'out/preload/index.cjs'),
      },
    })
    expect(existsSync(join(root, 'out/preload/index.cjs'))).toBe(true)
    expect(of('load')).toEqual([['app://keyswitch/', 200, CONTENT_POLICY]])
    expect(of('permission')).toEqual([[false], [false], [false]])
    expect(of('window.open')).toEqual([[{ action: 'deny' }]])
    expect(of('request')).toEqual([[{ cancel: true }]])
    desktop.act('go', 'https://evil.example/')
    await desktop.until('stopped', 2)
  })

  it('answers its page, tells it what changed, and closes without a question when nothing is unsaved', async () => {
    desktop = start()
    await desktop.until('show')
    expect(await desktop.ask('folders.pick', {})).toEqual({ ok: true, output: { folder: '/data/line 3' } })
    expect(await desktop.ask('app.about', {})).toMatchObject({ output: { face: 'desktop', canPickFolders: true } })
    expect(await desktop.ask('settings.change', { theme: 'dark' })).toMatchObject({ ok: true })
    expect(await desktop.until('send')).toEqual([CHANNELS.event, 'settings.changed', {}])
    desktop.act('close')
    await desktop.until('destroyed')
    expect(await desktop.exited).toBe(0)
    expect(desktop.said.filter(({ did }) => did === 'unhandle').map(({ what }) => what[0])).toEqual([
      CHANNELS.request,
      'app',
    ])
  })

  it('closing with unsaved edits waits until the page has settled them', async () => {
    desktop = start()
    await desktop.until('show')
    await edit(desktop)
    desktop.act('close')
    const asked = () => desktop?.said.find(({ did, what }) => did === 'send' && what[1] === 'app.leaving')
    while (!asked()) await desktop.until('send', desktop.said.filter(({ did }) => did === 'send').length + 1)
    expect(desktop.said.some(({ did }) => did === 'destroyed')).toBe(false)
    desktop.act('ask', 99, 'app.leave', {})
    expect(await desktop.exited).toBe(0)
  })

  it('a page that hangs loses no edits unless the person says so', async () => {
    for (const choice of ['Cancel', 'Close and lose them']) {
      desktop = start({ FAKE_CHOICE: choice })
      await desktop.until('show')
      await edit(desktop)
      desktop.act('hang')
      desktop.act('close')
      expect(await desktop.until('box')).toEqual(['The page does not answer, and there are unsaved changes.'])
      if (choice === 'Cancel') {
        expect(await desktop.ask('databases.list', {})).toMatchObject({ output: { databases: [{ unsaved: 2 }] } })
        expect(desktop.said.some(({ did }) => did === 'destroyed')).toBe(false)
        await desktop.stop()
      } else expect(await desktop.exited).toBe(0)
    }
  })

  it('a page that crashed is shown again with its edits', async () => {
    desktop = start({ FAKE_CHOICE: 'Show again' })
    await desktop.until('show')
    await edit(desktop)
    desktop.act('crash')
    await desktop.until('reload')
    expect(await desktop.ask('databases.list', {})).toMatchObject({ output: { databases: [{ unsaved: 2 }] } })
  })

  it('a second start brings the window to the front and hands over its folder', async () => {
    desktop = start()
    await desktop.until('show')
    const items = [{ is: 'folder', path: join(root, 'resources/sample') }]
    desktop.act('second', { hidden: false, items })
    await desktop.until('show', 2)
    expect(await desktop.until('send')).toEqual([CHANNELS.event, 'app.toOpen', {}])
    expect(await desktop.ask('app.toOpen', {})).toEqual({ ok: true, output: { items } })
    expect(await desktop.ask('app.toOpen', {})).toEqual({ ok: true, output: { items: [] } })
    const second = start({ FAKE_SECOND: '1' }, ['line 3', 'users.kusers'])
    expect(await second.exited).toBe(0)
    expect(second.said.some(({ did }) => did === 'window')).toBe(false)
    expect(await second.until('lock')).toEqual([
      {
        hidden: false,
        items: [
          { is: 'folder', path: join(process.cwd(), 'line 3') },
          { is: 'file', path: join(process.cwd(), 'users.kusers') },
        ],
      },
    ])
  })

  it('whatever else another program sends in the place of a start opens the window and nothing in it', async () => {
    desktop = start()
    await desktop.until('show')
    for (const [at, sent] of [null, 'x', { items: [{ is: 'delete', path: '/' }] }, { folder: '/' }].entries()) {
      desktop.act('second', sent)
      await desktop.until('show', at + 2)
    }
    expect(await desktop.ask('app.toOpen', {})).toEqual({ ok: true, output: { items: [] } })
  })

  it('opens what it was started with, before or after it is there', async () => {
    desktop = start({}, ['keyswitch://sessions'])
    await desktop.until('show')
    desktop.act('emit', 'open-file', '/data/users.kusers')
    desktop.act('emit', 'open-url', 'keyswitch://open?folder=/data/line%203')
    desktop.act('emit', 'open-url', 'keyswitch://delete?everything')
    await desktop.until('show', 4)
    expect(desktop.said.filter(({ did }) => did === 'prevented')).toHaveLength(3)
    expect(await desktop.ask('app.toOpen', {})).toEqual({
      ok: true,
      output: {
        items: [
          { is: 'place', place: 'sessions' },
          { is: 'file', path: '/data/users.kusers' },
          { is: 'asked-folder', path: '/data/line 3' },
        ],
      },
    })
  })

  it('asks for files with the system’s dialog, which knows their endings', async () => {
    desktop = start()
    await desktop.until('show')
    expect(await desktop.ask('files.pick', { to: 'open', endings: ['kusers', 'csv'] })).toEqual({
      ok: true,
      output: { file: '/data/line 3.kusers' },
    })
    expect(await desktop.until('open dialog')).toMatchObject([{ properties: ['openFile'] }])
    expect(await desktop.ask('files.pick', { to: 'save', name: '../../line 3', endings: ['kusers'] })).toEqual({
      ok: true,
      output: { file: '/data/line 3.kusers' },
    })
    expect(await desktop.until('save dialog')).toEqual([
      { filters: [{ name: 'Keyswitch users', extensions: ['kusers'] }], defaultPath: 'line 3' },
    ])
  })

  it('its menus act: a page command is pressed in the page, About says the version', async () => {
    desktop = start()
    await desktop.until('show')
    desktop.act('menu', '&Redo')
    expect(await desktop.until('input')).toEqual([{ type: 'keyDown', keyCode: 'Z', modifiers: ['control', 'shift'] }])
    desktop.act('menu', 'Sessions')
    await desktop.until('send')
    expect(await desktop.ask('app.toOpen', {})).toMatchObject({
      output: { items: [{ is: 'place', place: 'sessions' }] },
    })
    desktop.act('menu', '&About Keyswitch')
    expect(await desktop.until('box')).toEqual([expect.stringMatching(/^Keyswitch \d+\.\d+\.\d+$/)])
  })

  it('without a tray closing the window ends the program; what can be done says so', async () => {
    desktop = start()
    await desktop.until('show')
    expect(await desktop.ask('desktop.state', {})).toEqual({
      ok: true,
      output: { startsWithComputer: false, staysInTray: null },
    })
    expect(await desktop.ask('desktop.change', { staysInTray: true })).toMatchObject({
      error: { code: 'not-available' },
    })
    desktop.act('close')
    expect(await desktop.exited).toBe(0)
  })

  it('starts with the computer by a file of the desktop, which is taken away again', async () => {
    desktop = start()
    await desktop.until('show')
    await desktop.ask('desktop.change', { startsWithComputer: true })
    const file = join(folder, 'config/autostart/keyswitch.desktop')
    expect(await readFile(file, 'utf8')).toContain(`Exec="${process.execPath}" --hidden\n`)
    expect(await desktop.ask('desktop.state', {})).toMatchObject({ output: { startsWithComputer: true } })
    expect(await desktop.ask('desktop.change', { startsWithComputer: false })).toMatchObject({
      output: { startsWithComputer: false },
    })
    expect(existsSync(file)).toBe(false)
  })

  it('logs what went wrong without what was typed', async () => {
    desktop = start({ KEYSWITCH_LOG_LEVEL: 'info' })
    await desktop.until('show')
    await edit(desktop)
    desktop.act('crash')
    await desktop.stop()
    const log = await readFile(join(folder, 'state', 'keyswitch.log'), 'utf8')
    expect(log).toContain('"method":"groups.add","peer":"window","outcome":"ok"')
    expect(log).not.toContain('Night')
  })
})
