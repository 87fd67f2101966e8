import { createContext, useContext, useEffect } from 'react'
import { useStore } from 'zustand'
import type { DatabaseStore, DatabaseView, SliceName, Slices } from './database'
import type { Loadable } from './loadable'

const DatabaseContext = createContext<DatabaseStore | undefined>(undefined)
export const DatabaseProvider = DatabaseContext.Provider

/** The store of the database this page shows. */
export function useDatabaseStore(): DatabaseStore {
  const store = useContext(DatabaseContext)
  if (!store) throw new Error('no database above this component')
  return store
}

/** A part of what the page knows of this database. */
export function useDatabase<T>(select: (view: DatabaseView) => T): T {
  return useStore(useDatabaseStore(), select)
}

/** A slice of this database, asked for when first used. */
export function useSlice<S extends SliceName>(slice: S): Loadable<Slices[S]> {
  const store = useDatabaseStore()
  useEffect(() => store.getState().need(slice), [store, slice])
  // The mapped type of the view says that this key holds this slice.
  return useStore(store, (view) => view[slice] as Loadable<Slices[S]>)
}
