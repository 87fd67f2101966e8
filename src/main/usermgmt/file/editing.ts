import type { History } from './history'
import type { Subject } from './fileNames'
import type { Tables } from './tables'

/** What the three back ends of one folder share. The tables are replaced when the folder is read again. */
export type Editing = {
  readonly tables: Tables
  readonly history: History
  /** Something outside the history may have changed; what was derived is derived again. */
  changed(subject: Subject): void
}

/** Does one edit, as part of the open undo step or as a step of its own. */
export function edit(editing: Editing, subject: Subject, action: { method: string; name: string }, change: () => void) {
  editing.history.edit({ ...action, count: 1 }, change)
  editing.changed(subject)
}
