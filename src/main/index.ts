import { resolve } from 'node:path'
import { app, dialog, protocol } from 'electron'
import type { ToOpen } from '../contract/desktop'
import { AppError } from '../contract/errors'
import { errorSentence } from '../contract/sentences'
import { describeFault } from './bridge/fault'
import { makeStateFolder, readConfig } from './config'
import { dialogText } from './desktop/dialogText'
import { desktopLanguage } from './desktop/menuText'
import { itemOfPath, itemsOfLink, readStart, startSent, wantsWindow } from './desktop/toOpen'
import { SCHEME } from './desktop/windowOptions'
import { startDesktop, type Desktop } from './electron/desktop'
import { openLog, type Log } from './log'

// The desktop entry. What stands here must happen before Electron is ready.
const config = readConfig()
app.enableSandbox()
app.setPath('userData', makeStateFolder(config, 'window'))
protocol.registerSchemesAsPrivileged([{ scheme: SCHEME, privileges: { standard: true, secure: true } }])

const start = readStart(process.argv, { own: process.defaultApp ? 2 : 1, folder: process.cwd() })
// At first it waits for the window with everything else; later it opens it.
let open = (items: ToOpen[]): void => void start.items.push(...items)
// macOS hands these over instead of arguments, and may do so before anything else.
app.on('open-file', (event, path) => {
  event.preventDefault()
  open([itemOfPath(path, '/')])
})
app.on('open-url', (event, link) => {
  event.preventDefault()
  open(itemsOfLink(link))
})
// The second start hands over what it was to open, and ends.
if (app.requestSingleInstanceLock({ ...start })) void run()
else app.quit()

async function run(): Promise<void> {
  const log = openLog({ level: config.logLevel, file: resolve(config.stateFolder, 'keyswitch.log') })
  // Unsaved edits live in this process, so nothing unforeseen ends it.
  for (const unforeseen of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(unforeseen, (error: unknown) => log.write('error', unforeseen, { fault: describeFault(error) }))
  }
  try {
    await app.whenReady()
    // macOS passes no arguments when it starts a program with the computer.
    if (process.platform === 'darwin') start.hidden ||= app.getLoginItemSettings().wasOpenedAtLogin
    // Packages of Linux and macOS say so themselves.
    if (process.platform === 'win32' && app.isPackaged) app.setAsDefaultProtocolClient('keyswitch')
    const desktop = await startDesktop({ config, log, start })
    open = (items) => void desktop.show(items)
    app.on('second-instance', (_event, _argv, _from, sent) => {
      const other = startSent(sent)
      if (wantsWindow(other)) open(other.items)
    })
    // Whoever sends these waits for no answer to a question.
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => desktop.endNow())
    app.once('will-quit', (event) => {
      event.preventDefault()
      void end(desktop, log)
    })
  } catch (error) {
    log.write('error', 'not started', { fault: describeFault(error) })
    const failure = error instanceof AppError ? error : new AppError('internal', { reference: config.stateFolder })
    const { noStart } = dialogText(desktopLanguage('system', app.getLocale()))
    dialog.showErrorBox(noStart, errorSentence(failure.code, failure.details))
    app.exit(1)
  }
}

async function end(desktop: Desktop, log: Log): Promise<void> {
  try {
    await desktop.close()
  } catch (error) {
    log.write('error', 'not closed', { fault: describeFault(error) })
  } finally {
    log.close()
    app.exit(0)
  }
}
