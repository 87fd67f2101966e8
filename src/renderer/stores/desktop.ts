import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Api } from '../../contract/client'
import type { DesktopState } from '../../contract/desktop'
import type { AppError } from '../../contract/errors'
import { createAsking } from './asking'
import { asAppError, failed, loaded, WAITING, type Loadable } from './loadable'

export type DesktopView = {
  state: Loadable<DesktopState>
  /** Chosen here, on its way to the program. */
  pending: Partial<DesktopState>
  /** Why the last change was refused. */
  refused: AppError | undefined
  /** Asks once; later changes come by themselves. */
  need: () => void
  /** Asks again, also after a failure. */
  reload: () => Promise<void>
  change: (change: { startsWithComputer: boolean } | { staysInTray: boolean }) => Promise<void>
  stop: () => void
}

export type DesktopStore = StoreApi<DesktopView>

/** What the program does by itself on this desktop. */
export function createDesktopStore(api: Api): DesktopStore {
  const asking = createAsking(async () => {
    try {
      store.setState({ state: loaded(await api.call('desktop.state', {})) })
    } catch (cause) {
      store.setState({ state: failed(cause) })
    }
  })

  const store = createStore<DesktopView>()((set) => ({
    state: WAITING,
    pending: {},
    refused: undefined,
    need: asking.need,
    reload: asking.again,
    async change(change) {
      set((view) => ({ pending: { ...view.pending, ...change }, refused: undefined }))
      try {
        set({ state: loaded(await api.call('desktop.change', change)) })
      } catch (cause) {
        set({ refused: asAppError(cause) })
      } finally {
        set({ pending: {} })
      }
    },
    stop: () => unsubscribe(),
  }))

  const unsubscribe = api.on('desktop.changed', asking.changed)
  return store
}
