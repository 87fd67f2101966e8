import { createContext, useContext } from 'react'
import { useStore } from 'zustand'
import type { App } from './app'
import type { AuditView } from './audit'
import type { DatabaseStore } from './database'
import type { Link } from './link'
import type { PlacesView } from './places'
import type { SettingsView } from './settings'
import type { CertificatesView } from './certificates'
import type { DesktopView } from './desktop'
import type { NodesView } from './nodes'
import type { SecurityView } from './security'
import type { SessionsView } from './sessions'
import type { ShellView } from './shell'
import type { StationView } from './station'
import type { VaultView } from './vault'
import type { WatchesView } from './watches'

const AppContext = createContext<App | undefined>(undefined)
export const AppProvider = AppContext.Provider

export function useApp(): App {
  const app = useContext(AppContext)
  if (!app) throw new Error('no App above this component')
  return app
}

export function usePlaces<T>(select: (view: PlacesView) => T): T {
  return useStore(useApp().places, select)
}

export function useSettings<T>(select: (view: SettingsView) => T): T {
  return useStore(useApp().settings, select)
}

export function useShell<T>(select: (view: ShellView) => T): T {
  return useStore(useApp().shell, select)
}

export function useStation<T>(select: (view: StationView) => T): T {
  return useStore(useApp().station.view, select)
}

export function useSessions<T>(select: (view: SessionsView) => T): T {
  return useStore(useApp().station.sessions, select)
}

export function useCertificates<T>(select: (view: CertificatesView) => T): T {
  return useStore(useApp().station.certificates, select)
}

export function useNodes<T>(select: (view: NodesView) => T): T {
  return useStore(useApp().station.nodes, select)
}

export function useWatches<T>(select: (view: WatchesView) => T): T {
  return useStore(useApp().station.watches, select)
}

export function useSecurity<T>(select: (view: SecurityView) => T): T {
  return useStore(useApp().station.security, select)
}

export function useAudit<T>(select: (view: AuditView) => T): T {
  return useStore(useApp().station.audit, select)
}

export function useDesktop<T>(select: (view: DesktopView) => T): T {
  return useStore(useApp().station.desktop, select)
}

export function useVault<T>(select: (view: VaultView) => T): T {
  return useStore(useApp().station.vault, select)
}

/** The database of the place that is shown; undefined where there is none, also while the station is not set up. */
export function useShownStore(): DatabaseStore | undefined {
  const { database } = useApp().station
  const at = usePlaces((view) => view.at)
  const current = usePlaces((view) => (view.current === null ? undefined : view.stores.get(view.current)))
  const there = useStore(database, (view) => view.state.is === 'data')
  return at === 'databases' ? current : there ? database : undefined
}

export function useLink(): Link['is'] {
  return useStore(useApp().link, (link) => link.is)
}
