import { join } from 'node:path'
import { app, ipcMain, nativeTheme, protocol, session } from 'electron'
import { describeFault } from '../bridge/fault'
import { readPages } from '../bridge/pages'
import { compose } from '../compose'
import type { Config } from '../config'
import { openKept } from '../desktop/kept'
import { pageResponse } from '../desktop/pageResponse'
import { serveRequests } from '../desktop/requests'
import { createShell, WINDOW_PEER, type Shell } from '../desktop/shell'
import { wantsWindow, type Start } from '../desktop/toOpen'
import { isOwnDownload, isOwnRequest, SCHEME } from '../desktop/windowOptions'
import type { Log } from '../log'
import { createScope } from '../scope'
import { electronSystem } from './electronSystem'
import { startVaultProcess } from './vaultProcess'

/** The running desktop program: one window and one tray over one program. */
export type Desktop = Pick<Shell, 'show' | 'endNow'> & { close(): Promise<void> }

/** Builds the program, and opens its window unless it starts unseen. Electron must be ready. */
export async function startDesktop(given: { config: Config; log: Log; start: Start }): Promise<Desktop> {
  const { config, log, start } = given
  const scope = createScope()
  let ended = false
  try {
    const pages = await readPages(config.pagesFolder)
    const kept = await openKept(join(config.stateFolder, 'desktop.json'), (problem) =>
      log.write('warn', 'desktop', problem),
    )
    const system = electronSystem({ config, act: (act) => shell.act(act), ended: () => (ended = true) })
    scope.add(() => system.close())
    const shell = createShell({
      system,
      kept,
      version: config.version,
      onFault: (error) => log.write('error', 'desktop', { fault: describeFault(error) }),
    })
    scope.add(() => shell.close())
    const program = await compose({
      config,
      log,
      daemon: 'shared',
      desktop: shell.desktop,
      startKeychain: startVaultProcess,
    })
    scope.add(() => program.close())
    guardSession()
    protocol.handle(SCHEME, (request) => pageResponse(pages, request))
    scope.add(() => protocol.unhandle(SCHEME))
    scope.add(serveRequests({ ipc: ipcMain, window: () => system.window, peer: WINDOW_PEER, program }))

    app.on('before-quit', (event) => {
      if (ended) return
      event.preventDefault()
      shell.quit()
    })
    // The program lives on in the tray; it is the shell that ends it.
    app.on('window-all-closed', () => undefined)
    app.on('activate', () => shell.act({ do: 'open-window' }))
    nativeTheme.on('updated', () => system.groundChanged())
    await shell.begin(program)
    if (wantsWindow(start)) await shell.show(start.items)
    return { show: (items) => shell.show(items), endNow: () => shell.endNow(), close: () => scope.close() }
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
