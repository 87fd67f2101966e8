import { useEffect, useState, type JSX } from 'react'
import type { DatabaseState } from '../../contract/databases'
import { valueOf } from '../stores/loadable'
import { useApp, useSessions, useShell } from '../stores/useApp'
import { frameText } from '../text/frame'
import { useText } from '../text/language'

const SAID_FOR_MS = 8000

/** Counts, findings, what was said last, and where other programs connect. */
export function Footer({ state }: { state: DatabaseState | undefined }): JSX.Element {
  const app = useApp()
  const text = useText(frameText)
  const checking = useShell((view) => view.checking)
  const counts = state?.counts
  return (
    <footer className="foot" aria-label={text.footer}>
      {counts && (
        <>
          <span>
            {text.objects(counts.objects)} · {text.groups(counts.groups)} · {text.users(counts.users)}
          </span>
          <button
            type="button"
            className={counts.findings === 0 ? 'foot-button' : 'foot-button foot-findings'}
            aria-expanded={checking}
            onClick={() => app.shell.getState().check(!checking)}
          >
            {text.findings(counts.findings)}
          </button>
        </>
      )}
      <span className="push" />
      <SaidLast />
      <DaemonAddress />
    </footer>
  )
}

function DaemonAddress(): JSX.Element | null {
  const { station } = useApp()
  const text = useText(frameText)
  const daemon = valueOf(useSessions((view) => view.daemon))
  const count = valueOf(useSessions((view) => view.sessions))?.length
  useEffect(() => station.sessions.getState().need(), [station])
  if (!daemon?.address || count === undefined) return null
  return (
    <>
      <span className="foot-address mono">{daemon.address}</span>
      <span>{text.sessions(count)}</span>
    </>
  )
}

function SaidLast(): JSX.Element {
  const text = useText(frameText)
  const said = useShell((view) => view.said)
  const [over, setOver] = useState(0)
  useEffect(() => {
    if (!said) return undefined
    const timer = setTimeout(() => setOver(said.id), SAID_FOR_MS)
    return () => clearTimeout(timer)
  }, [said])
  return <output className="foot-said">{said && said.id !== over ? text.said(said.what) : ''}</output>
}
