import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Api } from '../../contract/client'
import type { Certificate } from '../../contract/sessions'
import { createAsking } from './asking'
import { failed, loaded, WAITING, type Loadable } from './loadable'

/** What a person can decide about a certificate. */
export type Decision = 'trust' | 'reject' | 'forget'

export type CertificatesView = {
  certificates: Loadable<readonly Certificate[]>
  /** Asks once; later changes come by themselves. */
  need: () => void
  /** Asks again, also after a failure. */
  reload: () => Promise<void>
  /** Throws the refusal. */
  decide: (decision: Decision, fingerprint: string) => Promise<void>
  stop: () => void
}

export type CertificatesStore = StoreApi<CertificatesView>

/** Certificates that servers have shown, and what was decided about them. */
export function createCertificatesStore(api: Api): CertificatesStore {
  const asking = createAsking(async () => {
    try {
      store.setState({ certificates: loaded((await api.call('certificates.list', {})).certificates) })
    } catch (cause) {
      store.setState({ certificates: failed(cause) })
    }
  })

  const store = createStore<CertificatesView>()(() => ({
    certificates: WAITING,
    need: asking.need,
    reload: asking.again,
    async decide(decision, fingerprint) {
      await api.call(`certificates.${decision}`, { fingerprint })
      await asking.again()
    },
    stop: () => unsubscribe(),
  }))

  const unsubscribe = api.on('certificates.changed', asking.changed)
  return store
}
