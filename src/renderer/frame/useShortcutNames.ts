import { useLanguage } from '../text/language'
import { isMac, writeShortcuts, type WriteShortcut } from './shortcuts'

/** Writes shortcuts as this machine and language do. */
export function useShortcutNames(): WriteShortcut {
  return writeShortcuts(useLanguage(), isMac())
}
