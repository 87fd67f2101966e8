import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Api } from '../../contract/client'
import type { AppError } from '../../contract/errors'
import { guardApi } from './guardedApi'
import { isGone, type LinkStore } from './link'
import { createLoginStore, type LoginStore } from './login'
import { createPlacesStore, type PlacesStore } from './places'
import { createSettingsStore, type SettingsStore } from './settings'
import { createShellStore, type ShellStore } from './shell'
import { createStation, type Station } from './station'

/** Everything a page is made from. Built once per window from an Api; `stop` ends its subscriptions. */
export type App = Held & {
  /** Asks for a login where one is needed, and goes on. */
  api: Api
  login: LoginStore
  settings: SettingsStore
  link: LinkStore
  /** How often everything in `Held` was made anew. */
  renewals: StoreApi<number>
  /** Says a refusal to the person. */
  refused: (error: AppError) => void
  stop: () => void
}

/** What is seen of the program by whoever is logged in: made anew after a log-off, so that nothing of it stays. */
type Held = { readonly places: PlacesStore; readonly shell: ShellStore; readonly station: Station }

export type AppParts = { api: Api; link: LinkStore; showRefusal: (error: AppError) => void }

export function createApp({ api: direct, link, showRefusal }: AppParts): App {
  const refused = (error: AppError): void => {
    if (!isGone(error)) showRefusal(error)
  }
  const login = createLoginStore({ api: direct, onIn: () => void refresh(), onOut: renew })
  const api = guardApi(direct, login.getState)
  const settings = createSettingsStore(api, refused)
  const renewals = createStore<number>()(() => 0)
  let held = hold()
  const unfollow = link.subscribe((now, before) => {
    if (now.is === 'open' && before.is === 'gone') void comeBack()
  })

  function hold(): Held {
    return { places: createPlacesStore(api, refused), shell: createShellStore(), station: createStation(api, refused) }
  }

  function drop({ places, station }: Held): void {
    station.stop()
    places.getState().stop()
  }

  function renew(): void {
    const { at, current } = held.places.getState()
    drop(held)
    held = hold()
    held.places.setState({ at, current })
    renewals.setState((count) => count + 1)
  }

  /** A program that was started anew has forgotten who was logged in. */
  async function comeBack(): Promise<void> {
    await login.getState().load()
    await refresh()
  }

  /** After the program came back, or somebody logged in, nothing shown is certain any more. */
  async function refresh(): Promise<void> {
    const { places, station } = held
    await Promise.all([places.getState().load(), settings.getState().load(), station.refresh()])
    for (const store of places.getState().stores.values()) store.getState().refresh()
  }

  return {
    api,
    login,
    get places() {
      return held.places
    },
    get shell() {
      return held.shell
    },
    get station() {
      return held.station
    },
    settings,
    link,
    renewals,
    refused,
    stop() {
      unfollow()
      settings.getState().stop()
      login.getState().stop()
      drop(held)
    },
  }
}
