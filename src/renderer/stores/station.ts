import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Api } from '../../contract/client'
import type { AppError } from '../../contract/errors'
import type { SessionRow } from '../../contract/sessions'
import { STATION } from '../../contract/stationId'
import { createAuditStore, type AuditStore } from './audit'
import { createCertificatesStore, type CertificatesStore } from './certificates'
import { createDatabaseStore, PAGES, type DatabaseStore, type Page } from './database'
import { valueOf } from './loadable'
import { createDesktopStore, type DesktopStore } from './desktop'
import { createNodesStore, type NodesStore } from './nodes'
import { createSecurityStore, type SecurityStore } from './security'
import { createSessionsStore, type SessionsStore } from './sessions'
import { createVaultStore, type VaultStore } from './vault'
import { createWatchesStore, type WatchesStore } from './watches'

/** The pages of the station, in the order of their tabs. */
export const STATION_PAGES = [...PAGES, 'sessions', 'settings', 'activity'] as const
export type StationPage = (typeof STATION_PAGES)[number]

export const SESSION_VIEWS = ['sessions', 'certificates'] as const
export type SessionView = (typeof SESSION_VIEWS)[number]

/** What is shown of the station, besides what the program says. */
export type StationView = {
  page: StationPage
  /** What the Sessions page shows. */
  view: SessionView
  /** The session whose nodes are shown. */
  session: string | undefined
  /** What was last known of that session after it has ended. */
  ended: SessionRow | undefined
  /** Endpoints that were opened from this window, the latest first; without names or passwords in them. */
  recent: readonly string[]
  turnTo: (page: StationPage) => void
  show: (view: SessionView) => void
  choose: (session: string | undefined) => void
  remember: (endpointUrl: string) => void
}

export type StationStore = StoreApi<StationView>

/** This computer: its users and rights, the daemon's sessions with nodes and values, certificates, security, activity. */
export type Station = {
  view: StationStore
  /** Its users, groups and rights, once it is set up. */
  database: DatabaseStore
  security: SecurityStore
  audit: AuditStore
  sessions: SessionsStore
  certificates: CertificatesStore
  nodes: NodesStore
  watches: WatchesStore
  desktop: DesktopStore
  vault: VaultStore
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
  const security = createSecurityStore(api)
  const audit = createAuditStore({ api })
  const desktop = createDesktopStore(api)
  const vault = createVaultStore(api)
  const database = createDatabaseStore({
    api,
    id: STATION,
    refused,
    onShow: (page) => view.setState({ page }),
  })
  const view = createStore<StationView>()((set) => ({
    page: 'sessions',
    view: 'sessions',
    session: undefined,
    ended: undefined,
    recent: [],
    turnTo(page) {
      if (isDatabasePage(page)) database.getState().show(page)
      else set({ page })
    },
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
    database,
    security,
    audit,
    sessions,
    certificates,
    nodes,
    watches,
    desktop,
    vault,
    async refresh() {
      const asked = [
        ...(sessions.getState().sessions.is === 'waiting' ? [] : [sessions]),
        ...(certificates.getState().certificates.is === 'waiting' ? [] : [certificates]),
        ...(security.getState().file.is === 'waiting' ? [] : [security]),
        ...(audit.getState().activity.is === 'waiting' ? [] : [audit]),
        ...(desktop.getState().state.is === 'waiting' ? [] : [desktop]),
        ...(vault.getState().state.is === 'waiting' ? [] : [vault]),
      ]
      database.getState().refresh()
      await Promise.all(asked.map((store) => store.getState().reload()))
      watches.getState().renew()
    },
    stop() {
      unfollow()
      database.getState().close()
      for (const store of [sessions, certificates, nodes, watches, security, audit, desktop, vault])
        store.getState().stop()
    },
  }
}

/** Whether a page of the station is one of its user management. */
export function isDatabasePage(page: StationPage): page is Page {
  return PAGES.some((each) => each === page)
}

/** The address without `user:password@`. */
export function withoutUser(endpointUrl: string): string {
  return endpointUrl.replace(/^(opc\.tcp:\/\/)[^/]*@/iu, '$1')
}
