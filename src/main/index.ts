import { resolve } from 'node:path'
import { app, dialog, protocol } from 'electron'
import { AppError } from '../contract/errors'
import { errorSentence } from '../contract/sentences'
import { describeFault } from './bridge/fault'
import { makeStateFolder, readConfig } from './config'
import { startDesktop, type Desktop } from './electron/desktop'
import { dialogText } from './desktop/dialogText'
import { folderArgument, SCHEME } from './desktop/windowOptions'
import { openLog, type Log } from './log'

// The desktop entry. What stands here must happen before Electron is ready.
const config = readConfig()
app.enableSandbox()
app.setPath('userData', makeStateFolder(config, 'window'))
protocol.registerSchemesAsPrivileged([{ scheme: SCHEME, privileges: { standard: true, secure: true } }])

const argument = folderArgument(process.argv, process.defaultApp ? 2 : 1)
const folder = argument === undefined ? undefined : resolve(argument)
// The second start hands its folder to the first and ends.
if (app.requestSingleInstanceLock({ folder })) void run()
else app.quit()

async function run(): Promise<void> {
  const log = openLog({ level: config.logLevel, file: resolve(config.stateFolder, 'keyswitch.log') })
  // Unsaved edits live in this process, so nothing unforeseen ends it.
  for (const unforeseen of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(unforeseen, (error: unknown) => log.write('error', unforeseen, { fault: describeFault(error) }))
  }
  try {
    await app.whenReady()
    const desktop = await startDesktop({ config, log, ...(folder === undefined ? {} : { folder }) })
    app.on('second-instance', (_event, _argv, _from, sent) => void desktop.show(folderIn(sent)))
    app.on('window-all-closed', () => app.quit())
    app.once('will-quit', (event) => {
      event.preventDefault()
      void end(desktop, log)
    })
  } catch (error) {
    log.write('error', 'not started', { fault: describeFault(error) })
    const failure = error instanceof AppError ? error : new AppError('internal', { reference: config.stateFolder })
    dialog.showErrorBox(dialogText(app.getLocale()).noStart, errorSentence(failure.code, failure.details))
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

/** What another start sent is whatever it was. */
function folderIn(sent: unknown): string | undefined {
  if (typeof sent !== 'object' || sent === null || !('folder' in sent)) return undefined
  return typeof sent.folder === 'string' ? sent.folder : undefined
}
