import { EventEmitter } from 'node:events'
import { register } from 'node:module'

// Stands in for Electron in a plain Node process: says to the parent process what the program does with it, and does
// to the program what the parent says. Loaded with --import, it also puts itself in the place of the package.
process.defaultApp = true
const own = import.meta.url
const hook = `export async function resolve(name, context, next) {
  return name === 'electron' ? { url: ${JSON.stringify(own)}, shortCircuit: true } : next(name, context)
}`
register(`data:text/javascript,${encodeURIComponent(hook)}`)

const say = (did, ...what) => process.send?.(JSON.parse(JSON.stringify({ did, what })))
const handlers = {}
let window
let tray
let bar

class App extends EventEmitter {
  isPackaged = process.env.FAKE_UNPACKAGED === undefined
  enableSandbox = () => say('enableSandbox')
  setPath = (name, path) => say('setPath', name, path)
  requestSingleInstanceLock = (sent) => {
    say('lock', sent)
    return process.env.FAKE_SECOND === undefined
  }
  whenReady = () => new Promise((ready) => setTimeout(ready, 5))
  getLocale = () => process.env.FAKE_LOCALE ?? 'en-GB'
  getLoginItemSettings = () => ({ openAtLogin: false, wasOpenedAtLogin: false })
  setLoginItemSettings = (settings) => say('login item', settings)
  setAsDefaultProtocolClient = (scheme) => say('protocol client', scheme)
  exit(code) {
    say('exit', code)
    process.disconnect?.()
    process.exitCode = code
  }
  quit() {
    let stopped = false
    this.emit('before-quit', { preventDefault: () => (stopped = true) })
    if (stopped) return say('stays')
    window?.destroy()
    if (!this.emit('will-quit', { preventDefault() {} })) this.exit(0)
  }
}

export class BrowserWindow extends EventEmitter {
  #destroyed = false
  #visible = false
  constructor(options) {
    super()
    say('window', options)
    window = this
    this.webContents = Object.assign(new EventEmitter(), {
      mainFrame: { origin: 'app://keyswitch' },
      crashed: false,
      setWindowOpenHandler: (handler) => say('window.open', handler({ url: 'https://evil.example' })),
      isCrashed: () => this.webContents.crashed,
      send: (...sent) => say('send', ...sent),
      sendInputEvent: (event) => say('input', event),
      reload: () => say('reload'),
    })
  }
  async loadURL(url) {
    const answer = handlers['app:']({ method: 'GET', url })
    say('load', url, answer.status, answer.headers.get('content-security-policy'))
  }
  show() {
    this.#visible = true
    say('show')
  }
  hide() {
    this.#visible = false
    say('hide')
  }
  focus = () => say('focus')
  restore = () => say('restore')
  maximize = () => say('maximize')
  isVisible = () => this.#visible
  isMinimized = () => true
  isMaximized = () => true
  isDestroyed = () => this.#destroyed
  getNormalBounds = () => ({ x: 11, y: 22, width: 900, height: 700 })
  destroy() {
    if (this.#destroyed) return
    this.#destroyed = true
    window = undefined
    say('destroyed')
    this.emit('closed')
    app.emit('window-all-closed')
  }
}

export class Tray extends EventEmitter {
  constructor(image) {
    super()
    tray = this
    say('tray', image)
  }
  setImage = (image) => say('tray image', image)
  setToolTip = (text) => say('tray tip', text)
  setContextMenu = (menu) => {
    this.menu = menu
    say('tray menu', menu)
  }
  destroy = () => say('tray gone')
}

export class Notification {
  static isSupported = () => true
  constructor(options) {
    this.show = () => say('notification', options)
  }
}

export const app = new App()
export const protocol = {
  registerSchemesAsPrivileged: (schemes) => say('schemes', schemes),
  handle: (scheme, handler) => (handlers[`${scheme}:`] = handler),
  unhandle: (scheme) => say('unhandle', scheme),
}
export const ipcMain = {
  handle: (channel, handler) => (handlers[channel] = handler),
  removeHandler: (channel) => say('unhandle', channel),
}
export const dialog = {
  showErrorBox: (...box) => say('error box', ...box),
  async showMessageBox(...given) {
    const { message, buttons } = given.at(-1)
    say('box', message)
    // What a person chooses is said beforehand.
    return { response: buttons?.includes(process.env.FAKE_CHOICE) ? buttons.indexOf(process.env.FAKE_CHOICE) : 0 }
  },
  async showOpenDialog(_, options) {
    say('open dialog', options)
    return { filePaths: [options.properties.includes('openFile') ? '/data/line 3.kusers' : '/data/line 3'] }
  },
  async showSaveDialog(_, options) {
    say('save dialog', options)
    return { filePath: '/data/line 3' }
  },
}
export const Menu = {
  buildFromTemplate: (template) => template,
  setApplicationMenu(menu) {
    bar = menu
    say('menu', menu)
  },
}
export const nativeImage = { createFromPath: (path) => path }
export const nativeTheme = Object.assign(new EventEmitter(), { shouldUseDarkColors: false })
export const clipboard = { writeText: async (text) => say('copied', text) }
const display = { id: 1, workArea: { x: 0, y: 0, width: 1920, height: 1040 } }
export const screen = { getPrimaryDisplay: () => display, getAllDisplays: () => [display] }
export const utilityProcess = {
  fork(file, args, options) {
    say('utility', file, options.serviceName, Object.keys(options.env).includes('OPCUA_AUTH_TOKEN'))
    return Object.assign(new EventEmitter(), { pid: undefined, postMessage: () => undefined, kill: () => undefined })
  },
}
export const session = {
  defaultSession: Object.assign(new EventEmitter(), {
    setPermissionRequestHandler: (handler) => handler({}, 'media', (answer) => say('permission', answer)),
    setPermissionCheckHandler: (handler) => say('permission', handler({}, 'media')),
    setDevicePermissionHandler: (handler) => say('permission', handler({})),
    webRequest: {
      onBeforeRequest: (handler) => handler({ url: 'https://evil.example/' }, (answer) => say('request', answer)),
    },
  }),
}

/** As a person does: only what is there, and can be chosen. */
function choose(items, label) {
  const all = items.flatMap((item) => [item, ...(item.submenu ?? [])])
  const found = all.find((item) => item.label === label && item.enabled !== false)
  if (found) found.click()
  else say('no such line', label)
}

const acts = {
  async ask(id, ...request) {
    const frame = window.webContents.mainFrame
    say('answer', id, await handlers['keyswitch:request']({ senderFrame: frame }, ...request))
  },
  close: () => window.emit('close', { preventDefault: () => say('close prevented') }),
  second: (sent) => app.emit('second-instance', {}, [], '', sent),
  emit: (name, ...rest) => app.emit(name, { preventDefault: () => say('prevented', name) }, ...rest),
  ground(dark) {
    nativeTheme.shouldUseDarkColors = dark
    nativeTheme.emit('updated')
  },
  tray: (label) => choose(tray.menu, label),
  menu: (label) => choose(bar, label),
  quit: () => app.quit(),
  hang: () => window.emit('unresponsive'),
  crash: () => window.webContents.emit('render-process-gone', {}, { reason: 'crashed' }),
  go(url) {
    const details = { url, isMainFrame: true, isSameDocument: false, preventDefault: () => say('stopped', url) }
    window.webContents.emit('will-frame-navigate', details)
    window.webContents.emit('will-redirect', details)
  },
}
process.on('message', ([act, ...rest]) => void acts[act](...rest))
