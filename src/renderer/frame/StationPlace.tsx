import { useEffect, type JSX } from 'react'
import { Icon } from '../parts/Icon'
import { valueOf } from '../stores/loadable'
import { useApp, usePlaces, useSessions } from '../stores/useApp'
import { useLocked } from '../stores/useLogin'
import { frameText } from '../text/frame'
import { useText } from '../text/language'

/** The way to this computer's own pages. Its dot is hollow while no other program can connect. */
export function StationPlace(): JSX.Element {
  const { places, station } = useApp()
  const text = useText(frameText)
  const current = usePlaces((view) => view.at === 'station')
  const count = valueOf(useSessions((view) => view.sessions))?.length ?? 0
  const daemon = valueOf(useSessions((view) => view.daemon))
  const locked = useLocked()
  useEffect(() => {
    station.sessions.getState().need()
    station.database.getState().need('state')
  }, [station])
  return (
    <li className={current ? 'side-place side-current' : 'side-place'}>
      <button
        type="button"
        className="side-go"
        aria-current={current ? 'page' : undefined}
        onClick={() => places.getState().goToStation()}
      >
        <i className={daemon && daemon.by !== 'nobody' ? 'dot' : 'dot dot-off'} aria-hidden="true" />
        <span className="side-title">{text.thisPc}</span>
        <span className="side-says side-stays">
          {locked ? (
            <>
              <Icon name="lock" />
              {text.loginNeeded}
            </>
          ) : (
            count > 0 && text.sessions(count)
          )}
        </span>
      </button>
    </li>
  )
}
