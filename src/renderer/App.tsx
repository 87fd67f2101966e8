import { useEffect, useState, type JSX } from 'react'
import { I18nProvider, Tab, TabList, TabPanel, Tabs } from 'react-aria-components'
import { useStore } from 'zustand'
import { ApiProvider } from './api'
import { Banners, GoneBanner } from './frame/Banners'
import { CheckPanel } from './frame/CheckPanel'
import { Dialogs } from './frame/Dialogs'
import { DropTarget } from './frame/DropTarget'
import { Footer } from './frame/Footer'
import { Header } from './frame/Header'
import { Sidebar } from './frame/Sidebar'
import { Toasts, type Refusals } from './frame/Toasts'
import { Toolbar } from './frame/Toolbar'
import { useShortcuts } from './frame/useShortcuts'
import { useWindow } from './frame/useWindow'
import { Welcome } from './frame/Welcome'
import { AccessRights } from './pages/access-rights/AccessRights'
import { UsersAndGroups } from './pages/users-and-groups/UsersAndGroups'
import { Failed, Waiting } from './parts/Shown'
import type { App as AppStores } from './stores/app'
import { PAGES, type DatabaseStore, type Page } from './stores/database'
import { valueOf } from './stores/loadable'
import { languageOf } from './stores/settings'
import { AppProvider, useApp, usePlaces, useSettings, useShell } from './stores/useApp'
import { DatabaseProvider } from './stores/useDatabase'
import { frameText } from './text/frame'
import { LanguageProvider, useText } from './text/language'

const LOCALES = { en: 'en-GB', de: 'de-DE' } as const

/** The whole page: stores, language, frame. */
export function App({ app, refusals }: { app: AppStores; refusals: Refusals }): JSX.Element {
  return (
    <AppProvider value={app}>
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
  const opened = usePlaces((view) => view.opened)
  const store = usePlaces((view) => (view.current === null ? undefined : view.stores.get(view.current)))
  if (store)
    return (
      <DatabaseProvider key={store.getState().id} value={store}>
        <DatabaseFrame store={store} />
      </DatabaseProvider>
    )
  return (
    <div className="frame frame-empty">
      <Header state={undefined} />
      <main className="main">
        <GoneBanner />
        {opened.is === 'waiting' && <Waiting />}
        {opened.is === 'failed' && <Failed error={opened.error} onRetry={() => void app.places.getState().load()} />}
        {opened.is === 'data' && <Welcome />}
      </main>
    </div>
  )
}

function DatabaseFrame({ store }: { store: DatabaseStore }): JSX.Element {
  const text = useText(frameText)
  const loadable = useStore(store, (view) => view.state)
  const page = useStore(store, (view) => view.page)
  const checking = useShell((view) => view.checking)
  // A page that was shown stays as it was left: selection, filter, what is open.
  const [visited, setVisited] = useState<ReadonlySet<Page>>(new Set([page]))
  if (!visited.has(page)) setVisited(new Set(visited).add(page))
  const state = valueOf(loadable)
  const title = state && `${state.unsaved > 0 ? '* ' : ''}${state.title} – ${text.product}`
  useEffect(() => {
    document.title = title ?? text.product
    return () => {
      document.title = text.product
    }
  }, [title, text])
  const { show, reload } = store.getState()
  return (
    <div className="frame">
      <Sidebar />
      <Header state={state} />
      <Tabs
        className="tabs"
        selectedKey={page}
        onSelectionChange={(key) => {
          const chosen = PAGES.find((each) => each === key)
          if (chosen) show(chosen)
        }}
      >
        <div className="nav">
          <TabList className="tab-list" aria-label={state?.title ?? text.product}>
            {PAGES.map((each) => (
              <Tab key={each} id={each} className="tab">
                {text.pages[each]}
              </Tab>
            ))}
          </TabList>
          {state && <Toolbar state={state} />}
        </div>
        <main className="main">
          <GoneBanner />
          {state && <Banners state={state} />}
          {loadable.is === 'failed' ? (
            <Failed error={loadable.error} onRetry={() => void reload('state')} />
          ) : (
            PAGES.map((each) => (
              <TabPanel key={each} id={each} className="page" shouldForceMount={visited.has(each)}>
                {each === 'users-and-groups' ? <UsersAndGroups /> : <AccessRights />}
              </TabPanel>
            ))
          )}
          {checking && <CheckPanel />}
        </main>
      </Tabs>
      <Footer state={state} />
    </div>
  )
}
