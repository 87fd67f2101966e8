import { connect, type Api } from '../../contract/client'
import type { ToOpen } from '../../contract/desktop'
import { AppError } from '../../contract/errors'
import type { EventName } from '../../contract/names'
import { errorSentence } from '../../contract/sentences'
import { directTransport, type Dispatch } from '../bridge/dispatch'
import type { Events, Peer } from '../bridge/handler'
import type { Desktop } from './desktop'
import { dialogText } from './dialogText'
import type { Kept } from './kept'
import { createLeaving } from './leaving'
import { menuBar } from './menuBar'
import type { Act } from './menuItem'
import { desktopLanguage, type DesktopLanguage } from './menuText'
import { pickOptions, withEnding } from './pickOptions'
import { createQuitting } from './quitting'
import { createRenewal } from './renewal'
import type { OpenedWindow, System } from './system'
import { itemOfPath } from './toOpen'
import { trayIconState } from './trayIcon'
import { trayMenu, trayToolTip } from './trayMenu'
import { peersHere, readTrayState } from './trayState'
import { createWaiting } from './waiting'
import { placeWindow } from './windowPlace'

/** The person at the window, and at the tray. */
export const WINDOW_PEER: Peer = { id: 'window', face: 'desktop' }

export type ShellParts = {
  system: System
  kept: Kept
  version: string
  /** Milliseconds between two looks at what the tray shows. */
  every?: number
  /** Something that nobody waits for has failed. */
  onFault: (error: unknown) => void
}

/** Window, tray and menus around one program. */
export type Shell = {
  /** What the program may ask of its desktop. */
  readonly desktop: Desktop
  /** The program is there: its tray and menu bar come up. */
  begin(program: { dispatch: Dispatch; events: Events }): Promise<void>
  /** The window comes to the front, with what there is to open. */
  show(items?: readonly ToOpen[]): Promise<void>
  /** What a line of a menu does. */
  act(act: Act): void
  /** Somebody wants to end the program. */
  quit(): void
  /** The system ends it, and waits for no answer. */
  endNow(): void
  close(): Promise<void>
}

const TRAY_CHANGES = [
  'daemon.changed',
  'sessions.changed',
  'login.changed',
  'desktop.changed',
  'settings.changed',
] as const satisfies readonly EventName[]

export function createShell({ system, kept, version, every = 1000, onFault }: ShellParts): Shell {
  let program: { dispatch: Dispatch; events: Events } | undefined
  let api: Api | undefined
  let language: DesktopLanguage = desktopLanguage('system', system.locale)
  let window: OpenedWindow | undefined
  let opening: Promise<void> | undefined
  let wasOpen = false
  let tray = false
  let shown = ''
  const unsubscribes: (() => void)[] = []
  const text = () => dialogText(language)
  const unattended = (work: Promise<unknown>): void => void work.catch(onFault)

  const waiting = createWaiting(() => program?.events.emit('app.toOpen', {}))
  const leaving = createLeaving({
    // Without a window nobody has edited anything here.
    unsaved: async () => (api && wasOpen ? unsavedEdits(api) : 0),
    pageAnswers: () => window?.pageAnswers() ?? false,
    askPage() {
      // Its question must be seen.
      window?.show()
      program?.events.emit('app.leaving', {})
    },
    askPerson: () =>
      system.ask({ message: text().lose, detail: text().loseDetail, no: text().cancel, yes: text().closeAnyway }),
    close: end,
  })
  const quitting = createQuitting({
    peers: async () => (api ? peersHere(api) : 0),
    askPerson: (peers) =>
      system.ask({ message: text().peers(peers), detail: text().peersDetail, no: text().cancel, yes: text().quit }),
    leave: () => leaving.wanted(),
  })
  const renewal = createRenewal({ every, renew: () => renewTray().catch(onFault) })

  async function renewTray(): Promise<void> {
    if (!api) return
    const { language: chosen } = await api.call('settings.read', {})
    const state = await readTrayState(api, system.startsWithComputer())
    const before = language
    language = desktopLanguage(chosen, system.locale)
    if (language !== before) setMenuBar()
    const next = { icon: trayIconState(state), toolTip: trayToolTip(state, language), items: trayMenu(state, language) }
    // A menu that is open may close when it is set anew.
    if (JSON.stringify(next) === shown) return
    shown = JSON.stringify(next)
    system.setTray(next)
  }

  function setMenuBar(): void {
    system.setMenuBar(menuBar({ mac: system.mac, packaged: system.packaged, language }))
  }

  async function lookForTray(): Promise<void> {
    const before = tray
    tray = await system.hasTray()
    if (tray !== before) program?.events.emit('desktop.changed', {})
  }

  async function openWindow(): Promise<void> {
    wasOpen = true
    window = await system.openWindow(placeWindow(kept.now.window, system.areas()), {
      closing: () => unattended(closing()),
      pageLeft: () => program?.dispatch.leave(WINDOW_PEER),
      pageCrashed: () => unattended(pageCrashed()),
      destroyed() {
        window = undefined
        program?.dispatch.leave(WINDOW_PEER)
      },
    })
  }

  async function show(items: readonly ToOpen[] = []): Promise<void> {
    waiting.add(items)
    if (!window) await (opening ??= openWindow().finally(() => (opening = undefined)))
    window?.show()
  }

  /** Where the icon can be seen, closing the window leaves everything as it is. */
  async function closing(): Promise<void> {
    await lookForTray()
    if (!tray || kept.now.staysInTray === false) return quitting.wanted()
    keepPlace()
    window?.hide()
    if (kept.now.toldOfTray) return
    kept.keep({ toldOfTray: true })
    system.notify(text().inTray, text().inTrayDetail)
  }

  async function pageCrashed(): Promise<void> {
    program?.dispatch.leave(WINDOW_PEER)
    const { gone, goneDetail, close, show: again } = text()
    // Nobody sees it now; the next window shows what is unsaved.
    if (!window?.visible) return window?.destroy()
    const shownAgain = await system.ask({ message: gone, detail: goneDetail, no: close, yes: again })
    if (shownAgain) window?.reload()
    else await leaving.wanted()
  }

  function keepPlace(): void {
    if (window) kept.keep({ window: window.place() })
  }

  function end(): void {
    keepPlace()
    window?.destroy()
    system.end()
  }

  const state: Desktop['state'] = () => ({
    startsWithComputer: system.startsWithComputer(),
    staysInTray: tray ? (kept.now.staysInTray ?? true) : null,
  })

  const change: Desktop['change'] = async ({ startsWithComputer, staysInTray }) => {
    const can = state()
    const cannot =
      (startsWithComputer !== undefined && can.startsWithComputer === null) ||
      (staysInTray !== undefined && can.staysInTray === null)
    if (cannot) throw new AppError('not-available', { method: 'desktop.change' })
    if (startsWithComputer !== undefined) await system.startWithComputer(startsWithComputer)
    if (staysInTray !== undefined) kept.keep({ staysInTray })
    program?.events.emit('desktop.changed', {})
    return state()
  }

  /** As the person at the window, with what they may. */
  async function ask(work: (api: Api) => Promise<unknown>): Promise<void> {
    try {
      if (api) await work(api)
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      await system.tell(errorSentence(error.code, error.details))
    }
  }

  async function openFile(): Promise<void> {
    const path = await system.pickFile('open', pickOptions({ to: 'open', endings: ['kusers', 'csv'] }, language))
    if (path !== null) await show([itemOfPath(path, '/')])
  }

  async function done(act: Act): Promise<void> {
    switch (act.do) {
      case 'open-window':
        return show()
      case 'open-file':
        return openFile()
      case 'go':
        return show([{ is: 'place', place: act.place }])
      case 'press':
        await show()
        return window?.press(act.key, act.command)
      case 'copy':
        return system.copy(act.text)
      case 'pause':
        return ask((own) => own.call('daemon.pause', {}))
      case 'resume':
        return ask((own) => own.call('daemon.resume', {}))
      case 'start-with-computer':
        return ask((own) => own.call('desktop.change', { startsWithComputer: act.on }))
      case 'about':
        return system.tell(text().about(version), text().aboutDetail)
      case 'quit':
        return quitting.wanted()
    }
  }

  return {
    desktop: {
      pickFolder: () => system.pickFolder(),
      async pickFile(asked) {
        const path = await system.pickFile(asked.to, pickOptions(asked, language))
        return path === null || asked.to === 'open' ? path : withEnding(path, asked.endings)
      },
      leave: () => leaving.settled(),
      toOpen: () => waiting.take(),
      state,
      change,
    },
    async begin(begun) {
      program = begun
      api = connect(directTransport(begun, WINDOW_PEER))
      for (const event of TRAY_CHANGES) unsubscribes.push(begun.events.subscribe(event, () => renewal.ask()))
      setMenuBar()
      await lookForTray()
      renewal.ask()
    },
    show,
    act: (act) => unattended(done(act)),
    quit: () => unattended(quitting.wanted()),
    endNow: end,
    async close() {
      for (const unsubscribe of unsubscribes) unsubscribe()
      await renewal.close()
      await kept.close()
    },
  }
}

async function unsavedEdits(api: Api): Promise<number> {
  try {
    const { databases } = await api.call('databases.list', {})
    return databases.reduce((sum, { unsaved }) => sum + unsaved, 0)
  } catch (error) {
    // Not knowing is no reason to lose something; the door has logged why.
    if (error instanceof AppError) return 1
    throw error
  }
}
