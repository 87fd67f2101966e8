import { join } from 'node:path'
import {
  app,
  clipboard,
  dialog,
  Menu,
  nativeImage,
  nativeTheme,
  Notification,
  screen,
  Tray,
  type BrowserWindow,
  type MenuItemConstructorOptions,
} from 'electron'
import type { Config } from '../config'
import type { Act, MenuItem } from '../desktop/menuItem'
import { createStartWithComputer } from '../desktop/startWithComputer'
import type { ShownTray, System } from '../desktop/system'
import { hasTrayHost } from '../desktop/trayHost'
import { trayIconFile } from '../desktop/trayIcon'
import { windowOptions } from '../desktop/windowOptions'
import { openWindow } from './window'

const { platform } = process

type ElectronSystem = System & {
  /** The window of the page, while there is one. */
  readonly window: BrowserWindow | undefined
  /** What the tray’s icon stands on has become light or dark. */
  groundChanged(): void
  close(): void
}

/** The system, as Electron gives it. `ended` is told before the program is ended. */
export function electronSystem(given: { config: Config; act: (act: Act) => void; ended: () => void }): ElectronSystem {
  const { config, act, ended } = given
  // Beside what was built, in a package too.
  const icons = join(config.pagesFolder, '..', '..', 'resources', 'icons')
  let window: BrowserWindow | undefined
  let tray: Tray | undefined
  let shown: ShownTray | undefined
  const starting = createStartWithComputer({
    platform,
    packaged: app.isPackaged,
    environment: process.env,
    home: config.home,
    program: process.execPath,
    loginItems: {
      isOn: (args) => app.getLoginItemSettings({ args }).openAtLogin,
      set: (on, args) => app.setLoginItemSettings({ openAtLogin: on, args }),
    },
  })
  const menu = (items: readonly MenuItem[]) => Menu.buildFromTemplate(items.map((item) => template(item, act)))
  const image = (file: string) => nativeImage.createFromPath(join(icons, file))
  const trayImage = ({ icon }: ShownTray) =>
    image(trayIconFile({ platform, ground: nativeTheme.shouldUseDarkColors ? 'dark' : 'light', state: icon }))

  return {
    mac: platform === 'darwin',
    packaged: app.isPackaged,
    locale: app.getLocale(),
    get window() {
      return window
    },
    openWindow: (place, events) =>
      openWindow(
        windowOptions({
          preloadFile: config.preloadFile,
          dark: nativeTheme.shouldUseDarkColors,
          packaged: app.isPackaged,
          place,
          // Elsewhere the program file carries it.
          ...(platform === 'linux' ? { icon: join(icons, 'app', '256x256.png') } : {}),
        }),
        { maximised: place.maximised, events, opened: (opened) => (window = opened) },
      ),
    areas() {
      const main = screen.getPrimaryDisplay()
      const others = screen.getAllDisplays().filter(({ id }) => id !== main.id)
      return [main, ...others].map(({ workArea }) => workArea)
    },
    setMenuBar: (items) => Menu.setApplicationMenu(menu(items)),
    setTray(next) {
      if (!tray) {
        tray = new Tray(trayImage(next))
        // Where a click does not open the menu, it opens the window.
        if (platform !== 'darwin') tray.on('click', () => act({ do: 'open-window' }))
      } else if (next.icon !== shown?.icon) tray.setImage(trayImage(next))
      shown = next
      tray.setToolTip(next.toolTip)
      tray.setContextMenu(menu(next.items))
    },
    groundChanged() {
      if (tray && shown) tray.setImage(trayImage(shown))
    },
    hasTray: () => hasTrayHost(platform, process.env),
    startsWithComputer: () => starting.isOn(),
    startWithComputer: (on) => starting.change(on),
    notify(message, detail) {
      // Windows shows notifications of installed programs only, balloons of all.
      if (platform === 'win32') tray?.displayBalloon({ title: message, content: detail })
      else if (Notification.isSupported()) new Notification({ title: message, body: detail, silent: true }).show()
    },
    async ask({ message, detail, no, yes }) {
      const box = { type: 'warning' as const, message, detail, buttons: [no, yes], defaultId: 0, cancelId: 0 }
      const parent = window?.isVisible() ? window : undefined
      const { response } = await (parent ? dialog.showMessageBox(parent, box) : dialog.showMessageBox(box))
      return response === 1
    },
    async tell(message, detail = '') {
      const parent = window?.isVisible() ? window : undefined
      await (parent ? dialog.showMessageBox(parent, { message, detail }) : dialog.showMessageBox({ message, detail }))
    },
    async pickFolder() {
      if (!window) return null
      const { filePaths } = await dialog.showOpenDialog(window, { properties: ['openDirectory', 'createDirectory'] })
      return filePaths[0] ?? null
    },
    async pickFile(to, options) {
      if (!window) return null
      if (to === 'save') return (await dialog.showSaveDialog(window, options)).filePath || null
      const { filePaths } = await dialog.showOpenDialog(window, { ...options, properties: ['openFile'] })
      return filePaths[0] ?? null
    },
    copy: (text) => clipboard.writeText(text),
    end() {
      ended()
      app.quit()
    },
    close: () => tray?.destroy(),
  }
}

function template({ act, submenu, ...item }: MenuItem, chosen: (act: Act) => void): MenuItemConstructorOptions {
  return {
    ...item,
    ...(act && { click: () => chosen(act) }),
    ...(submenu && { submenu: submenu.map((line) => template(line, chosen)) }),
  }
}
