import type { Lang } from '../text/language'

/** Whether this machine says Cmd where others say Ctrl. */
export function isMac(): boolean {
  return /^Mac|iPhone|iPad/u.test(navigator.platform)
}

export type WriteShortcut = (key: string, options?: { shift: boolean }) => string

/** How shortcuts are written here: Ctrl+Shift+S, Strg+Umschalt+S, ⇧⌘S. */
export function writeShortcuts(language: Lang, mac: boolean): WriteShortcut {
  if (mac) return (key, options) => `${options?.shift ? '⇧' : ''}⌘${key}`
  const [control, shift] = language === 'de' ? ['Strg', 'Umschalt'] : ['Ctrl', 'Shift']
  return (key, options) => `${control}+${options?.shift ? `${shift}+` : ''}${key}`
}

/** What a key press asks the frame to do. */
export type Command =
  | 'save'
  | 'undo'
  | 'redo'
  | 'filter'
  | 'palette'
  | 'open'
  | 'export'
  | 'help'
  | 'station'
  | 'check'
  | `page-${1 | 2 | 3 | 4 | 5}`

const BY_DIGIT: Record<string, Command> = {
  Digit0: 'station',
  Digit1: 'page-1',
  Digit2: 'page-2',
  Digit3: 'page-3',
  Digit4: 'page-4',
  Digit5: 'page-5',
}

type Press = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey' | 'code'>

/** Pure: which command a key press is, if any. */
export function commandOf(press: Press, mac: boolean): Command | undefined {
  if (press.key === 'F1') return 'help'
  if (press.altKey && !press.ctrlKey && !press.metaKey) {
    // By its place: Alt with a digit types other signs on some layouts.
    return BY_DIGIT[press.code]
  }
  const command = mac ? press.metaKey && !press.ctrlKey : press.ctrlKey && !press.metaKey
  if (!command || press.altKey) return undefined
  const key = press.key.toLowerCase()
  if (press.shiftKey) return key === 'z' ? 'redo' : key === 'm' ? 'check' : undefined
  if (key === 's') return 'save'
  if (key === 'z') return 'undo'
  if (key === 'y') return mac ? undefined : 'redo'
  if (key === 'f') return 'filter'
  if (key === 'k') return 'palette'
  if (key === 'o') return 'open'
  if (key === 'e') return 'export'
  return undefined
}
