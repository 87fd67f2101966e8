import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Action, DatabaseState } from '../../contract/databases'
import type { Decision } from './certificates'
import type { Setting } from './security'

/** Dialogs of the frame and of pages; at most one is open, so that the palette and shortcuts can open any of them. */
export type Shown =
  | { is: 'open'; dropped?: boolean }
  | { is: 'new' }
  | { is: 'save-copy'; database: string }
  | { is: 'closing'; database: string }
  | { is: 'leaving'; unsaved: readonly DatabaseState[] }
  | { is: 'reload'; database: string }
  | { is: 'outside'; database: string }
  | { is: 'changes'; database: string }
  | { is: 'palette' }
  | { is: 'help' }
  | { is: 'sync'; database: string }
  | { is: 'apply'; database: string }
  | { is: 'applied-runs' }
  | { is: 'asked-folder'; path: string }
  | { is: 'pause-daemon' }
  | { is: 'forget-secret'; entry: string }
  | { is: 'export'; database: string }
  | ImportFileShown
  | UsersShown
  | SessionsShown

/** A file is to be taken over: into which database, and which file, as far as that is known. */
export type ImportFileShown = {
  is: 'import-file'
  database?: string
  file?: string
  /** The name of a file that was dropped on a browser, which does not say where it lies. */
  dropped?: string
}

/** Dialogs of the Users and Groups page; they act on the database that is shown. */
export type UsersShown =
  | { is: 'add-user' }
  | { is: 'edit-user'; name: string }
  | { is: 'add-group' }
  | { is: 'edit-group'; name: string }
  | { is: 'rename'; subject: 'user' | 'group'; name: string }
  | { is: 'members'; users: readonly string[] }
  | { is: 'remove-users'; names: readonly string[] }
  | { is: 'remove-groups'; names: readonly string[] }
  | { is: 'import' }

/** Dialogs of the Sessions page. */
export type SessionsShown =
  | { is: 'open-session'; endpointUrl?: string }
  | { is: 'close-session'; session: string }
  | { is: 'decide'; decision: Decision; fingerprint: string }

/** Something said quietly in the status line. */
export type Said =
  | { is: 'saved'; title: string }
  | { is: 'undone' | 'redone'; action: Action }
  | { is: 'imported'; added: number; withoutGroup: readonly string[] }
  | { is: 'copied'; text: string }
  | { is: 'not-copied' }
  | { is: 'session-opened'; endpointUrl: string; reused: boolean }
  | { is: 'session-closed' | 'session-given-up'; endpointUrl: string }
  | { is: 'decided'; decision: Decision; name: string }
  | { is: 'following' | 'not-following' | 'saved-at-once' | 'uploaded' }
  | { is: 'downloaded'; applied: number; refused: number }
  | { is: 'setting-changed' | 'setting-taken-back'; setting: Setting }
  | { is: 'exported'; name: string }
  | { is: 'file-written'; file: string; users: number; groups: number; objects: number }
  | { is: 'file-imported'; title: string; applied: number; refused: number }

export type ShellView = {
  shown: Shown | null
  /** The Check panel under the page. */
  checking: boolean
  said: { id: number; what: Said } | null
  /** Notices the person has put away, by database and sentence. */
  dismissed: ReadonlySet<string>
  show: (shown: Shown) => void
  hide: () => void
  check: (open: boolean) => void
  say: (what: Said) => void
  dismiss: (key: string) => void
}

export type ShellStore = StoreApi<ShellView>

/** What the frame shows beside the page: a dialog, the Check panel, what was said. */
export function createShellStore(): ShellStore {
  let count = 0
  return createStore<ShellView>()((set) => ({
    shown: null,
    checking: false,
    said: null,
    dismissed: new Set(),
    show: (shown) => set({ shown }),
    hide: () => set({ shown: null }),
    check: (checking) => set({ checking }),
    say: (what) => set({ said: { id: ++count, what } }),
    dismiss: (key) => set((view) => ({ dismissed: new Set(view.dismissed).add(key) })),
  }))
}
