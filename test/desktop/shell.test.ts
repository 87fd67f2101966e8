import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, it, vi } from 'vitest'
import { createEvents } from '../../src/main/bridge/events'
import type { Dispatch } from '../../src/main/bridge/dispatch'
import { AppError, type ErrorCode } from '../../src/contract/errors'
import type { MethodName } from '../../src/contract/names'
import { openKept } from '../../src/main/desktop/kept'
import type { Act, MenuItem } from '../../src/main/desktop/menuItem'
import { createShell, type Shell } from '../../src/main/desktop/shell'
import type { OpenedWindow, Question, ShownTray, System, WindowEvents } from '../../src/main/desktop/system'

const PLACE = { x: 10, y: 20, width: 900, height: 700 }
const DAEMON = { address: 'unix:///d', by: 'this', paused: false, problem: '', tokenFile: null, peers: 0 }
const shells: Shell[] = []
const folders: string[] = []

afterEach(async () => {
  for (const shell of shells.splice(0)) await shell.close()
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true })
})

type Given = {
  tray?: boolean
  mac?: boolean
  locale?: string
  starts?: boolean | null
  yes?: boolean
  answers?: Partial<Record<MethodName, unknown>>
  refused?: Partial<Record<MethodName, ErrorCode>>
  folder?: string
}

/** A shell around a program that answers what a test says, on a system that notes what is done with it. */
async function build(given: Given = {}) {
  const folder = given.folder ?? (await mkdtemp(join(tmpdir(), 'ks-shell-')))
  if (!given.folder) folders.push(folder)
  const did: string[] = []
  const questions: Question[] = []
  const trays: ShownTray[] = []
  const bars: MenuItem[][] = []
  const faults: unknown[] = []
  const asked: string[] = []
  const now = {
    tray: given.tray ?? true,
    starts: given.starts === undefined ? false : given.starts,
    yes: given.yes ?? false,
    visible: false,
    answers: true,
    windowEvents: undefined as WindowEvents | undefined,
    replies: {
      'settings.read': { language: 'system' },
      'login.whoami': { activation: 'deactivated', user: null },
      'daemon.state': DAEMON,
      'sessions.list': { sessions: [] },
      'databases.list': { databases: [] },
      ...given.answers,
    } as Record<string, unknown>,
    refused: (given.refused ?? {}) as Record<string, ErrorCode>,
  }
  const window: OpenedWindow = {
    get visible() {
      return now.visible
    },
    show() {
      now.visible = true
      did.push('show')
    },
    hide() {
      now.visible = false
      did.push('hide')
    },
    place: () => ({ ...PLACE, maximised: false }),
    pageAnswers: () => now.answers,
    press: (key, command) => did.push(`press ${command ? 'Ctrl+' : ''}${key}`),
    reload: () => did.push('reload'),
    destroy() {
      now.visible = false
      did.push('destroy')
      now.windowEvents?.destroyed()
    },
  }
  const system: System = {
    mac: given.mac ?? false,
    packaged: true,
    locale: given.locale ?? 'en-GB',
    async openWindow(place, events) {
      did.push(`open ${place.width}x${place.height}`)
      now.windowEvents = events
      return window
    },
    areas: () => [{ x: 0, y: 0, width: 1920, height: 1080 }],
    setMenuBar: (items) => bars.push(items),
    setTray: (tray) => trays.push(tray),
    hasTray: async () => now.tray,
    startsWithComputer: () => now.starts,
    async startWithComputer(on) {
      now.starts = on
    },
    notify: (message) => did.push(`notify ${message}`),
    async ask(question) {
      questions.push(question)
      return now.yes
    },
    tell: async (message) => void did.push(`tell ${message}`),
    pickFolder: async () => '/data',
    pickFile: async (to) => (to === 'open' ? '/data/a.kusers' : '/data/a'),
    copy: async (text) => void did.push(`copy ${text}`),
    end: () => did.push('end'),
  }
  const events = createEvents((event, error) => {
    throw new Error(event, { cause: error })
  })
  const dispatch: Dispatch = {
    async request({ method, peer }) {
      const name = String(method)
      asked.push(name)
      expect(peer).toEqual({ id: 'window', face: 'desktop' })
      const refused = now.refused[name]
      if (refused) return { ok: false, error: { code: refused, details: {} } }
      return { ok: true, output: now.replies[name] ?? {} }
    },
    leave: ({ id }) => did.push(`leave ${id}`),
  }
  const told: string[] = []
  for (const event of ['app.toOpen', 'app.leaving', 'desktop.changed'] as const) {
    events.subscribe(event, () => told.push(event))
  }
  const kept = await openKept(join(folder, 'desktop.json'), () => undefined)
  const shell = createShell({ system, kept, version: '1.2.3', every: 5, onFault: (error) => faults.push(error) })
  shells.push(shell)
  await shell.begin({ dispatch, events })
  await vi.waitFor(() => expect(trays.length).toBeGreaterThan(0))
  const close = () => now.windowEvents?.closing()
  return { shell, did, questions, trays, bars, faults, asked, now, events, told, kept, close, folder }
}

const until = (did: string[], what: string) => vi.waitFor(() => expect(did).toContain(what))
const labels = (items: readonly MenuItem[] | undefined) => (items ?? []).flatMap(({ label }) => label ?? [])

it('with a tray the window only goes out of sight, and the person is told once in a life', async () => {
  const { shell, did, close, kept, folder } = await build()
  await shell.show()
  close()
  await until(did, 'hide')
  await shell.show()
  close()
  await vi.waitFor(() => expect(did.filter((one) => one === 'hide')).toHaveLength(2))
  expect(did.filter((one) => one.startsWith('notify'))).toEqual(['notify Keyswitch keeps running'])
  expect(did).not.toContain('end')
  await kept.close()
  const again = await build({ folder })
  await again.shell.show()
  again.close()
  await until(again.did, 'hide')
  expect(again.did.filter((one) => one.startsWith('notify'))).toEqual([])
  expect(again.did[0]).toBe('open 900x700')
})

it('without a tray, or where the person wants it, closing the window ends the program', async () => {
  const without = await build({ tray: false })
  await without.shell.show()
  expect(without.shell.desktop.state().staysInTray).toBeNull()
  without.close()
  await until(without.did, 'end')
  expect(without.did.filter((one) => one === 'destroy')).toHaveLength(1)
  const unwanted = await build()
  await unwanted.shell.show()
  expect(unwanted.shell.desktop.state()).toEqual({ startsWithComputer: false, staysInTray: true })
  expect(await unwanted.shell.desktop.change({ staysInTray: false })).toMatchObject({ staysInTray: false })
  expect(unwanted.told).toContain('desktop.changed')
  unwanted.close()
  await until(unwanted.did, 'end')
})

it('where the tray went away meanwhile, closing the window ends the program instead of hiding it for ever', async () => {
  const { shell, now, close, did, told } = await build()
  await shell.show()
  now.tray = false
  close()
  await until(did, 'end')
  expect(told).toContain('desktop.changed')
  expect(did).not.toContain('hide')
})

it('quitting asks about programs that are connected here, with their number, and then about nothing', async () => {
  const { shell, did, questions, now } = await build({ answers: { 'daemon.state': { ...DAEMON, peers: 3 } } })
  shell.quit()
  await vi.waitFor(() => expect(questions).toHaveLength(1))
  expect(questions[0]?.message).toBe('3 programs are connected.')
  await new Promise((later) => setTimeout(later, 20))
  expect(did).not.toContain('end')
  now.yes = true
  shell.quit()
  await until(did, 'end')
})

it('programs of another Keyswitch, or of a paused one, keep nobody from quitting', async () => {
  for (const state of [
    { ...DAEMON, by: 'another', peers: 3 },
    { ...DAEMON, by: 'nobody', paused: true, address: null },
  ]) {
    const { shell, did, questions } = await build({ answers: { 'daemon.state': state } })
    shell.quit()
    await until(did, 'end')
    expect(questions).toEqual([])
  }
})

it('where it may not be known how many there are, it is asked without a number', async () => {
  const { shell, questions } = await build({ refused: { 'daemon.state': 'not-permitted' } })
  shell.quit()
  await vi.waitFor(() => expect(questions.map(({ message }) => message)).toEqual(['Other programs may be connected.']))
})

it('impatient quitting asks once', async () => {
  const { shell, questions } = await build({ answers: { 'daemon.state': { ...DAEMON, peers: 1 } } })
  shell.quit()
  shell.quit()
  shell.quit()
  await vi.waitFor(() => expect(questions).toHaveLength(1))
  await new Promise((later) => setTimeout(later, 20))
  expect(questions).toHaveLength(1)
})

it('quitting with unsaved edits shows the window, lets its page ask, and ends when that is settled', async () => {
  const { shell, did, close, told } = await build({ answers: { 'databases.list': { databases: [{ unsaved: 2 }] } } })
  await shell.show()
  close()
  await until(did, 'hide')
  shell.quit()
  await vi.waitFor(() => expect(told).toContain('app.leaving'))
  expect(did.at(-1)).toBe('show')
  expect(did).not.toContain('end')
  shell.desktop.leave()
  expect(did.slice(-3)).toEqual(['destroy', 'leave window', 'end'])
})

it('not knowing what is unsaved is no reason to lose it, unless nobody can have edited anything', async () => {
  const refused = { 'databases.list': 'not-permitted' } as const
  const opened = await build({ refused })
  await opened.shell.show()
  opened.shell.quit()
  await vi.waitFor(() => expect(opened.told).toContain('app.leaving'))
  const hidden = await build({ refused })
  hidden.shell.quit()
  await until(hidden.did, 'end')
})

it('the end of the system waits for no answer, and keeps where the window was', async () => {
  const { shell, did, questions, kept } = await build({ answers: { 'daemon.state': { ...DAEMON, peers: 3 } } })
  await shell.show()
  shell.endNow()
  expect(did).toContain('end')
  expect(questions).toEqual([])
  expect(kept.now.window).toEqual({ ...PLACE, maximised: false })
})

it('a page that crashes in sight is asked about; one out of sight makes room for a new window', async () => {
  const seen = await build({ yes: true })
  await seen.shell.show()
  seen.now.windowEvents?.pageCrashed()
  await until(seen.did, 'reload')
  expect(seen.questions[0]?.message).toBe('The page has stopped.')
  const hidden = await build()
  await hidden.shell.show()
  hidden.close()
  await until(hidden.did, 'hide')
  hidden.now.windowEvents?.pageCrashed()
  await until(hidden.did, 'destroy')
  expect(hidden.questions).toEqual([])
  expect(hidden.did).not.toContain('end')
  await hidden.shell.show()
  expect(hidden.did.filter((one) => one.startsWith('open'))).toHaveLength(2)
})

it('two that want the window at once get one', async () => {
  const { shell, did } = await build()
  await Promise.all([shell.show(), shell.show([{ is: 'folder', path: '/a' }])])
  expect(did.filter((one) => one.startsWith('open'))).toHaveLength(1)
  expect(shell.desktop.toOpen()).toEqual([{ is: 'folder', path: '/a' }])
})

it('the tray follows what changes, in the language of the person, and is not set anew for nothing', async () => {
  const { trays, bars, events, now } = await build({ locale: 'de-AT' })
  expect(labels(trays[0]?.items)).toContain('Keyswitch öffnen')
  expect(labels(bars[0])).toContain('&Datei')
  now.replies['sessions.list'] = { sessions: [{}, {}] }
  events.emit('sessions.changed', {})
  await vi.waitFor(() => expect(labels(trays.at(-1)?.items)).toContain('2 Sitzungen sind offen'))
  const before = trays.length
  for (let change = 0; change < 20; change += 1) events.emit('sessions.changed', {})
  await new Promise((later) => setTimeout(later, 50))
  expect(trays).toHaveLength(before)
  now.replies['settings.read'] = { language: 'en' }
  events.emit('settings.changed', {})
  await vi.waitFor(() => expect(labels(trays.at(-1)?.items)).toContain('2 sessions are open'))
  expect(labels(bars.at(-1))).toContain('&File')
})

it('the tray shows who is logged in, and with nobody that it is locked', async () => {
  const refused = { 'daemon.state': 'not-permitted', 'sessions.list': 'not-permitted' } as const
  const { trays, events, now } = await build({
    refused,
    answers: { 'login.whoami': { activation: 'active', user: null } },
  })
  expect(trays[0]).toMatchObject({ icon: 'locked', toolTip: 'Keyswitch\nLocked: nobody is logged in' })
  now.refused = {}
  now.replies['login.whoami'] = { activation: 'active', user: { name: 'anna' } }
  events.emit('login.changed', {})
  await vi.waitFor(() => expect(trays.at(-1)).toMatchObject({ icon: 'open' }))
  expect(labels(trays.at(-1)?.items)).toContain('anna is logged in')
})

it('every line of a menu does what it says', async () => {
  const { shell, did, asked, now } = await build()
  const acts: [Act, () => boolean][] = [
    [{ do: 'copy', text: 'unix:///d' }, () => did.includes('copy unix:///d')],
    [{ do: 'pause' }, () => asked.includes('daemon.pause')],
    [{ do: 'resume' }, () => asked.includes('daemon.resume')],
    [{ do: 'start-with-computer', on: true }, () => asked.includes('desktop.change')],
    [{ do: 'about' }, () => did.includes('tell Keyswitch 1.2.3')],
    [{ do: 'press', key: 'S', command: true }, () => did.includes('press Ctrl+S')],
    [{ do: 'press', key: 'F1', command: false }, () => did.includes('press F1')],
    [{ do: 'open-window' }, () => did.filter((one) => one === 'show').length >= 3],
  ]
  for (const [act, done] of acts) {
    shell.act(act)
    await vi.waitFor(() => expect([act, done()]).toEqual([act, true]))
  }
  shell.act({ do: 'go', place: 'activity' })
  shell.act({ do: 'open-file' })
  await vi.waitFor(() => expect(did.filter((one) => one === 'show').length).toBeGreaterThanOrEqual(5))
  expect(shell.desktop.toOpen()).toEqual([
    { is: 'place', place: 'activity' },
    { is: 'file', path: '/data/a.kusers' },
  ])
  now.refused['daemon.pause'] = 'not-permitted'
  shell.act({ do: 'pause' })
  await vi.waitFor(() => expect(did.at(-1)).toMatch(/^tell ./))
  shell.act({ do: 'quit' })
  await until(did, 'end')
})

it('what this desktop cannot do is refused, and changes nothing', async () => {
  const { shell, kept } = await build({ tray: false, starts: null })
  expect(shell.desktop.state()).toEqual({ startsWithComputer: null, staysInTray: null })
  for (const change of [{ staysInTray: false }, { startsWithComputer: true }]) {
    await expect(shell.desktop.change(change)).rejects.toThrow(AppError)
  }
  expect(kept.now.staysInTray).toBeUndefined()
  expect(await shell.desktop.change({})).toEqual({ startsWithComputer: null, staysInTray: null })
})

it('a file to save gets its ending, one to open stays as it is', async () => {
  const { shell } = await build()
  expect(await shell.desktop.pickFile({ to: 'save', endings: ['csv'] })).toBe('/data/a.csv')
  expect(await shell.desktop.pickFile({ to: 'open', endings: ['csv'] })).toBe('/data/a.kusers')
  expect(await shell.desktop.pickFolder()).toBe('/data')
})
