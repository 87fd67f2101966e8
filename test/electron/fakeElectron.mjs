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

class App extends EventEmitter {
  isPackaged = true
  enableSandbox = () => say('enableSandbox')
  setPath = (name, path) => say('setPath', name, path)
  requestSingleInstanceLock = () => process.env.FAKE_SECOND === undefined
  whenReady = () => new Promise((ready) => setTimeout(ready, 5))
  getLocale = () => 'en-GB'
  exit(code) {
    say('exit', code)
    process.disconnect?.()
    process.exitCode = code
  }
  quit() {
    if (!this.emit('will-quit', { preventDefault() {} })) this.exit(0)
  }
}

export class BrowserWindow extends EventEmitter {
  #destroyed = false
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
      reload: () => say('reload'),
    })
  }
  async loadURL(url) {
    const answer = handlers['app:']({ method: 'GET', url })
    say('load', url, answer.status, answer.headers.get('content-security-policy'))
    this.emit('ready-to-show')
  }
  show = () => say('show')
  focus = () => say('focus')
  restore = () => say('restore')
  isMinimized = () => true
  isDestroyed = () => this.#destroyed
  destroy() {
    this.#destroyed = true
    say('destroyed')
    this.emit('closed')
    app.emit('window-all-closed')
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
  async showMessageBox(_, { message, buttons }) {
    say('box', message)
    // What a person chooses is said beforehand.
    return { response: buttons?.includes(process.env.FAKE_CHOICE) ? buttons.indexOf(process.env.FAKE_CHOICE) : 0 }
  },
  showOpenDialog: async () => ({ filePaths: ['/data/line 3'] }),
}
export const Menu = { buildFromTemplate: (template) => template, setApplicationMenu: (menu) => say('menu', menu) }
export const nativeTheme = { shouldUseDarkColors: false }
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

const acts = {
  async ask(id, ...request) {
    const frame = window.webContents.mainFrame
    say('answer', id, await handlers['keyswitch:request']({ senderFrame: frame }, ...request))
  },
  close: () => window.emit('close', { preventDefault: () => say('close prevented') }),
  second: (folder) => app.emit('second-instance', {}, [], '', { folder }),
  hang: () => window.emit('unresponsive'),
  crash: () => window.webContents.emit('render-process-gone', {}, { reason: 'crashed' }),
  go(url) {
    const details = { url, isMainFrame: true, isSameDocument: false, preventDefault: () => say('stopped', url) }
    window.webContents.emit('will-frame-navigate', details)
    window.webContents.emit('will-redirect', details)
  },
}
process.on('message', ([act, ...rest]) => void acts[act](...rest))
