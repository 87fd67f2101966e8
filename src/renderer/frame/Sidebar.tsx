import type { JSX } from 'react'
import { useStore } from 'zustand'
import { Button } from '../parts/Button'
import { MenuButton } from '../parts/ContextMenu'
import { Icon } from '../parts/Icon'
import { Failed } from '../parts/Shown'
import { close, reload, save } from '../stores/acts'
import type { DatabaseStore } from '../stores/database'
import { useApp, usePlaces } from '../stores/useApp'
import { applyText } from '../text/apply'
import { frameText } from '../text/frame'
import { useText } from '../text/language'
import { openFolder } from './openFolder'
import { StationPlace } from './StationPlace'
import { useShortcutNames } from './useShortcutNames'

/** Places: this computer, the opened databases with their state, and the way to more of them. */
export function Sidebar(): JSX.Element {
  const app = useApp()
  const text = useText(frameText)
  const shortcut = useShortcutNames()
  const opened = usePlaces((view) => view.opened)
  const stores = usePlaces((view) => view.stores)
  return (
    <aside className="side" aria-label={text.places}>
      <h2>{text.station}</h2>
      <ul className="side-list side-station">
        <StationPlace />
      </ul>
      <h2>{text.databases}</h2>
      {opened.is === 'failed' && <Failed error={opened.error} onRetry={() => void app.places.getState().load()} />}
      <ul className="side-list">
        {[...stores].map(([id, store]) => (
          <Place key={id} id={id} store={store} />
        ))}
        {opened.is === 'data' && stores.size === 0 && <NoPlace />}
      </ul>
      <Button kind="flat" onPress={() => void openFolder(app)} tip={shortcut('O')}>
        <Icon name="plus" />
        {text.open}
      </Button>
    </aside>
  )
}

/** The way back from the station to what is shown while nothing is opened. */
function NoPlace(): JSX.Element {
  const { places } = useApp()
  const text = useText(frameText)
  const current = usePlaces((view) => view.at === 'databases')
  return (
    <li className={current ? 'side-place side-current' : 'side-place'}>
      <button
        type="button"
        className="side-go"
        aria-current={current ? 'page' : undefined}
        onClick={() => places.getState().select(null)}
      >
        <i className="dot dot-off" aria-hidden="true" />
        <span className="side-title">{text.noneOpened}</span>
      </button>
    </li>
  )
}

function Place({ id, store }: { id: string; store: DatabaseStore }): JSX.Element {
  const app = useApp()
  const text = useText(frameText)
  const applying = useText(applyText)
  const shortcut = useShortcutNames()
  const state = useStore(store, (view) => view.state)
  const current = usePlaces((view) => view.at === 'databases' && view.current === id)
  const failed = state.is === 'failed'
  const known = state.is === 'data' ? state.value : undefined
  const title = known?.title ?? id
  const unsaved = known?.unsaved ?? 0
  const outside = (known?.outside.length ?? 0) > 0
  const says = failed
    ? text.failedToLoad
    : outside
      ? text.changedOutside
      : unsaved > 0
        ? text.unsaved(unsaved)
        : text.saved
  const shell = app.shell.getState()
  return (
    <li className={current ? 'side-place side-current' : 'side-place'}>
      <button
        type="button"
        className="side-go"
        aria-current={current ? 'page' : undefined}
        title={known?.folder}
        onClick={() => app.places.getState().select(id)}
      >
        <i className={failed || outside ? 'dot dot-warn' : 'dot'} aria-hidden="true" />
        <span className="side-title">{title}</span>
        {unsaved > 0 && <span aria-hidden="true">*</span>}
        <span className="side-says">{known || failed ? says : ''}</span>
      </button>
      <MenuButton
        label={text.placeMenu(title)}
        square
        acts={[
          { id: 'save', name: text.save, keys: shortcut('S'), do: unsaved > 0 ? () => void save(app, id) : undefined },
          { id: 'copy', name: text.saveCopy, do: () => shell.show({ is: 'save-copy', database: id }) },
          { id: 'changes', name: text.whatChanged, do: () => shell.show({ is: 'changes', database: id }) },
          { id: 'apply', name: applying.command, do: () => shell.show({ is: 'apply', database: id }) },
          { id: 'runs', name: applying.runsCommand, do: () => shell.show({ is: 'applied-runs' }) },
          '-',
          { id: 'reload', name: text.reload, do: () => void reload(app, id) },
          { id: 'close', name: text.close, do: () => void close(app, id) },
        ]}
      >
        <Icon name="more" />
      </MenuButton>
    </li>
  )
}
