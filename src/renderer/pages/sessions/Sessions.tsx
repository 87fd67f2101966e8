import { useEffect, type JSX } from 'react'
import { useApp, useStation } from '../../stores/useApp'
import { Certificates } from './Certificates'
import { ConnectLine } from './ConnectLine'
import { SessionsView } from './SessionsView'
import './sessions.css'

/** The Sessions page: how programs connect, the sessions of the daemon with nodes and values, certificates. */
export function Sessions({ shown }: { shown: boolean }): JSX.Element {
  const { station } = useApp()
  const view = useStation((known) => known.view)
  // Nobody looks at a window that is hidden: then nothing is asked for.
  useEffect(() => {
    if (!shown) return undefined
    let unfollow: (() => void) | undefined
    const look = (): void => {
      unfollow?.()
      unfollow = document.visibilityState === 'hidden' ? undefined : station.sessions.getState().follow()
    }
    look()
    document.addEventListener('visibilitychange', look)
    return () => {
      document.removeEventListener('visibilitychange', look)
      unfollow?.()
    }
  }, [shown, station])
  return (
    <div className="sessions-page">
      <ConnectLine />
      {view === 'sessions' ? <SessionsView /> : <Certificates />}
    </div>
  )
}
