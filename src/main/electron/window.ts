import { BrowserWindow } from 'electron'
import type { OpenedWindow, WindowEvents } from '../desktop/system'
import { isOwnPage, PAGE_URL, type windowOptions } from '../desktop/windowOptions'

/** Shows the page in a window that stays until it is destroyed, and keeps the page where it is. */
export async function openWindow(
  options: ReturnType<typeof windowOptions>,
  given: { maximised: boolean; events: WindowEvents; opened: (window: BrowserWindow | undefined) => void },
): Promise<OpenedWindow> {
  const { events } = given
  const window = new BrowserWindow(options)
  const contents = window.webContents
  given.opened(window)
  window.once('closed', () => {
    given.opened(undefined)
    events.destroyed()
  })
  guardPage(window)
  // What a page was waiting for ends with it.
  contents.on('did-start-navigation', (details) => {
    if (details.isMainFrame && !details.isSameDocument) events.pageLeft()
  })
  let hangs = false
  window.on('unresponsive', () => (hangs = true))
  window.on('responsive', () => (hangs = false))
  window.on('close', (event) => {
    event.preventDefault()
    events.closing()
  })
  contents.on('render-process-gone', (_, { reason }) => {
    if (reason !== 'clean-exit' && !window.isDestroyed()) events.pageCrashed()
  })
  if (given.maximised) window.maximize()
  await window.loadURL(PAGE_URL)
  return {
    get visible() {
      return !window.isDestroyed() && window.isVisible()
    },
    show() {
      if (window.isMinimized()) window.restore()
      window.show()
      window.focus()
    },
    hide: () => window.hide(),
    place: () => ({ ...window.getNormalBounds(), maximised: window.isMaximized() }),
    pageAnswers: () => !hangs && !contents.isCrashed(),
    press(key, command) {
      const [last = '', ...held] = key.split('+').toReversed()
      const modifiers = held.includes('Shift') ? ['shift' as const] : []
      const control = process.platform === 'darwin' ? ('meta' as const) : ('control' as const)
      const pressed = { keyCode: last, modifiers: command ? [control, ...modifiers] : modifiers }
      contents.sendInputEvent({ type: 'keyDown', ...pressed })
      contents.sendInputEvent({ type: 'keyUp', ...pressed })
    },
    reload: () => contents.reload(),
    destroy: () => window.destroy(),
  }
}

/** It goes nowhere, and nothing else opens from it. */
function guardPage({ webContents }: BrowserWindow): void {
  webContents.setWindowOpenHandler(() => ({ action: 'deny' }))
  webContents.on('will-attach-webview', (event) => event.preventDefault())
  const stay = (details: { url: string; isMainFrame: boolean; preventDefault(): void }) => {
    if (!details.isMainFrame || !isOwnPage(details.url)) details.preventDefault()
  }
  webContents.on('will-frame-navigate', stay)
  webContents.on('will-redirect', stay)
}
