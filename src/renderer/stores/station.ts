import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Api } from '../../contract/client'
import type { AppError } from '../../contract/errors'
import type { SessionRow } from '../../contract/sessions'
import { createCertificatesStore, type CertificatesStore } from './certificates'
import { valueOf } from './loadable'
import { createNodesStore, type NodesStore } from './nodes'
import { createSessionsStore, type SessionsStore } from './sessions'
import { createWatchesStore, type WatchesStore } from './watches'

/** The pages of the station, in the order of their tabs. */
export const STATION_PAGES = ['sessions'] as const
export type StationPage = (typeof STATION_PAGES)[number]

export const SESSION_VIEWS = ['sessions', 'certificates'] as const
export type SessionView = (typeof SESSION_VIEWS)[number]

/** What the Sessions page shows, besides what the program says. */
export type StationView = {
  view: SessionView
  /** The session whose nodes are shown. */
  session: string | undefined
  /** What was last known of that session after it has ended. */
  ended: SessionRow | undefined
  /** Endpoints that were opened from this window, the latest first; without names or passwords in them. */
  recent: readonly string[]
  show: (view: SessionView) => void
  choose: (session: string | undefined) => void
  remember: (endpointUrl: string) => void
}

export type StationStore = StoreApi<StationView>

/** This computer: the daemon's sessions, their nodes and values, certificates. */
export type Station = {
  view: StationStore
  sessions: SessionsStore
  certificates: CertificatesStore
  nodes: NodesStore
  watches: WatchesStore
  /** After the program came back nothing shown is certain any more. */
  refresh: () => Promise<void>
  stop: () => void
}

const MOST_RECENT = 8

export function createStation(api: Api, refused: (error: AppError) => void): Station {
  const sessions = createSessionsStore({ api })
  const certificates = createCertificatesStore(api)
  const nodes = createNodesStore(api)
  const watches = createWatchesStore({ api, refused })
  const view = createStore<StationView>()((set) => ({
    view: 'sessions',
    session: undefined,
    ended: undefined,
    recent: [],
    show: (shown) => set({ view: shown }),
    choose: (session) => set({ session, ended: undefined }),
    remember: (endpointUrl) =>
      set(({ recent }) => {
        const url = withoutUser(endpointUrl)
        return { recent: [url, ...recent.filter((each) => each !== url)].slice(0, MOST_RECENT) }
      }),
  }))

  const unfollow = sessions.subscribe((now, before) => {
    const rows = valueOf(now.sessions)
    if (!rows || now.sessions === before.sessions) return
    const there = new Set(rows.map((row) => row.session))
    watches.getState().keepOnly(there)
    // What is known of the session that is shown stays to be read after it has ended.
    const chosen = view.getState().session
    nodes.getState().keepOnly(chosen === undefined ? there : new Set(there).add(chosen))
    if (chosen === undefined || there.has(chosen)) return
    const ended = valueOf(before.sessions)?.find((row) => row.session === chosen)
    if (ended) view.setState({ ended })
  })

  return {
    view,
    sessions,
    certificates,
    nodes,
    watches,
    async refresh() {
      const asked = [
        ...(sessions.getState().sessions.is === 'waiting' ? [] : [sessions]),
        ...(certificates.getState().certificates.is === 'waiting' ? [] : [certificates]),
      ]
      await Promise.all(asked.map((store) => store.getState().reload()))
      watches.getState().renew()
    },
    stop() {
      unfollow()
      for (const store of [sessions, certificates, nodes, watches]) store.getState().stop()
    },
  }
}

/** The address without `user:password@`. */
export function withoutUser(endpointUrl: string): string {
  return endpointUrl.replace(/^(opc\.tcp:\/\/)[^/]*@/iu, '$1')
}
