import type { JSX } from 'react'
import type { DaemonState } from '../../../contract/sessions'
import { Button } from '../../parts/Button'
import { Copied } from '../../parts/Copied'
import { Icon } from '../../parts/Icon'
import { Shown } from '../../parts/Shown'
import { useCopy } from '../../parts/useCopy'
import { PauseButton, PausedNote } from '../sessions/PausedNote'
import { useApp, useSessions } from '../../stores/useApp'
import { useText } from '../../text/language'
import { settingsText } from '../../text/settings'
import { useDeactivated } from './useDeactivated'
import { snippetOf, type Snippet } from './snippet'

/** Where the daemon listens and how a program connects; the token itself is never shown. */
export function Programs(): JSX.Element {
  const { station } = useApp()
  const text = useText(settingsText)
  const daemon = useSessions((view) => view.daemon)
  return (
    <section aria-label={text.programs}>
      <h2 className="settings-head">{text.programs}</h2>
      <Shown of={daemon} onRetry={() => void station.sessions.getState().reload()}>
        {(known) => <Told daemon={known} />}
      </Shown>
    </section>
  )
}

function Told({ daemon }: { daemon: DaemonState }): JSX.Element {
  const text = useText(settingsText)
  const { address, by, tokenFile, paused } = daemon
  const deactivated = useDeactivated()
  if (paused)
    return (
      <div className="settings-note">
        <PausedNote />
      </div>
    )
  if (by === 'nobody' || address === null) return <p className="settings-line">{text.nobody(daemon.problem)}</p>
  const snippet = by === 'this' ? snippetOf(address, tokenFile) : undefined
  return (
    <>
      <dl className="facts">
        <div>
          <dt>{text.address}</dt>
          <dd>
            <Copied text={address} label={text.copyAddress} />
          </dd>
        </div>
        <div>
          <dt>{text.token}</dt>
          <dd>
            {tokenFile === null ? (
              by === 'another' ? (
                text.anotherToken
              ) : (
                text.noToken
              )
            ) : (
              <Copied text={tokenFile} label={text.copyToken} />
            )}
          </dd>
        </div>
      </dl>
      {!deactivated && <p className="settings-line">{text.loginFirst}</p>}
      {snippet && <Try snippet={snippet} />}
      <div className="settings-acts">
        <PauseButton daemon={daemon} />
      </div>
    </>
  )
}

function Try({ snippet }: { snippet: Snippet }): JSX.Element {
  const text = useText(settingsText)
  const copy = useCopy()
  return (
    <div className="snippet">
      <div className="snippet-head">
        <span className="dim">{text.snippetAbout(snippet.language)}</span>
        <Button
          kind="flat"
          square
          aria-label={text.copySnippet}
          tip={text.copySnippet}
          onPress={() => copy(snippet.lines)}
        >
          <Icon name="copy" />
        </Button>
      </div>
      <pre className="mono">{snippet.lines}</pre>
    </div>
  )
}
