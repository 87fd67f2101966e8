import type { JSX } from 'react'
import { Button } from '../parts/Button'
import { Icon } from '../parts/Icon'
import { useApp } from '../stores/useApp'
import { frameText } from '../text/frame'
import { useText } from '../text/language'
import { AppearanceMenu } from './AppearanceMenu'
import { WhoMenu } from './login/WhoMenu'
import { useShortcutNames } from './useShortcutNames'

export type HeaderProps = { title: string | undefined; folder: string | undefined }

/** Which place this is and where it lies; who is logged in; finding, appearance, help. */
export function Header({ title, folder }: HeaderProps): JSX.Element {
  const app = useApp()
  const text = useText(frameText)
  const shortcut = useShortcutNames()
  const shell = app.shell.getState()
  return (
    <header className="head">
      <h1 className="head-title">{title ?? text.product}</h1>
      {folder !== undefined && (
        <span className="head-path mono" title={folder}>
          {/* A long path loses its beginning, not the folder it ends in. */}
          <bdi>{folder}</bdi>
        </span>
      )}
      <span className="push" />
      {/* First, so that nothing beside it moves when somebody logs in. */}
      <WhoMenu />
      <Button kind="flat" onPress={() => shell.show({ is: 'palette' })}>
        <Icon name="search" />
        {text.find}
        <kbd className="keys">{shortcut('K')}</kbd>
      </Button>
      <AppearanceMenu />
      <Button
        kind="flat"
        square
        aria-label={text.help}
        tip={`${text.help} (F1)`}
        onPress={() => shell.show({ is: 'help' })}
      >
        <Icon name="help" />
      </Button>
    </header>
  )
}
