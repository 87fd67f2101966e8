import { fork, type ChildProcess } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Reply } from '../../src/contract/client'
import { CHANNELS } from '../../src/contract/names'
import { CONTENT_POLICY } from '../../src/main/bridge/pagePolicy'

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
    env: { ...process.env, KEYSWITCH_STATE_DIR: join(folder, 'state'), ...environment },
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

  it('a second start brings the window to the front and opens its folder there', async () => {
    desktop = start()
    await desktop.until('show')
    desktop.act('second', join(folder, 'nowhere'))
    await desktop.until('focus')
    expect(await desktop.until('box')).toEqual([`There is no folder “${join(folder, 'nowhere')}”.`])
    desktop.act('second', join(root, 'resources/sample'))
    await desktop.until('send')
    expect(await desktop.ask('databases.list', {})).toMatchObject({
      output: { databases: [{ folder: join(root, 'resources/sample') }] },
    })
    const second = start({ FAKE_SECOND: '1' })
    expect(await second.exited).toBe(0)
    expect(second.said.some(({ did }) => did === 'window')).toBe(false)
  })

  it('opens the folder it was started with', async () => {
    desktop = start({}, [join(root, 'resources/sample')])
    await desktop.until('show')
    await desktop.until('send')
    expect(await desktop.ask('databases.list', {})).toMatchObject({ output: { databases: [{ unsaved: 0 }] } })
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
