import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Api } from '../../contract/client'
import type { MethodOutput } from '../../contract/contract'
import type { AppError } from '../../contract/errors'
import type { Security } from '../../contract/security'
import { createAsking } from './asking'
import { asAppError, failed, loaded, valueOf, WAITING, type Loadable } from './loadable'

export type SecurityFile = MethodOutput<'security.read'>
export type Setting = keyof Security

export type SecurityView = {
  /** What holds, as the program last said. */
  file: Loadable<SecurityFile>
  /** Chosen here, on its way to the program. */
  pending: Partial<Security>
  /** What each setting was before it was last changed here: what taking back leads to. */
  before: Partial<Security>
  /** Why a setting was not changed. */
  refused: Partial<Record<Setting, AppError>>
  /** Settings may be looked at but not changed; until somebody else is logged in. */
  fixed: AppError | undefined
  /** Asks once; later changes come by themselves. */
  need: () => void
  /** Asks again, also after a failure. */
  reload: () => Promise<void>
  change: (change: Partial<Security>) => Promise<void>
  takeBack: (setting: Setting) => Promise<void>
  /** What was wrong with a setting was looked at. */
  forget: (setting: Setting) => void
  stop: () => void
}

export type SecurityStore = StoreApi<SecurityView>

/** The security settings of this computer. A change holds at once; one that is refused leaves what is true in sight. */
export function createSecurityStore(api: Api): SecurityStore {
  const asking = createAsking(async () => {
    try {
      store.setState({ file: loaded(await api.call('security.read', {})) })
    } catch (cause) {
      store.setState({ file: failed(cause) })
    }
  })

  async function change(change: Partial<Security>): Promise<void> {
    const known = valueOf(store.getState().file)?.security
    const settings = settingsOf(change)
    if (!known || settings.length === 0) return
    store.setState((view) => ({ pending: { ...view.pending, ...change }, refused: without(view.refused, settings) }))
    try {
      await api.call('security.change', change)
      const was = Object.fromEntries(settings.map((setting) => [setting, known[setting]]))
      store.setState((view) => ({ before: { ...view.before, ...was } }))
      await asking.again()
    } catch (cause) {
      const error = asAppError(cause)
      const why = Object.fromEntries(settings.map((setting) => [setting, error]))
      store.setState((view) => ({
        refused: { ...view.refused, ...why },
        fixed: error.code === 'not-permitted' ? error : view.fixed,
      }))
    } finally {
      store.setState((view) => ({ pending: without(view.pending, settings) }))
    }
  }

  const store = createStore<SecurityView>()((set, get) => ({
    file: WAITING,
    pending: {},
    before: {},
    refused: {},
    fixed: undefined,
    need: asking.need,
    reload: asking.again,
    change,
    async takeBack(setting) {
      const { before } = get()
      if (before[setting] === undefined) return
      await change({ [setting]: before[setting] })
      if (get().refused[setting] === undefined) set((view) => ({ before: without(view.before, [setting]) }))
    },
    forget: (setting) => set((view) => ({ refused: without(view.refused, [setting]) })),
    stop() {
      for (const unsubscribe of unsubscribes) unsubscribe()
    },
  }))

  const unsubscribes = [
    api.on('security.changed', asking.changed),
    // Somebody else may have other rights.
    api.on('login.changed', () => store.setState({ fixed: undefined, refused: {} })),
  ]
  return store
}

function settingsOf(change: Partial<Security>): Setting[] {
  return SETTINGS.filter((setting) => change[setting] !== undefined)
}

const SETTINGS: readonly Setting[] = [
  'authenticationType',
  'rsaKeyLength',
  'enforce',
  'editTimeout',
  'passwordPolicy',
  'loginLock',
]

function without<T extends object>(all: T, keys: readonly (keyof T)[]): T {
  const rest = { ...all }
  for (const key of keys) delete rest[key]
  return rest
}
