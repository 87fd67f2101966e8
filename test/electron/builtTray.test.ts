import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { connectDaemon } from '../../src/main/daemon/client'
import { BUILT, editSample as edit, startBuilt, type BuiltDesktop } from './builtDesktop'

const root = resolve(import.meta.dirname, '../..')
let folder: string
let desktop: BuiltDesktop | undefined
const start = (environment: NodeJS.ProcessEnv = {}, args: string[] = []) => startBuilt(folder, environment, args)

describe.skipIf(!existsSync(BUILT) || process.platform !== 'linux')('the built desktop program with a tray', () => {
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
    const kept = join(folder, 'state/desktop.json')
    await vi.waitFor(async () => {
      expect(JSON.parse(await readFile(kept, 'utf8'))).toEqual({
        toldOfTray: true,
        window: { x: 11, y: 22, width: 900, height: 700, maximised: true },
      })
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

async function peers(desktop: BuiltDesktop | undefined): Promise<unknown> {
  const reply = await desktop?.ask('daemon.state', {})
  return reply?.ok ? (reply.output as { peers: number }).peers : undefined
}
