import { fork, type ChildProcess } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Reply } from '../../src/contract/client'
import { CHANNELS } from '../../src/contract/names'
import { CONTENT_POLICY } from '../../src/main/bridge/pagePolicy'
import { connectDaemon } from '../../src/main/daemon/client'

const root = resolve(import.meta.dirname, '../..')
const built = join(root, 'out/main/index.js')

type Said = { did: string; what: unknown[] }
type Desktop = ReturnType<typeof start>
let folder: string
let desktop: Desktop | undefined

/** The built desktop entry in a plain Node process, with a stand-in for Electron that says what is done with it. */
function start(environment: NodeJS.ProcessEnv = {}, args: string[] = []) {
  const child: ChildProcess = fork(built, args, {
    execArgv: ['--import', join(import.meta.dirname, 'fakeElectron.mjs')],
    env: {
      ...process.env,
      KEYSWITCH_STATE_DIR: join(folder, 'state'),
      HOME: folder,
      XDG_CONFIG_HOME: join(folder, 'config'),
      XDG_RUNTIME_DIR: folder,
      // No tray, unless a test has one.
      DBUS_SESSION_BUS_ADDRESS: '',
      ...environment,
    },
  })
  const said: Said[] = []
  let look = () => {}
  child.on('message', (message: Said) => {
    said.push(message)
    look()
  })
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve))
  let asked = 0
  const until = async (did: string, count = 1): Promise<unknown[]> => {
    for (;;) {
      const found = said.filter((one) => one.did === did)
      if (found.length >= count) return found[count - 1]?.what ?? []
      await new Promise<void>((resolve) => (look = resolve))
    }
  }
  return {
    said,
    until,
    exited,
    act: (...act: unknown[]) => child.send(act),
    end: (signal: NodeJS.Signals) => child.kill(signal),
    async ask(method: string, input: unknown): Promise<Reply> {
      const id = (asked += 1)
      child.send(['ask', id, method, input])
      for (;;) {
        const answer = said.find(({ did, what }) => did === 'answer' && what[0] === id)
        if (answer) return answer.what[1] as Reply
        await new Promise<void>((resolve) => (look = resolve))
      }
    },
    async stop() {
      if (child.exitCode === null) child.kill('SIGKILL')
      await exited
    },
  }
}

/** An opened copy of the sample with a group and its object more than before. */
async function edit({ ask }: Desktop): Promise<string> {
  const opened = await ask('databases.openSample', {})
  if (!opened.ok) throw new Error(opened.error.code)
  const { database } = opened.output as { database: string }
  expect(await ask('groups.add', { database, name: 'Night' })).toEqual({ ok: true, output: {} })
  return database
}

describe.skipIf(!existsSync(built))('the built desktop program', () => {
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

describe.skipIf(!existsSync(built) || process.platform !== 'linux')('the built desktop program with a tray', () => {
  /** A desktop that shows icons: who asks its session bus is told so. */
  const withTray = async () => {
    const asking = join(folder, 'dbus-send')
    await writeFile(asking, '#!/bin/sh\necho "   boolean true"\n', { mode: 0o700 })
    return { PATH: `${folder}:${process.env['PATH']}`, DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nowhere' }
  }
  const labels = (menu: unknown) => (menu as { label?: string }[]).map(({ label }) => label).filter(Boolean)

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'keyswitch-tray-'))
  })
  afterEach(async () => {
    await desktop?.stop()
    await rm(folder, { recursive: true })
  })

  it('closing the window keeps program and edits, and says so once', async () => {
    desktop = start(await withTray())
    await desktop.until('show')
    await edit(desktop)
    desktop.act('close')
    await desktop.until('hide')
    expect(await desktop.until('notification')).toMatchObject([{ title: 'Keyswitch keeps running', silent: true }])
    desktop.act('tray', 'Open Keyswitch')
    await desktop.until('show', 2)
    expect(await desktop.ask('databases.list', {})).toMatchObject({ output: { databases: [{ unsaved: 2 }] } })
    desktop.act('close')
    await desktop.until('hide', 2)
    expect(desktop.said.filter(({ did }) => did === 'notification')).toHaveLength(1)
    expect(desktop.said.some(({ did }) => did === 'destroyed')).toBe(false)
    expect(JSON.parse(await readFile(join(folder, 'state/desktop.json'), 'utf8'))).toEqual({
      toldOfTray: true,
      window: { x: 11, y: 22, width: 900, height: 700, maximised: true },
    })
  })

  it('opens where it was', async () => {
    await mkdir(join(folder, 'state'))
    const window = { x: 100, y: 50, width: 1000, height: 700, maximised: true }
    await writeFile(join(folder, 'state/desktop.json'), JSON.stringify({ window }))
    desktop = start(await withTray())
    await desktop.until('show')
    expect(await desktop.until('window')).toMatchObject([{ x: 100, y: 50, width: 1000, height: 700 }])
    await desktop.until('maximize')
  })

  it('started with the computer it is seen in the tray only, until somebody opens it', async () => {
    desktop = start(await withTray(), ['--hidden'])
    const [menu] = await desktop.until('tray menu')
    expect(labels(menu)).toEqual([
      '0 sessions are open',
      '0 programs are connected',
      'Open Keyswitch',
      'Copy Address',
      'Start with the Computer',
      'Pause',
      'Quit Keyswitch',
    ])
    expect(await desktop.until('tray')).toEqual([join(root, 'resources/icons/tray/open-on-light.png')])
    expect(desktop.said.some(({ did }) => did === 'window')).toBe(false)
    desktop.act('second', { hidden: true, items: [] })
    desktop.act('tray', 'Copy Address')
    expect(await desktop.until('copied')).toEqual([`unix://${join(folder, 'keyswitch/keyswitch.sock')}`])
    expect(desktop.said.some(({ did }) => did === 'window')).toBe(false)
    desktop.act('tray', 'Open Keyswitch')
    await desktop.until('show')
    desktop.act('ground', true)
    expect(await desktop.until('tray image')).toEqual([join(root, 'resources/icons/tray/open-on-dark.png')])
  })

  it('pauses from the tray, which shows it, and goes on', async () => {
    desktop = start(await withTray(), ['--hidden'])
    await desktop.until('tray menu')
    desktop.act('tray', 'Pause')
    const [paused] = await desktop.until('tray menu', 2)
    expect(labels(paused)).toEqual(
      expect.arrayContaining(['Paused: no other program is let in', 'Let Programs In Again']),
    )
    expect(await desktop.until('tray image')).toEqual([join(root, 'resources/icons/tray/paused-on-light.png')])
    expect(existsSync(join(folder, 'keyswitch/keyswitch.sock'))).toBe(false)
    desktop.act('tray', 'Let Programs In Again')
    const [open] = await desktop.until('tray menu', 3)
    expect(labels(open)).toContain('Pause')
    expect(existsSync(join(folder, 'keyswitch/keyswitch.sock'))).toBe(true)
  })

  it('quitting asks while programs are connected, and not otherwise', async () => {
    for (const choice of ['Cancel', 'Quit']) {
      desktop = start({ ...(await withTray()), FAKE_CHOICE: choice })
      await desktop.until('tray menu')
      await desktop.until('show')
      const token = (await readFile(join(folder, 'keyswitch/keyswitch.token'), 'utf8')).trim()
      const client = await connectDaemon({ address: `unix://${join(folder, 'keyswitch/keyswitch.sock')}`, token })
      try {
        await client.transport.request('app.about', {})
        desktop.act('tray', 'Quit Keyswitch')
        expect(await desktop.until('box')).toEqual(['One program is connected.'])
        if (choice === 'Quit') expect(await desktop.exited).toBe(0)
      } finally {
        await client.close()
      }
      if (choice === 'Cancel') {
        await expect.poll(() => peers(desktop), { timeout: 5000 }).toBe(0)
        desktop.act('tray', 'Quit Keyswitch')
        expect(await desktop.exited).toBe(0)
        expect(desktop.said.filter(({ did }) => did === 'box')).toHaveLength(1)
      }
    }
  })

  it('a signal of the system ends it without a question', async () => {
    desktop = start(await withTray(), ['--hidden'])
    await desktop.until('tray menu')
    desktop.end('SIGTERM')
    expect(await desktop.exited).toBe(0)
    expect(desktop.said.some(({ did }) => did === 'box')).toBe(false)
    expect(existsSync(join(folder, 'keyswitch/keyswitch.sock'))).toBe(false)
  })
})

async function peers(desktop: Desktop | undefined): Promise<unknown> {
  const reply = await desktop?.ask('daemon.state', {})
  return reply?.ok ? (reply.output as { peers: number }).peers : undefined
}
