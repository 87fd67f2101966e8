import { createContext, useContext } from 'react'
import { useStore } from 'zustand'
import type { App } from './app'
import type { Link } from './link'
import type { PlacesView } from './places'
import type { SettingsView } from './settings'
import type { ShellView } from './shell'

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

export function useLink(): Link['is'] {
  return useStore(useApp().link, (link) => link.is)
}
