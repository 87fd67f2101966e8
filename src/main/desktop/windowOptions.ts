import { SMALLEST, type PlacedWindow } from './windowPlace'

export const SCHEME = 'app'
export const PAGE_ORIGIN = 'app://keyswitch'
export const PAGE_URL = `${PAGE_ORIGIN}/`

/** The ground of the page (`--bg` of tokens.css), so that an opening window does not flash. */
export const GROUND = { light: '#fbfbfc', dark: '#16181d' } as const

/** A window whose page is a stranger to the machine: sandboxed, isolated, without Node, web views or foreign content. */
export function windowOptions(given: {
  preloadFile: string
  dark: boolean
  packaged: boolean
  place: PlacedWindow
  /** Where windows carry one of their own. */
  icon?: string
}) {
  const { maximised: _, ...place } = given.place
  return {
    title: 'Keyswitch',
    ...place,
    minWidth: SMALLEST.width,
    minHeight: SMALLEST.height,
    ...(given.icon === undefined ? {} : { icon: given.icon }),
    // Shown when there is something to see.
    show: false,
    backgroundColor: given.dark ? GROUND.dark : GROUND.light,
    autoHideMenuBar: true,
    webPreferences: {
      preload: given.preloadFile,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webviewTag: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      navigateOnDragDrop: false,
      // Its dictionaries come from the network.
      spellcheck: false,
      devTools: !given.packaged,
    },
  } as const
}

/** Whether a page may go there: only to itself, which is reloading. */
export function isOwnPage(url: string): boolean {
  return url === PAGE_URL || url === `${PAGE_URL}index.html`
}

/** Whether the network stack may fetch this: the page's own files, what the page itself holds, the developer tools. */
export function isOwnRequest(url: string, packaged: boolean): boolean {
  const kind = /^[a-z-]+:/.exec(url)?.[0]
  if (url.startsWith(PAGE_URL) || kind === 'data:' || kind === 'blob:') return true
  return !packaged && (kind === 'devtools:' || kind === 'chrome-extension:')
}

/** Whether this is a file that the page itself hands over, such as an exported log; the person is asked where to put it. */
export function isOwnDownload(url: string): boolean {
  return url.startsWith(`blob:${PAGE_URL}`)
}

/** Whether a message comes from our page in our window, and from its main frame. */
export function isOwnFrame<Frame extends { origin: string }>(
  frame: Frame | null,
  window: { webContents: { mainFrame: Frame } } | undefined,
): boolean {
  return frame !== null && frame === window?.webContents.mainFrame && frame.origin === PAGE_ORIGIN
}
