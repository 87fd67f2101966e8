import type { JSX } from 'react'
import type { DesktopState } from '../../../contract/desktop'
import { CheckBox } from '../../parts/CheckBox'
import { Shown } from '../../parts/Shown'
import { useApp, useDesktop } from '../../stores/useApp'
import { desktopText } from '../../text/desktop'
import { useText } from '../../text/language'
import { sentences } from '../../text/sentences'

/** What the program does by itself; nothing where it does none of it, as in a browser. */
export function ThisProgram(): JSX.Element | null {
  const { desktop } = useApp().station
  const text = useText(desktopText)
  const state = useDesktop((view) => view.state)
  if (state.is === 'data' && state.value.startsWithComputer === null && state.value.staysInTray === null) return null
  return (
    <section aria-label={text.title}>
      <h2 className="settings-head">{text.title}</h2>
      <Shown of={state} onRetry={() => void desktop.getState().reload()}>
        {(known) => <Switches state={known} />}
      </Shown>
    </section>
  )
}

function Switches({ state }: { state: DesktopState }): JSX.Element {
  const { desktop } = useApp().station
  const text = useText(desktopText)
  const { error: sentence } = useText(sentences)
  const pending = useDesktop((view) => view.pending)
  const refused = useDesktop((view) => view.refused)
  const { startsWithComputer, staysInTray } = { ...state, ...pending }
  const { change } = desktop.getState()
  return (
    <div className="program-switches">
      {startsWithComputer !== null && (
        <div className="program-switch">
          <CheckBox isSelected={startsWithComputer} onChange={(on) => void change({ startsWithComputer: on })}>
            {text.startsWithComputer}
          </CheckBox>
          <p>{text.startsAbout}</p>
        </div>
      )}
      {staysInTray !== null && (
        <div className="program-switch">
          <CheckBox isSelected={staysInTray} onChange={(on) => void change({ staysInTray: on })}>
            {text.staysInTray}
          </CheckBox>
          <p>{text.staysAbout}</p>
        </div>
      )}
      {refused && (
        <p className="field-fault" role="alert">
          {sentence(refused.code, refused.details)}
        </p>
      )}
    </div>
  )
}
