/** Whether this machine says Cmd where others say Ctrl. */
export function isMac(): boolean {
  return /^Mac|iPhone|iPad/u.test(navigator.platform)
}

/** How a shortcut is written here: Ctrl+S, ⌘S. */
export function shortcut(key: string, options?: { shift: boolean }): string {
  if (isMac()) return `${options?.shift ? '⇧' : ''}⌘${key}`
  return `Ctrl+${options?.shift ? 'Shift+' : ''}${key}`
}

/** What a key press asks the frame to do. */
export type Command = 'save' | 'undo' | 'redo' | 'filter' | 'palette' | 'open' | 'help' | 'page-1' | 'page-2' | 'check'

type Press = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey' | 'code'>

/** Pure: which command a key press is, if any. */
export function commandOf(press: Press, mac: boolean): Command | undefined {
  if (press.key === 'F1') return 'help'
  if (press.altKey && !press.ctrlKey && !press.metaKey) {
    // By its place: Alt with a digit types other signs on some layouts.
    if (press.code === 'Digit1') return 'page-1'
    if (press.code === 'Digit2') return 'page-2'
    return undefined
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
  return undefined
}
