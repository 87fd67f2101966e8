import type { Action, Difference, Notice } from '../../../contract/databases'
import type { Registration } from '../backends'

/**
 * The three runtime files of one folder, read, edited in memory and written as one (user-management 5). Editing goes
 * through the back ends registered with a UserManager; this handle is for the one who opened the folder.
 */
export interface FileStore {
  readonly folder: string
  /** The folder or one of the files cannot be written. */
  readonly readOnly: boolean
  readonly notices: readonly Notice[]
  registerWith(registration: Registration): void
  /** One undo step around several edits; when `edit` throws, all of them are taken back. Not nested. */
  act<T>(action: Action, edit: () => Promise<T>): Promise<T>
  readonly undoable: Action | undefined
  readonly redoable: Action | undefined
  undo(): void
  redo(): void
  /** Edits since last read or saved. */
  readonly unsaved: number
  edits(): Difference[]
  /** Files whose bytes on disk are not those last read or written; empty when none. */
  changedOutside(): Promise<string[]>
  outsideDifferences(): Promise<Difference[]>
  /** All or nothing over the three files; `changed-outside` unless told to overwrite. Unchanged files are not written. */
  save(options?: { overwrite?: boolean }): Promise<void>
  saveCopy(folder: string): Promise<void>
  /** Reads the files again; edits and history are dropped. */
  reload(): Promise<void>
  close(): Promise<void>
}
