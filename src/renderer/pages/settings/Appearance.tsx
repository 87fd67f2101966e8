import type { JSX } from 'react'
import type { Language, Theme } from '../../../contract/settings'
import { Segments } from '../../parts/Segments'
import { valueOf } from '../../stores/loadable'
import { useApp, useSettings } from '../../stores/useApp'
import { frameText } from '../../text/frame'
import { useText } from '../../text/language'
import { settingsText } from '../../text/settings'

const LANGUAGES: readonly Language[] = ['system', 'en', 'de']
const THEMES: readonly Theme[] = ['system', 'light', 'dark']

/** Language and colours of this window, as in the menu above. */
export function Appearance(): JSX.Element | null {
  const { settings } = useApp()
  const text = useText(frameText)
  const { window } = useText(settingsText)
  const known = valueOf(useSettings((view) => view.settings))
  if (!known) return null
  const { change } = settings.getState()
  return (
    <section aria-label={window}>
      <h2 className="settings-head">{window}</h2>
      <div className="settings-choices">
        <span className="dim">{text.language}</span>
        <Segments
          label={text.language}
          value={known.language}
          options={LANGUAGES.map((id) => ({ id, name: text.languages[id] }))}
          onChange={(language) => void change({ language })}
        />
        <span className="dim">{text.theme}</span>
        <Segments
          label={text.theme}
          value={known.theme}
          options={THEMES.map((id) => ({ id, name: text.themes[id] }))}
          onChange={(theme) => void change({ theme })}
        />
      </div>
    </section>
  )
}
