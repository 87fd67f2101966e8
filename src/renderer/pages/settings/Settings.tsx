import { useEffect, type JSX } from 'react'
import { Button } from '../../parts/Button'
import { Copied } from '../../parts/Copied'
import { Icon } from '../../parts/Icon'
import { Shown, Waiting } from '../../parts/Shown'
import { Sign } from '../../parts/Sign'
import type { SecurityFile } from '../../stores/security'
import { valueOf } from '../../stores/loadable'
import { useApp, useDesktop, useSecurity, useSessions, useVault } from '../../stores/useApp'
import { useText } from '../../text/language'
import { sentences } from '../../text/sentences'
import { settingsText } from '../../text/settings'
import { Appearance } from './Appearance'
import { KeptPasswords } from './KeptPasswords'
import { Programs } from './Programs'
import { SecuritySettings } from './SecuritySettings'
import './settings.css'
import { ThisProgram } from './ThisProgram'
import { useDeactivated } from './useDeactivated'

/** The Settings page: who may log in and how, how programs connect, language and colours. */
export function Settings(): JSX.Element {
  const { station } = useApp()
  const text = useText(settingsText)
  const file = useSecurity((view) => view.file)
  const known = valueOf(file)
  const daemon = useSessions((view) => view.daemon)
  const desktop = useDesktop((view) => view.state.is)
  const vault = useVault((view) => view.state.is)
  useEffect(() => {
    station.security.getState().need()
    station.sessions.getState().need()
    station.desktop.getState().need()
    station.vault.getState().need()
  }, [station])
  // All at once, so that nothing is pushed down by what comes later.
  if ([file.is, daemon.is, desktop, vault].includes('waiting')) return <Waiting />
  return (
    <div className="settings-page">
      {/* What scrolls is reached by the keyboard, too. */}
      <section className="pane settings-main" aria-label={text.security}>
        <div className="bar settings-bar">
          <h2 className="bar-title">{text.security}</h2>
          {known && (
            <span className="settings-file">
              <span className="dim">{text.file}</span>
              <Copied text={known.file} label={text.copyFile} />
            </span>
          )}
        </div>
        <Shown of={file} onRetry={() => void station.security.getState().reload()}>
          {(value) => <Security file={value} />}
        </Shown>
      </section>
      <div className="pane settings-side">
        <section aria-label={text.policyNow}>
          <h2 className="settings-head">{text.policyNow}</h2>
          {known && <PolicyNow file={known} />}
        </section>
        <Programs />
        <ThisProgram />
        <KeptPasswords />
        <Appearance />
      </div>
    </div>
  )
}

function Security({ file }: { file: SecurityFile }): JSX.Element {
  const { login } = useApp()
  const text = useText(settingsText)
  const { error: sentence } = useText(sentences)
  const fixed = useSecurity((view) => view.fixed)
  const deactivated = useDeactivated()
  return (
    /* What scrolls is reached by the keyboard through its fields. */
    <div className="settings-list">
      {deactivated && (
        <div className="settings-note">
          <Icon name="warning" />
          <span>{text.deactivated}</span>
          <Button onPress={() => login.getState().ask({ is: 'set-up' })}>{text.setUp}</Button>
        </div>
      )}
      {fixed && (
        <output className="settings-note">
          <Icon name="lock" />
          <span>{text.fixed(sentence(fixed.code, fixed.details))}</span>
        </output>
      )}
      {file.problems.map((problem) => (
        <div key={`${problem.line} ${problem.key}`} className="settings-note">
          <Icon name="warning" />
          <span>{text.problem(problem)}</span>
        </div>
      ))}
      <SecuritySettings security={file.security} />
    </div>
  )
}

/** What the settings come to, in words. */
function PolicyNow({ file }: { file: SecurityFile }): JSX.Element {
  const text = useText(settingsText)
  const deactivated = useDeactivated()
  return (
    <ul className="policy">
      {text.policy(file.security, deactivated).map(({ tone, says }) => (
        <li key={says}>
          <Sign shape={tone === 'good' ? 'tick' : 'triangle'} tone={tone} />
          <span>{says}</span>
        </li>
      ))}
    </ul>
  )
}
