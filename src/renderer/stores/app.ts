import type { Api } from '../../contract/client'
import type { AppError } from '../../contract/errors'
import { isGone, type LinkStore } from './link'
import { createPlacesStore, type PlacesStore } from './places'
import { createSettingsStore, type SettingsStore } from './settings'
import { createShellStore, type ShellStore } from './shell'
import { createStation, type Station } from './station'

/** Everything a page is made from. Built once per window from an Api; `stop` ends its subscriptions. */
export type App = {
  api: Api
  places: PlacesStore
  settings: SettingsStore
  shell: ShellStore
  station: Station
  link: LinkStore
  /** Says a refusal to the person. */
  refused: (error: AppError) => void
  stop: () => void
}

export type AppParts = { api: Api; link: LinkStore; showRefusal: (error: AppError) => void }

export function createApp({ api, link, showRefusal }: AppParts): App {
  const refused = (error: AppError): void => {
    if (!isGone(error)) showRefusal(error)
  }
  const places = createPlacesStore(api, refused)
  const settings = createSettingsStore(api, refused)
  const shell = createShellStore()
  const station = createStation(api, refused)
  const unfollow = link.subscribe((now, before) => {
    if (now.is === 'open' && before.is === 'gone') void refresh()
  })

  /** After the program came back nothing shown is certain any more. */
  async function refresh(): Promise<void> {
    await Promise.all([places.getState().load(), settings.getState().load(), station.refresh()])
    for (const store of places.getState().stores.values()) store.getState().refresh()
  }

  return {
    api,
    places,
    settings,
    shell,
    station,
    link,
    refused,
    stop() {
      unfollow()
      settings.getState().stop()
      station.stop()
      places.getState().stop()
    },
  }
}
