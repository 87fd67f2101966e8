import { app, BrowserWindow, dialog, ipcMain, Menu, nativeTheme, protocol, session } from 'electron'
import { connect } from '../../contract/client'
import { AppError } from '../../contract/errors'
import { errorSentence } from '../../contract/sentences'
import { directTransport } from '../bridge/dispatch'
import type { Peer } from '../bridge/handler'
import { readPages } from '../bridge/pages'
import { compose, type Program } from '../compose'
import type { Config } from '../config'
import type { Log } from '../log'
import { createScope } from '../scope'
import { dialogText } from '../desktop/dialogText'
import { createLeaving, type Leaving } from '../desktop/leaving'
import { menuTemplate } from '../desktop/menuTemplate'
import { pageResponse } from '../desktop/pageResponse'
import { serveRequests } from '../desktop/requests'
import { isOwnDownload, isOwnPage, isOwnRequest, PAGE_URL, SCHEME, windowOptions } from '../desktop/windowOptions'

const PEER: Peer = { id: 'window', face: 'desktop' }

/** The running desktop program: one window over one program. */
export type Desktop = {
  /** Brings the window to the front, and opens a folder if one is given. */
  show(folder?: string): Promise<void>
  close(): Promise<void>
}

/** Builds the program and opens its window. Electron must be ready. */
export async function startDesktop(given: { config: Config; log: Log; folder?: string }): Promise<Desktop> {
  const { config, log } = given
  const scope = createScope()
  try {
    const pages = await readPages(config.pagesFolder)
    let window: BrowserWindow | undefined
    let leaving: Leaving | undefined
    const program = await compose({
      config,
      log,
      daemon: 'shared',
      desktop: {
        pickFolder: () => pickFolder(window),
        pickFile: () => Promise.resolve(null),
        leave: () => leaving?.settled(),
        toOpen: () => [],
        state: () => ({ startsWithComputer: null, staysInTray: null }),
        change: () => Promise.resolve({ startsWithComputer: null, staysInTray: null }),
      },
    })
    scope.add(() => program.close())
    guardSession()
    protocol.handle(SCHEME, (request) => pageResponse(pages, request))
    scope.add(() => protocol.unhandle(SCHEME))
    scope.add(serveRequests({ ipc: ipcMain, window: () => window, peer: PEER, program }))
    const mac = process.platform === 'darwin'
    const menu = menuTemplate({ mac, packaged: app.isPackaged, language: app.getLocale() })
    Menu.setApplicationMenu(Menu.buildFromTemplate(menu))

    const opened = new BrowserWindow(
      windowOptions({
        preloadFile: config.preloadFile,
        dark: nativeTheme.shouldUseDarkColors,
        packaged: app.isPackaged,
      }),
    )
    window = opened
    leaving = watchWindow(opened, program)
    opened.once('closed', () => {
      window = undefined
      program.dispatch.leave(PEER)
    })
    const show = async (folder?: string): Promise<void> => {
      if (window?.isMinimized()) window.restore()
      window?.focus()
      if (folder !== undefined) await openFolder(program, folder, window)
    }
    opened.once('ready-to-show', () => opened.show())
    await opened.loadURL(PAGE_URL)
    if (given.folder !== undefined) await show(given.folder)
    return { show, close: () => scope.close() }
  } catch (error) {
    await scope.close()
    throw error
  }
}

/** The page asks for nothing but its own files, hands over nothing but those it made, and gets no device, notification or clipboard. */
function guardSession(): void {
  const own = session.defaultSession
  own.setPermissionRequestHandler((_contents, _permission, answer) => answer(false))
  own.setPermissionCheckHandler(() => false)
  own.setDevicePermissionHandler(() => false)
  own.on('will-download', (event, item) => {
    if (!isOwnDownload(item.getURL())) event.preventDefault()
  })
  own.webRequest.onBeforeRequest((details, answer) => answer({ cancel: !isOwnRequest(details.url, app.isPackaged) }))
}

/** Keeps the page where it is, and its unsaved edits when it hangs, crashes or is closed. */
function watchWindow(window: BrowserWindow, program: Program): Leaving {
  const contents = window.webContents
  const text = dialogText(app.getLocale())
  contents.setWindowOpenHandler(() => ({ action: 'deny' }))
  contents.on('will-attach-webview', (event) => event.preventDefault())
  const stay = (details: { url: string; isMainFrame: boolean; preventDefault(): void }) => {
    if (!details.isMainFrame || !isOwnPage(details.url)) details.preventDefault()
  }
  contents.on('will-frame-navigate', stay)
  contents.on('will-redirect', stay)
  // What a page was waiting for ends with it.
  contents.on('did-start-navigation', (details) => {
    if (details.isMainFrame && !details.isSameDocument) program.dispatch.leave(PEER)
  })

  let hangs = false
  window.on('unresponsive', () => (hangs = true))
  window.on('responsive', () => (hangs = false))
  const leaving = createLeaving({
    unsaved: () => unsavedEdits(program),
    pageAnswers: () => !hangs && !contents.isCrashed(),
    askPage: () => program.events.emit('app.leaving', {}),
    askPerson: () =>
      ask(window, { message: text.lose, detail: text.loseDetail, no: text.cancel, yes: text.closeAnyway }),
    close: () => window.destroy(),
  })
  window.on('close', (event) => {
    event.preventDefault()
    void leaving.wanted()
  })
  contents.on('render-process-gone', (_, { reason }) => {
    program.dispatch.leave(PEER)
    if (reason === 'clean-exit' || window.isDestroyed()) return
    const again = ask(window, { message: text.gone, detail: text.goneDetail, no: text.close, yes: text.show })
    void again.then((shown) => (shown ? contents.reload() : leaving.wanted()))
  })
  return leaving
}

async function unsavedEdits(program: Program): Promise<number> {
  const api = connect(directTransport(program, PEER))
  try {
    const { databases } = await api.call('databases.list', {})
    return databases.reduce((sum, { unsaved }) => sum + unsaved, 0)
  } catch (error) {
    // Not knowing is no reason to lose something; the door has logged why.
    if (error instanceof AppError) return 1
    throw error
  }
}

async function openFolder(program: Program, folder: string, window: BrowserWindow | undefined): Promise<void> {
  try {
    await connect(directTransport(program, PEER)).call('databases.open', { folder })
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    const message = errorSentence(error.code, error.details)
    await (window ? dialog.showMessageBox(window, { type: 'error', message }) : undefined)
  }
}

async function pickFolder(window: BrowserWindow | undefined): Promise<string | null> {
  if (!window) return null
  const { filePaths } = await dialog.showOpenDialog(window, { properties: ['openDirectory', 'createDirectory'] })
  return filePaths[0] ?? null
}

type Question = { message: string; detail: string; no: string; yes: string }

/** False also when the question is dismissed. */
async function ask(window: BrowserWindow, { message, detail, no, yes }: Question): Promise<boolean> {
  const { response } = await dialog.showMessageBox(window, {
    type: 'warning',
    message,
    detail,
    buttons: [no, yes],
    defaultId: 0,
    cancelId: 0,
  })
  return response === 1
}
