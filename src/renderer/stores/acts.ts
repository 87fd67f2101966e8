import type { DatabaseState } from '../../contract/databases'
import type { AppError } from '../../contract/errors'
import { STATION } from '../../contract/stationId'
import type { App } from './app'
import type { DatabaseStore } from './database'
import { asAppError, valueOf } from './loadable'

/** What the frame does to a database: acts that need more than one store. Each resolves to the refusal, if any. */

export async function save(app: App, id: string, options?: { overwrite: boolean }): Promise<AppError | undefined> {
  try {
    const state = await app.api.call('databases.save', { database: id, ...options })
    app.shell.getState().say({ is: 'saved', title: state.title })
    return undefined
  } catch (cause) {
    const error = asAppError(cause)
    if (error.code === 'changed-outside') app.shell.getState().show({ is: 'outside', database: id })
    else app.refused(error)
    return error
  }
}

export async function undo(app: App, id: string): Promise<void> {
  const store = storeOf(app, id)?.getState()
  // The edit of a moment ago may not have been heard of yet.
  if (!stateOf(app, id)?.undo) await store?.reload('state')
  if (!stateOf(app, id)?.undo) return
  const outcome = await store?.edit('databases.undo', { database: id })
  const action = outcome?.is === 'done' ? outcome.output.redo : null
  if (action) app.shell.getState().say({ is: 'undone', action })
}

export async function redo(app: App, id: string): Promise<void> {
  const store = storeOf(app, id)?.getState()
  // The edit of a moment ago may not have been heard of yet.
  if (!stateOf(app, id)?.redo) await store?.reload('state')
  if (!stateOf(app, id)?.redo) return
  const outcome = await store?.edit('databases.redo', { database: id })
  const action = outcome?.is === 'done' ? outcome.output.undo : null
  if (action) app.shell.getState().say({ is: 'redone', action })
}

/** Reads the files again; asks first when that would drop edits. */
export async function reload(app: App, id: string): Promise<void> {
  // An edit may have slipped in since this page last heard of it.
  await storeOf(app, id)?.getState().reload('state')
  if ((stateOf(app, id)?.unsaved ?? 0) > 0) app.shell.getState().show({ is: 'reload', database: id })
  else await storeOf(app, id)?.getState().edit('databases.reload', { database: id })
}

/** Closes at once without edits; asks first with them. */
export async function close(app: App, id: string): Promise<void> {
  if ((stateOf(app, id)?.unsaved ?? 0) > 0) {
    app.shell.getState().show({ is: 'closing', database: id })
    return
  }
  const error = await app.places.getState().close(id)
  // An edit may have slipped in since this page last heard of it.
  if (error?.code === 'unsaved') app.shell.getState().show({ is: 'closing', database: id })
  else if (error) app.refused(error)
}

/** An opened database, or the station's. */
export function storeOf(app: App, id: string): DatabaseStore | undefined {
  return id === STATION ? app.station.database : app.places.getState().stores.get(id)
}

/** The database of the place that is shown; undefined where there is none, also while the station is not set up. */
export function shownStore(app: App): DatabaseStore | undefined {
  const { at, current } = app.places.getState()
  if (at === 'station') return stateOf(app, STATION) && app.station.database
  return current === null ? undefined : storeOf(app, current)
}

export function stateOf(app: App, id: string): DatabaseState | undefined {
  const store = storeOf(app, id)
  return store && valueOf(store.getState().state)
}

/** The window is about to close (desktop): at once when nothing is unsaved, as the program knows it now. */
export async function leave(app: App): Promise<void> {
  try {
    const { databases } = await app.api.call('databases.list', {})
    const unsaved = databases.filter((state) => state.unsaved > 0)
    if (unsaved.length > 0) app.shell.getState().show({ is: 'leaving', unsaved })
    else await app.api.call('app.leave', {})
  } catch (cause) {
    app.refused(asAppError(cause))
  }
}

/** Databases with edits that are not in their files yet. */
export function unsavedDatabases(app: App): DatabaseState[] {
  const all: DatabaseState[] = []
  for (const id of app.places.getState().stores.keys()) {
    const state = stateOf(app, id)
    if (state && state.unsaved > 0) all.push(state)
  }
  return all
}
