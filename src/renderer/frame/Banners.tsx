import type { JSX, ReactNode } from 'react'
import type { DatabaseState } from '../../contract/databases'
import { Button } from '../parts/Button'
import { Icon, type IconName } from '../parts/Icon'
import { reload, save } from '../stores/acts'
import { useApp, useLink, useShell } from '../stores/useApp'
import { frameText } from '../text/frame'
import { useText } from '../text/language'
import { sentences } from '../text/sentences'

/** Lines above the page about the state of the files, each with what can be done. */
export function Banners({ state }: { state: DatabaseState }): JSX.Element {
  const app = useApp()
  const text = useText(frameText)
  const shell = app.shell.getState()
  const { database } = state
  return (
    <>
      {state.outside.length > 0 && (
        <Banner kind="warn" says={text.outside(state.outside.join(', '))}>
          <Button onPress={() => void reload(app, database)}>{text.reload}</Button>
          <Button onPress={() => shell.show({ is: 'outside', database })}>{text.compare}</Button>
          <Button onPress={() => void save(app, database, { overwrite: true })} isDisabled={state.readOnly}>
            {text.overwrite}
          </Button>
        </Banner>
      )}
      {state.readOnly && (
        <Banner kind="quiet" says={text.readOnly(state.folder)}>
          <Button onPress={() => shell.show({ is: 'save-copy', database })}>{text.saveCopy}</Button>
        </Banner>
      )}
      <FixedNotice state={state} />
      <Notices state={state} />
    </>
  )
}

/** What comes from somewhere that takes no changes; without this, dead buttons would have no reason. */
export function FixedNotice({ state }: { state: DatabaseState }): JSX.Element | null {
  const text = useText(frameText)
  const { users, groups, objects } = state.configurable
  if (users && groups && objects) return null
  return <Banner kind="quiet" icon="lock" says={text.fixed({ users: !users, groups: !groups, objects: !objects })} />
}

/** What was found while the files were read; each can be put away. */
export function Notices({ state }: { state: DatabaseState }): JSX.Element[] {
  const { shell } = useApp()
  const text = useText(frameText)
  const { notice: sentence } = useText(sentences)
  const dismissed = useShell((view) => view.dismissed)
  const keyed = state.notices.map((notice) => ({ notice, key: `${state.database} ${JSON.stringify(notice)}` }))
  return keyed
    .filter(({ key }) => !dismissed.has(key))
    .map(({ notice, key }) => (
      <Banner key={key} kind="quiet" says={sentence(notice)}>
        <Button onPress={() => shell.getState().dismiss(key)}>{text.dismiss}</Button>
      </Banner>
    ))
}

/** The program itself does not answer any more. */
export function GoneBanner(): JSX.Element | null {
  const app = useApp()
  const text = useText(frameText)
  const link = useLink()
  if (link === 'open') return null
  return (
    <Banner kind="warn" says={text.gone}>
      <Button onPress={() => void app.settings.getState().load()}>{text.retry}</Button>
    </Banner>
  )
}

type BannerProps = { kind: 'warn' | 'quiet'; says: string; icon?: IconName; children?: ReactNode }

function Banner({ kind, says, icon = 'warning', children }: BannerProps): JSX.Element {
  return (
    <output className={`banner banner-${kind}`}>
      <Icon name={icon} />
      <span className="banner-says">{says}</span>
      <span className="banner-acts">{children}</span>
    </output>
  )
}
