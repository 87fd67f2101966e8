import type { JSX } from 'react'
import { Header, Menu, MenuItem, MenuSection, MenuTrigger, Popover } from 'react-aria-components'
import type { Language, Theme } from '../../contract/settings'
import { Button } from '../parts/Button'
import { Icon } from '../parts/Icon'
import { valueOf } from '../stores/loadable'
import { useApp, useSettings } from '../stores/useApp'
import { frameText } from '../text/frame'
import { useText } from '../text/language'

const LANGUAGES: readonly Language[] = ['system', 'en', 'de']
const THEMES: readonly Theme[] = ['system', 'light', 'dark']

/** Language and theme, remembered by the program. */
export function AppearanceMenu(): JSX.Element {
  const app = useApp()
  const text = useText(frameText)
  const settings = valueOf(useSettings((view) => view.settings))
  const { change } = app.settings.getState()
  return (
    <MenuTrigger>
      <Button kind="flat" square aria-label={text.appearance} tip={text.appearance}>
        <Icon name="appearance" />
      </Button>
      <Popover className="popover" placement="bottom end" offset={2}>
        <Menu className="list" aria-label={text.appearance}>
          <MenuSection
            selectionMode="single"
            disallowEmptySelection
            selectedKeys={settings ? [settings.language] : []}
            onSelectionChange={(keys) => {
              const language = LANGUAGES.find((each) => keys === 'all' || keys.has(each))
              if (language) void change({ language })
            }}
          >
            <Header className="list-head">{text.language}</Header>
            {LANGUAGES.map((id) => (
              <Item key={id} id={id} name={text.languages[id]} />
            ))}
          </MenuSection>
          <MenuSection
            selectionMode="single"
            disallowEmptySelection
            selectedKeys={settings ? [`theme-${settings.theme}`] : []}
            onSelectionChange={(keys) => {
              const theme = THEMES.find((each) => keys === 'all' || keys.has(`theme-${each}`))
              if (theme) void change({ theme })
            }}
          >
            <Header className="list-head">{text.theme}</Header>
            {THEMES.map((id) => (
              <Item key={id} id={`theme-${id}`} name={text.themes[id]} />
            ))}
          </MenuSection>
        </Menu>
      </Popover>
    </MenuTrigger>
  )
}

function Item({ id, name }: { id: string; name: string }): JSX.Element {
  return (
    <MenuItem id={id} className="list-item" textValue={name}>
      {({ isSelected }) => (
        <>
          <span className="list-tick">{isSelected && <Icon name="tick" />}</span>
          {name}
        </>
      )}
    </MenuItem>
  )
}
