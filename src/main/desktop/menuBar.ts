import { LINE, type MenuItem, type MenuRole } from './menuItem'
import { menuText, type DesktopLanguage } from './menuText'

type Given = { mac: boolean; packaged: boolean; language: DesktopLanguage }

const PLACES = ['users-and-groups', 'access-rights', 'sessions', 'settings', 'activity'] as const

/**
 * What the platform expects of a window. Commands of the page are pressed in it, keys beside them are only shown: the page
 * knows when they may be used. Undo and Redo are the system's own on macOS, where text fields need them; elsewhere
 * those would take Ctrl+Z away from the page.
 */
export function menuBar({ mac, packaged, language }: Given): MenuItem[] {
  const text = menuText(language)
  const role = (name: MenuRole): MenuItem => {
    const label = mac ? undefined : text.roles[name]
    return label === undefined ? { role: name } : { role: name, label }
  }
  /** `key` as systems write it, such as `Shift+Z`. */
  const press = (label: string, key: string, command = true): MenuItem => ({
    label: plain(label, mac),
    accelerator: command ? `CmdOrCtrl+${key}` : key,
    registerAccelerator: false,
    act: { do: 'press', key, command },
  })
  const menu = (label: string, submenu: MenuItem[]): MenuItem => ({ label: plain(label, mac), submenu })
  const edit = [role('cut'), role('copy'), role('paste'), role('selectAll')]
  const undo = mac ? [role('undo'), role('redo')] : [press(text.undo, 'Z'), press(text.redo, 'Shift+Z')]
  const developing: MenuItem[] = [LINE, { role: 'reload' }, { role: 'toggleDevTools' }]
  const about: MenuItem[] = mac ? [] : [LINE, { label: text.about, act: { do: 'about' } }]
  return [
    ...(mac ? [{ role: 'appMenu' } as const] : []),
    menu(text.file, [
      press(text.openFolder, 'O'),
      { label: plain(text.openFile, mac), act: { do: 'open-file' } },
      LINE,
      press(text.save, 'S'),
      LINE,
      role('close'),
      ...(mac ? [] : [role('quit')]),
    ]),
    menu(text.edit, [...undo, LINE, ...edit, LINE, press(text.find, 'F'), press(text.everywhere, 'K')]),
    menu(text.view, [
      ...PLACES.map((place): MenuItem => ({ label: text.page[place], act: { do: 'go', place } })),
      LINE,
      role('resetZoom'),
      role('zoomIn'),
      role('zoomOut'),
      LINE,
      role('togglefullscreen'),
      ...(packaged ? [] : developing),
    ]),
    ...(mac ? [{ role: 'windowMenu' } as const] : []),
    menu(text.help, [press(text.helpPage, 'F1', false), ...about]),
  ]
}

/** macOS shows no underlined letters. */
function plain(label: string, mac: boolean): string {
  return mac ? label.replace('&', '') : label
}
