import { useState, type JSX } from 'react'
import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components'
import { useStore } from 'zustand'
import { AccessRights } from '../pages/access-rights/AccessRights'
import { Activity } from '../pages/activity/Activity'
import { Sessions } from '../pages/sessions/Sessions'
import { Settings } from '../pages/settings/Settings'
import { UsersAndGroups } from '../pages/users-and-groups/UsersAndGroups'
import type { Page } from '../stores/database'
import { valueOf } from '../stores/loadable'
import { isDatabasePage, STATION_PAGES, type StationPage } from '../stores/station'
import { useApp, useShell, useStation } from '../stores/useApp'
import { DatabaseProvider } from '../stores/useDatabase'
import { frameText } from '../text/frame'
import { useText } from '../text/language'
import { FixedNotice, GoneBanner, Notices } from './Banners'
import { CheckPanel } from './CheckPanel'
import { Footer } from './Footer'
import { Header } from './Header'
import { OwnDatabase } from './OwnDatabase'
import { Toolbar } from './Toolbar'
import { useTitle } from './useTitle'

/** This computer: its users and rights, sessions, settings, activity. `shown` false: kept as it was left while a database is looked at. */
export function StationFrame({ shown }: { shown: boolean }): JSX.Element {
  const { station } = useApp()
  const text = useText(frameText)
  const page = useStation((view) => view.page)
  const checking = useShell((view) => view.checking)
  // A page that was shown stays as it was left: selection, filter, what is open.
  const [visited, setVisited] = useState<ReadonlySet<StationPage>>(new Set([page]))
  if (!visited.has(page)) setVisited(new Set(visited).add(page))
  const state = valueOf(useStore(station.database, (view) => view.state))
  const onDatabase = isDatabasePage(page)
  useTitle(shown ? text.thisPc : undefined)
  return (
    <DatabaseProvider value={station.database}>
      <Header title={text.thisPc} folder={undefined} />
      <Tabs
        className="tabs"
        selectedKey={page}
        onSelectionChange={(key) => {
          const chosen = STATION_PAGES.find((each) => each === key)
          if (chosen) station.view.getState().turnTo(chosen)
        }}
      >
        <div className="nav">
          <TabList className="tab-list" aria-label={text.thisPc}>
            {STATION_PAGES.map((each) => (
              <Tab key={each} id={each} className="tab" data-name={text.stationPages[each]}>
                {text.stationPages[each]}
              </Tab>
            ))}
          </TabList>
          {state && onDatabase && <Toolbar state={state} />}
        </div>
        <main className="main">
          <GoneBanner />
          {state && onDatabase && (
            <>
              <FixedNotice state={state} />
              <Notices state={state} />
            </>
          )}
          {STATION_PAGES.map((each) => (
            <TabPanel key={each} id={each} className="page" shouldForceMount={visited.has(each)}>
              <StationPageView page={each} shown={shown && page === each} />
            </TabPanel>
          ))}
          {checking && state && onDatabase && <CheckPanel />}
        </main>
      </Tabs>
      <Footer state={onDatabase ? state : undefined} />
    </DatabaseProvider>
  )
}

function StationPageView({ page, shown }: { page: StationPage; shown: boolean }): JSX.Element {
  switch (page) {
    case 'sessions':
      return <Sessions shown={shown} />
    case 'settings':
      return <Settings />
    case 'activity':
      return <Activity />
    case 'users-and-groups':
    case 'access-rights':
      return <OwnDatabase page={page}>{databasePage(page)}</OwnDatabase>
  }
}

function databasePage(page: Page): JSX.Element {
  return page === 'users-and-groups' ? <UsersAndGroups /> : <AccessRights />
}
