import { useState, type JSX } from 'react'
import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components'
import { useStore } from 'zustand'
import { AccessRights } from '../pages/access-rights/AccessRights'
import { UsersAndGroups } from '../pages/users-and-groups/UsersAndGroups'
import { Failed } from '../parts/Shown'
import { PAGES, type DatabaseStore, type Page } from '../stores/database'
import { valueOf } from '../stores/loadable'
import { useShell } from '../stores/useApp'
import { frameText } from '../text/frame'
import { useText } from '../text/language'
import { Banners, GoneBanner } from './Banners'
import { CheckPanel } from './CheckPanel'
import { Footer } from './Footer'
import { Header } from './Header'
import { Toolbar } from './Toolbar'
import { useTitle } from './useTitle'

/** An opened database with its pages. `shown` false: kept as it was left while the station is looked at. */
export function DatabaseFrame({ store, shown }: { store: DatabaseStore; shown: boolean }): JSX.Element {
  const text = useText(frameText)
  const loadable = useStore(store, (view) => view.state)
  const page = useStore(store, (view) => view.page)
  const checking = useShell((view) => view.checking)
  // A page that was shown stays as it was left: selection, filter, what is open.
  const [visited, setVisited] = useState<ReadonlySet<Page>>(new Set([page]))
  if (!visited.has(page)) setVisited(new Set(visited).add(page))
  const state = valueOf(loadable)
  useTitle(shown && state ? `${state.unsaved > 0 ? '* ' : ''}${state.title}` : undefined)
  const { show, reload } = store.getState()
  return (
    <>
      <Header title={state?.title} folder={state?.folder} />
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
              <Tab key={each} id={each} className="tab" data-name={text.pages[each]}>
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
    </>
  )
}
