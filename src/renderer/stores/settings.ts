import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Api } from '../../contract/client'
import type { MethodInput, MethodOutput } from '../../contract/contract'
import type { AppError } from '../../contract/errors'
import type { Language, Settings } from '../../contract/settings'
import type { Lang } from '../text/language'
import { asAppError, failed, loaded, WAITING, type Loadable } from './loadable'

export type About = MethodOutput<'app.about'>

export type SettingsView = {
  settings: Loadable<Settings>
  about: Loadable<About>
  load: () => Promise<void>
  change: (change: MethodInput<'settings.change'>) => Promise<void>
  forget: (folder: string) => Promise<void>
  stop: () => void
}

export type SettingsStore = StoreApi<SettingsView>

/** What the program remembers for this person, and what the program is. */
export function createSettingsStore(api: Api, refused: (error: AppError) => void): SettingsStore {
  async function take(request: () => Promise<Settings>): Promise<void> {
    try {
      store.setState({ settings: loaded(await request()) })
    } catch (cause) {
      refused(asAppError(cause))
    }
  }

  async function load(): Promise<void> {
    const [settings, about] = await Promise.allSettled([api.call('settings.read', {}), api.call('app.about', {})])
    store.setState({
      settings: settings.status === 'fulfilled' ? loaded(settings.value) : failed(settings.reason),
      about: about.status === 'fulfilled' ? loaded(about.value) : failed(about.reason),
    })
  }

  const store = createStore<SettingsView>()(() => ({
    settings: WAITING,
    about: WAITING,
    load,
    change: (change) => take(() => api.call('settings.change', change)),
    forget: (folder) => take(() => api.call('recent.forget', { folder })),
    stop: () => unsubscribe(),
  }))

  const unsubscribe = api.on('settings.changed', () => void load())
  return store
}

/** The language pages are shown in: the chosen one, or the first of the system's that there is. */
export function languageOf(chosen: Language | undefined, ofSystem: readonly string[]): Lang {
  if (chosen === 'en' || chosen === 'de') return chosen
  for (const tag of ofSystem) {
    if (tag.toLowerCase().startsWith('de')) return 'de'
    if (tag.toLowerCase().startsWith('en')) return 'en'
  }
  return 'en'
}
