import type { JSX } from 'react'
import type { DaemonState } from '../../../contract/sessions'
import { Button } from '../../parts/Button'
import { Copied } from '../../parts/Copied'
import { Icon } from '../../parts/Icon'
import { Sign } from '../../parts/Sign'
import { useApp, useSessions } from '../../stores/useApp'
import { useText } from '../../text/language'
import { sentences } from '../../text/sentences'
import { sessionsText } from '../../text/sessions'
import { PauseButton, PausedNote } from './PausedNote'
import { STATE_SIGNS } from './signs'

/** How other programs connect, or why none can. */
export function ConnectLine(): JSX.Element {
  const { station } = useApp()
  const text = useText(sessionsText)
  const { error: sentence } = useText(sentences)
  const daemon = useSessions((view) => view.daemon)
  return (
    <section className="connect" aria-label={text.connect.label}>
      {daemon.is === 'waiting' && <span className="dim">{text.nodes.waiting}</span>}
      {daemon.is === 'failed' && (
        <>
          <Icon name="warning" />
          <span>{sentence(daemon.error.code, daemon.error.details)}</span>
          <Button kind="flat" onPress={() => void station.sessions.getState().reload()}>
            {text.nodes.reload}
          </Button>
        </>
      )}
      {daemon.is === 'data' && <Told daemon={daemon.value} />}
    </section>
  )
}

function Told({ daemon }: { daemon: DaemonState }): JSX.Element {
  const text = useText(sessionsText).connect
  const { address, by, tokenFile, paused } = daemon
  if (paused) return <PausedNote />
  if (by === 'nobody' || address === null)
    return (
      <>
        <Sign {...(daemon.problem === '' ? STATE_SIGNS.ended : STATE_SIGNS.lost)} />
        <span>{text.nobody(daemon.problem)}</span>
      </>
    )
  return (
    <>
      <Sign {...STATE_SIGNS.open} />
      <span className="dim">{by === 'this' ? text.this : text.another}</span>
      <Copied text={address} label={text.copyAddress} />
      {by === 'another' && <span className="dim">{text.anotherNote}</span>}
      <span className="dim">{text.peers(daemon.peers)}</span>
      {tokenFile !== null && (
        <span className="dim connect-token">
          {text.token}
          <Copied text={tokenFile} label={text.copyToken} />
        </span>
      )}
      <PauseButton daemon={daemon} />
    </>
  )
}
