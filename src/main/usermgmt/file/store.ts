import type { Action, Difference, Notice } from '../../../contract/databases'
import type { Registration } from '../backends'

/**
 * The three runtime files of one folder, read, edited in memory and written as one (user-management 5). Editing goes
 * through the back ends registered with a UserManager; this handle is for the one who opened the folder. `act`, `save`,
 * `saveCopy` and `reload` wait for each other; `undo` and `redo` are not for use while one of them is going on.
 */
export interface FileStore {
  /** Absolute; another one after `saveCopy`. */
  readonly folder: string
  /** The folder or one of the files cannot be written. */
  readonly readOnly: boolean
  readonly notices: readonly Notice[]
  registerWith(registration: Registration): void
  /** One undo step around several edits; when `edit` throws, all of them are taken back. Not nested. */
  act<T>(action: Action, edit: () => Promise<T>): Promise<T>
  readonly undoable: Action | undefined
  readonly redoable: Action | undefined
  /** Both say what was taken back or done again. */
  undo(): Action
  redo(): Action
  /** Edits since last read or saved. */
  readonly unsaved: number
  edits(): Difference[]
  /** Files whose bytes on disk are not those last read or written; empty when none. */
  changedOutside(): Promise<string[]>
  outsideDifferences(): Promise<Difference[]>
  /**
   * All or nothing over the three files; `changed-outside` unless told to overwrite. Unchanged files are not written; a
   * damaged file that was read from its copy is repaired, also when there are no edits.
   */
  save(options?: { overwrite?: boolean }): Promise<void>
  /** What the three files hold once the database as it is now is saved, by name. */
  contents(): ReadonlyMap<string, Uint8Array>
  /** Writes the database as it is now into another folder, which has none yet, and goes on there. */
  saveCopy(folder: string): Promise<void>
  /** Reads the files again; edits and history are dropped. */
  reload(): Promise<void>
  /** Keeps other programs from writing to the folder during `work`; saves inside use the same lock. */
  exclusive<T>(work: () => Promise<T>): Promise<T>
  close(): Promise<void>
}
