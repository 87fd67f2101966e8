import type { JSX } from 'react'
import { Button } from '../parts/Button'
import { Icon, type IconName } from '../parts/Icon'
import { valueOf } from '../stores/loadable'
import { useApp, useSettings } from '../stores/useApp'
import { standing } from '../stores/login'
import { useLogin } from '../stores/useLogin'
import { exchangeText } from '../text/exchange'
import { frameText } from '../text/frame'
import { useText } from '../text/language'
import { loginText } from '../text/login'
import { openFolder, openPath } from './openFolder'

/** Nothing is open: plain choices, and the places of before. */
export function Welcome(): JSX.Element {
  const app = useApp()
  const text = useText(frameText).welcome
  const station = useText(loginText).welcome
  const exchange = useText(exchangeText)
  const open = useLogin((view) => standing(view.who) === 'open')
  const settings = useSettings((view) => view.settings)
  const about = valueOf(useSettings((view) => view.about))
  const recent = valueOf(settings)?.recent ?? []

  async function openSample(): Promise<void> {
    const outcome = await app.places.getState().openSample()
    if (outcome.is === 'refused') app.refused(outcome.error)
  }

  return (
    <div className="welcome">
      <h2>{text.title}</h2>
      <p className="dim">{text.lead}</p>
      <div className="choices">
        <Choice
          icon="folder"
          name={text.openFolder}
          about={text.openFolderAbout}
          onPress={() => void openFolder(app)}
        />
        <Choice
          icon="plus"
          name={text.create}
          about={text.createAbout}
          onPress={() => app.shell.getState().show({ is: 'new' })}
        />
        <Choice
          icon="import"
          name={exchange.welcome}
          about={exchange.welcomeAbout}
          onPress={() => app.shell.getState().show({ is: 'import-file' })}
        />
        {open && (
          <Choice
            icon="lock"
            name={station.setUp}
            about={station.setUpAbout}
            onPress={() => app.login.getState().ask({ is: 'set-up' })}
          />
        )}
        {about?.sample !== false && (
          <Choice icon="sample" name={text.sample} about={text.sampleAbout} onPress={() => void openSample()} />
        )}
      </div>
      <h3>{text.recent}</h3>
      {settings.is === 'data' && recent.length === 0 && <p className="dim">{text.noRecent}</p>}
      <ul className="recent">
        {recent.map(({ folder, title }) => (
          <li key={folder}>
            <button type="button" className="recent-go" onClick={() => void openPath(app, folder)}>
              <span className="recent-title">{title}</span>
              <span className="mono dim">{folder}</span>
            </button>
            <Button
              kind="flat"
              square
              aria-label={text.forget(folder)}
              onPress={() => void app.settings.getState().forget(folder)}
            >
              <Icon name="close" />
            </Button>
          </li>
        ))}
      </ul>
    </div>
  )
}

type ChoiceProps = { icon: IconName; name: string; about: string; onPress: () => void }

function Choice({ icon, name, about, onPress }: ChoiceProps): JSX.Element {
  return (
    <button type="button" className="choice-row" onClick={onPress}>
      <Icon name={icon} />
      <span>
        <b>{name}</b>
        <span className="dim">{about}</span>
      </span>
    </button>
  )
}
