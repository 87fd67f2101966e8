import { useEffect, useState, type JSX } from 'react'
import { I18nProvider } from 'react-aria-components'
import { useStore } from 'zustand'
import { ApiProvider } from './api'
import { GoneBanner } from './frame/Banners'
import { DatabaseFrame } from './frame/DatabaseFrame'
import { Dialogs } from './frame/Dialogs'
import { DropTarget } from './frame/DropTarget'
import { Footer } from './frame/Footer'
import { Header } from './frame/Header'
import { LoginDialogs } from './frame/login/LoginDialogs'
import { useActivity } from './frame/login/useActivity'
import { Sidebar } from './frame/Sidebar'
import { StationFrame } from './frame/StationFrame'
import { Toasts, type Refusals } from './frame/Toasts'
import { useShortcuts } from './frame/useShortcuts'
import { useToOpen } from './frame/useToOpen'
import { useWindow } from './frame/useWindow'
import { Welcome } from './frame/Welcome'
import { LogInHere } from './parts/LogInHere'
import { Failed, Waiting } from './parts/Shown'
import type { App as AppStores } from './stores/app'
import { valueOf } from './stores/loadable'
import { languageOf } from './stores/settings'
import { AppProvider, useApp, usePlaces, useSettings } from './stores/useApp'
import { DatabaseProvider } from './stores/useDatabase'
import { useLocked } from './stores/useLogin'
import { LanguageProvider } from './text/language'

const LOCALES = { en: 'en-GB', de: 'de-DE' } as const

/** The whole page: stores, language, frame. */
export function App({ app, refusals }: { app: AppStores; refusals: Refusals }): JSX.Element {
  // After a log-off everything is drawn anew, from stores that know nothing.
  const renewals = useStore(app.renewals)
  return (
    <AppProvider key={renewals} value={app}>
      <ApiProvider value={app.api}>
        <Spoken refusals={refusals} />
      </ApiProvider>
    </AppProvider>
  )
}

function Spoken({ refusals }: { refusals: Refusals }): JSX.Element | null {
  const known = useSettings((view) => view.settings)
  const settings = valueOf(known)
  const language = languageOf(settings?.language, navigator.languages)
  const theme = settings?.theme ?? 'system'
  useEffect(() => {
    document.documentElement.lang = language
    if (theme === 'system') delete document.documentElement.dataset['theme']
    else document.documentElement.dataset['theme'] = theme
  }, [language, theme])
  // A few milliseconds of nothing rather than a flash of the other language or theme.
  if (known.is === 'waiting') return null
  return (
    <I18nProvider locale={LOCALES[language]}>
      <LanguageProvider value={language}>
        <Frame />
        <Dialogs />
        <LoginDialogs />
        <DropTarget />
        <Toasts queue={refusals} />
      </LanguageProvider>
    </I18nProvider>
  )
}

function Frame(): JSX.Element {
  const app = useApp()
  useShortcuts(app)
  useWindow(app)
  useToOpen(app)
  useActivity(app)
  const at = usePlaces((view) => view.at)
  const locked = useLocked()
  const seen = usePlaces((view) => view.opened.is === 'data')
  const store = usePlaces((view) => (view.current === null ? undefined : view.stores.get(view.current)))
  // What was shown stays as it was left while the other is looked at.
  const [stationSeen, setStationSeen] = useState(at === 'station')
  if (at === 'station' && !stationSeen) setStationSeen(true)
  // What somebody who was logged in has opened stays in sight: there may be something typed in it.
  if (locked && !seen) return <NobodyLoggedIn />
  return (
    <div className="frame">
      <Sidebar />
      {stationSeen && (
        <div className="place" hidden={at !== 'station'}>
          <StationFrame shown={at === 'station'} />
        </div>
      )}
      <div className="place" hidden={at !== 'databases'}>
        {store ? (
          <DatabaseProvider key={store.getState().id} value={store}>
            <DatabaseFrame store={store} shown={at === 'databases'} />
          </DatabaseProvider>
        ) : (
          <NothingOpened />
        )}
      </div>
    </div>
  )
}

function NobodyLoggedIn(): JSX.Element {
  return (
    <div className="frame frame-locked">
      <Sidebar />
      <div className="place">
        <Header title={undefined} folder={undefined} />
        <main className="main">
          <GoneBanner />
          <LogInHere />
        </main>
        <Footer state={undefined} />
      </div>
    </div>
  )
}

function NothingOpened(): JSX.Element {
  const app = useApp()
  const opened = usePlaces((view) => view.opened)
  return (
    <>
      <Header title={undefined} folder={undefined} />
      <main className="main">
        <GoneBanner />
        {opened.is === 'waiting' && <Waiting />}
        {opened.is === 'failed' && <Failed error={opened.error} onRetry={() => void app.places.getState().load()} />}
        {opened.is === 'data' && <Welcome />}
      </main>
      <Footer state={undefined} />
    </>
  )
}
