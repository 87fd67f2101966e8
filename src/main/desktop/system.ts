import type { MenuItem } from './menuItem'
import type { PickOptions } from './pickOptions'
import type { TrayIconState } from './trayIcon'
import type { PlacedWindow, Rectangle, WindowPlace } from './windowPlace'

/** The one window with the page in it. */
export type OpenedWindow = {
  readonly visible: boolean
  /** In front of the others, whatever it was. */
  show(): void
  hide(): void
  place(): WindowPlace
  /** The page neither hangs nor has crashed. */
  pageAnswers(): boolean
  /** A key that goes to the page alone; `command` with Ctrl, on macOS with Cmd. `key` such as `S` or `Shift+Z`. */
  press(key: string, command: boolean): void
  reload(): void
  /** Without asking anybody. */
  destroy(): void
}

/** What becomes of the window; it stays open until it is destroyed. */
export type WindowEvents = {
  /** Somebody wants to close it. */
  closing(): void
  /** Its page went away or was loaded anew: what it waited for is given up. */
  pageLeft(): void
  /** The process of its page has ended by itself. */
  pageCrashed(): void
  destroyed(): void
}

export type Question = { message: string; detail: string; no: string; yes: string }

export type ShownTray = { icon: TrayIconState; toolTip: string; items: MenuItem[] }

/** What the shell needs of the system it runs on; Electron is one body of it, tests have another. */
export type System = {
  readonly mac: boolean
  readonly packaged: boolean
  /** Of the system, such as `de-AT`. */
  readonly locale: string
  openWindow(place: PlacedWindow, events: WindowEvents): Promise<OpenedWindow>
  /** Of all displays, without bars, the main one first. */
  areas(): Rectangle[]
  setMenuBar(items: MenuItem[]): void
  setTray(tray: ShownTray): void
  /** Whether there is a place in which the tray’s icon is seen. */
  hasTray(): Promise<boolean>
  /** Null where this program cannot start with the computer. */
  startsWithComputer(): boolean | null
  startWithComputer(on: boolean): Promise<void>
  /** Beside the tray, without a question. */
  notify(message: string, detail: string): void
  /** False also when it is dismissed. */
  ask(question: Question): Promise<boolean>
  tell(message: string, detail?: string): Promise<void>
  pickFolder(): Promise<string | null>
  pickFile(to: 'open' | 'save', options: PickOptions): Promise<string | null>
  copy(text: string): Promise<void>
  /** The program has nothing left to ask. */
  end(): void
}
