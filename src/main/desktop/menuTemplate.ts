import type { MenuItem } from './menuItem'

type Given = { mac: boolean; packaged: boolean; language: string }

// Electron's own labels are English; macOS translates roles by itself.
const ENGLISH = { file: '&File', edit: '&Edit', view: '&View' }
const GERMAN: Record<string, string> = {
  file: '&Datei',
  edit: '&Bearbeiten',
  view: '&Ansicht',
  quit: 'Beenden',
  cut: 'Ausschneiden',
  copy: 'Kopieren',
  paste: 'Einfügen',
  selectAll: 'Alles auswählen',
  resetZoom: 'Originalgröße',
  zoomIn: 'Größer',
  zoomOut: 'Kleiner',
  togglefullscreen: 'Vollbild',
}

/**
 * What the platform expects of a window, and nothing else: the page has its own commands. Undo and Redo stand in it only
 * on macOS, where text fields need them; elsewhere they would take Ctrl+Z away from the page.
 */
export function menuTemplate({ mac, packaged, language }: Given): MenuItem[] {
  const german = language.startsWith('de')
  const item = (role: NonNullable<MenuItem['role']>): MenuItem => {
    const label = german && !mac ? GERMAN[role] : undefined
    return label === undefined ? { role } : { role, label }
  }
  const title = (menu: keyof typeof ENGLISH) => (german ? GERMAN[menu] : undefined) ?? ENGLISH[menu]
  const line: MenuItem = { type: 'separator' }
  const edit = [item('cut'), item('copy'), item('paste'), item('selectAll')]
  const view = [item('resetZoom'), item('zoomIn'), item('zoomOut'), line, item('togglefullscreen')]
  const developing: MenuItem[] = [line, { role: 'reload' }, { role: 'toggleDevTools' }]
  return [
    ...(mac ? [{ role: 'appMenu' } as const] : [{ label: title('file'), submenu: [item('quit')] }]),
    { label: title('edit'), submenu: mac ? [{ role: 'undo' }, { role: 'redo' }, line, ...edit] : edit },
    { label: title('view'), submenu: packaged ? view : [...view, ...developing] },
    ...(mac ? [{ role: 'windowMenu' } as const] : []),
  ]
}
