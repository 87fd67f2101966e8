import type { JSX } from 'react'
import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components'
import { Sessions } from '../pages/sessions/Sessions'
import { STATION_PAGES } from '../stores/station'
import { frameText } from '../text/frame'
import { useText } from '../text/language'
import { GoneBanner } from './Banners'
import { Footer } from './Footer'
import { Header } from './Header'
import { useTitle } from './useTitle'

/** This computer: its sessions. `shown` false: kept as it was left while a database is looked at. */
export function StationFrame({ shown }: { shown: boolean }): JSX.Element {
  const text = useText(frameText)
  useTitle(shown ? text.thisPc : undefined)
  return (
    <>
      <Header title={text.thisPc} folder={undefined} />
      <Tabs className="tabs">
        <div className="nav">
          <TabList className="tab-list" aria-label={text.thisPc}>
            {STATION_PAGES.map((each) => (
              <Tab key={each} id={each} className="tab">
                {text.stationPages[each]}
              </Tab>
            ))}
          </TabList>
        </div>
        <main className="main">
          <GoneBanner />
          {STATION_PAGES.map((each) => (
            <TabPanel key={each} id={each} className="page">
              <Sessions shown={shown} />
            </TabPanel>
          ))}
        </main>
      </Tabs>
      <Footer state={undefined} />
    </>
  )
}
