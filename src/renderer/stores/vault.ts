import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Api } from '../../contract/client'
import type { VaultState } from '../../contract/desktop'
import { createAsking } from './asking'
import { failed, loaded, WAITING, type Loadable } from './loadable'

export type VaultView = {
  state: Loadable<VaultState>
  /** The keychain is being tried again. */
  checking: boolean
  /** Asks once; later changes come by themselves. */
  need: () => void
  /** Asks again, also after a failure. */
  reload: () => Promise<void>
  /** Tries the keychain again; a refusal is thrown. */
  check: () => Promise<void>
  /** A refusal is thrown. */
  forget: (entry: string) => Promise<void>
  stop: () => void
}

export type VaultStore = StoreApi<VaultView>

/** Where secrets are kept and for whom; never a secret. */
export function createVaultStore(api: Api): VaultStore {
  const asking = createAsking(async () => {
    try {
      store.setState({ state: loaded(await api.call('vault.state', {})) })
    } catch (cause) {
      store.setState({ state: failed(cause) })
    }
  })

  const store = createStore<VaultView>()((set) => ({
    state: WAITING,
    checking: false,
    need: asking.need,
    reload: asking.again,
    async check() {
      set({ checking: true })
      try {
        set({ state: loaded(await api.call('vault.check', {})) })
      } finally {
        set({ checking: false })
      }
    },
    async forget(entry) {
      await api.call('vault.forget', { entry })
      await asking.again()
    },
    stop: () => unsubscribe(),
  }))

  const unsubscribe = api.on('vault.changed', asking.changed)
  return store
}
