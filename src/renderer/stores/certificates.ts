import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Api } from '../../contract/client'
import type { Certificate } from '../../contract/sessions'
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
  let needed = false
  let running: Promise<void> | undefined
  let stale = false

  async function ask(): Promise<void> {
    try {
      store.setState({ certificates: loaded((await api.call('certificates.list', {})).certificates) })
    } catch (cause) {
      store.setState({ certificates: failed(cause) })
    }
  }

  /** One question at a time; a change while one is on its way asks once more afterwards. */
  function load(): Promise<void> {
    needed = true
    if (running) {
      stale = true
      return running
    }
    running = (async () => {
      do {
        stale = false
        await ask()
      } while (stale)
      running = undefined
    })()
    return running
  }

  const store = createStore<CertificatesView>()(() => ({
    certificates: WAITING,
    need: () => {
      if (!needed) void load()
    },
    reload: load,
    async decide(decision, fingerprint) {
      await api.call(`certificates.${decision}`, { fingerprint })
      await load()
    },
    stop: () => unsubscribe(),
  }))

  const unsubscribe = api.on('certificates.changed', () => {
    if (needed) void load()
  })
  return store
}
