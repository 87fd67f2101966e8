import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Api } from '../../contract/client'
import type { MethodInput } from '../../contract/contract'
import type { AppError } from '../../contract/errors'
import { createDatabaseStore, type DatabaseStore } from './database'
import { asAppError, failed, loaded, WAITING, type Loadable } from './loadable'

export type Opening = { is: 'opened'; database: string } | { is: 'refused'; error: AppError }

export type PlacesView = {
  /** Opened databases in the program's order; each id has its store in `stores`. */
  opened: Loadable<readonly string[]>
  stores: ReadonlyMap<string, DatabaseStore>
  current: string | null
  /** Whether the station or the current database is shown; the other stays as it was left. */
  at: 'station' | 'databases'
  load: () => Promise<void>
  /** Shows a database; null for what is shown while none is opened. */
  select: (id: string | null) => void
  goToStation: () => void
  open: (folder: string) => Promise<Opening>
  openSample: () => Promise<Opening>
  create: (input: MethodInput<'databases.create'>) => Promise<Opening>
  /** Resolves to the refusal, for example `unsaved` when there are edits and `discard` is not set. */
  close: (id: string, options?: { discard: boolean }) => Promise<AppError | undefined>
  stop: () => void
}

export type PlacesStore = StoreApi<PlacesView>

/** The opened databases and which one is shown. Follows the program: another page may open and close them too. */
export function createPlacesStore(api: Api, refused: (error: AppError) => void): PlacesStore {
  let listing = 0

  async function load(): Promise<void> {
    listing += 1
    const mine = listing
    try {
      const { databases } = await api.call('databases.list', {})
      // An answer that was overtaken by a later question says nothing any more.
      if (mine !== listing) return
      const before = store.getState()
      const stores = new Map<string, DatabaseStore>()
      for (const state of databases) {
        const known = before.stores.get(state.database)
        const kept = known ?? createDatabaseStore({ api, id: state.database, refused })
        // The list carries the state, so that the frame is drawn in one step; later changes come as events.
        if (!known) kept.setState({ state: loaded(state) })
        if (!known) kept.getState().need('state')
        stores.set(state.database, kept)
      }
      for (const [id, gone] of before.stores) if (!stores.has(id)) gone.getState().close()
      const ids = databases.map((state) => state.database)
      const current = before.current !== null && stores.has(before.current) ? before.current : (ids[0] ?? null)
      store.setState({ opened: loaded(ids), stores, current })
    } catch (cause) {
      if (mine === listing) store.setState({ opened: failed(cause) })
    }
  }

  async function openBy(request: () => Promise<{ database: string }>): Promise<Opening> {
    try {
      const { database } = await request()
      store.setState({ current: database, at: 'databases' })
      await load()
      store.setState((view) => (view.stores.has(database) ? { current: database } : {}))
      return { is: 'opened', database }
    } catch (cause) {
      return { is: 'refused', error: asAppError(cause) }
    }
  }

  const store = createStore<PlacesView>()(() => ({
    opened: WAITING,
    stores: new Map(),
    current: null,
    at: 'databases',
    load,
    select: (id) => store.setState({ current: id, at: 'databases' }),
    goToStation: () => store.setState({ at: 'station' }),
    open: (folder) => openBy(() => api.call('databases.open', { folder })),
    openSample: () => openBy(() => api.call('databases.openSample', {})),
    create: (input) => openBy(() => api.call('databases.create', input)),
    async close(id, options) {
      try {
        await api.call('databases.close', { database: id, ...options })
        await load()
        return undefined
      } catch (cause) {
        return asAppError(cause)
      }
    },
    stop() {
      unsubscribe()
      for (const each of store.getState().stores.values()) each.getState().close()
    },
  }))

  const unsubscribe = api.on('places.changed', () => void load())
  return store
}
