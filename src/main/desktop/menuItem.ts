/** One line of a menu, as far as this program uses what systems offer. */
export type MenuItem = {
  label?: string
  type?: 'normal' | 'separator' | 'checkbox'
  role?: MenuRole
  submenu?: MenuItem[]
}

/** What the system does by itself. */
type MenuRole =
  | 'appMenu'
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
