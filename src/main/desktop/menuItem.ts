import type { ToOpen } from '../../contract/desktop'

type Place = Extract<ToOpen, { is: 'place' }>['place']

/** What a line of a menu does when it is chosen. */
export type Act =
  | { do: 'open-window' | 'open-file' | 'pause' | 'resume' | 'about' | 'quit' }
  | { do: 'copy'; text: string }
  | { do: 'start-with-computer'; on: boolean }
  | { do: 'go'; place: Place }
  /** Pressed in the page, which has its own commands and knows when they may be used. */
  | { do: 'press'; key: string; command: boolean }

/** One line of a menu, as far as this program uses what systems offer. */
export type MenuItem = {
  label?: string
  type?: 'normal' | 'separator' | 'checkbox'
  role?: MenuRole
  enabled?: boolean
  checked?: boolean
  /** Shown beside the label. */
  accelerator?: string
  /** False where the key is the page's own and must reach it. */
  registerAccelerator?: boolean
  act?: Act
  submenu?: MenuItem[]
}

/** What the system does by itself. */
export type MenuRole =
  | 'appMenu'
  | 'close'
  | 'copy'
  | 'cut'
  | 'paste'
  | 'quit'
  | 'redo'
  | 'reload'
  | 'resetZoom'
  | 'selectAll'
  | 'toggleDevTools'
  | 'togglefullscreen'
  | 'undo'
  | 'windowMenu'
  | 'zoomIn'
  | 'zoomOut'

/** A line between lines. */
export const LINE: MenuItem = { type: 'separator' }

/** A name of the outside world in a label: one `&` would only underline the next letter. */
export function literally(name: string): string {
  return name.replaceAll('&', '&&')
}
