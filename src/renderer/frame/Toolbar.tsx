import type { JSX } from 'react'
import type { DatabaseState } from '../../contract/databases'
import { Button } from '../parts/Button'
import { Icon } from '../parts/Icon'
import { redo, save, undo } from '../stores/acts'
import { useApp, useShell } from '../stores/useApp'
import { exchangeText } from '../text/exchange'
import { frameText } from '../text/frame'
import { useText } from '../text/language'
import { SyncButton } from './sync/SyncButton'
import { useShortcutNames } from './useShortcutNames'

/** What can be done with the whole database; of a device there is nothing to save, but it can be followed or not. */
export function Toolbar({ state }: { state: DatabaseState }): JSX.Element {
  const app = useApp()
  const text = useText(frameText)
  const exchange = useText(exchangeText)
  const shortcut = useShortcutNames()
  const checking = useShell((view) => view.checking)
  const shell = app.shell.getState()
  const { database, unsaved } = state
  const undoTip = state.undo ? text.undoWhat(text.action(state.undo)) : text.nothingToUndo
  const redoTip = state.redo ? text.redoWhat(text.action(state.redo)) : text.nothingToRedo
  const ofFolder = state.sync === null
  return (
    <div className="toolbar">
      {!ofFolder && <SyncButton state={state} />}
      {/* Where there is no room for words, and beside five tabs, their pictures do. */}
      <Button
        kind="flat"
        onPress={() => shell.show({ is: 'import-file', database })}
        aria-label={exchange.importFile}
        tip={exchange.importFile}
      >
        <Icon name="import" />
        {ofFolder && <span className="exchange-word">{exchange.importFile}</span>}
      </Button>
      <Button
        kind="flat"
        onPress={() => shell.show({ is: 'export', database })}
        aria-label={exchange.exportFile}
        tip={`${exchange.exportFile} (${shortcut('E')})`}
      >
        <Icon name="export" />
        {ofFolder && <span className="exchange-word">{exchange.exportFile}</span>}
      </Button>
      <Button
        kind="flat"
        isDisabled={!state.undo}
        onPress={() => void undo(app, database)}
        aria-label={state.undo ? undoTip : text.undo}
        tip={`${undoTip} (${shortcut('Z')})`}
      >
        <Icon name="undo" />
        {/* Beside five tabs there is no room for its word. */}
        {ofFolder && <span className="wide-only">{text.undo}</span>}
      </Button>
      <Button
        kind="flat"
        square
        isDisabled={!state.redo}
        onPress={() => void redo(app, database)}
        aria-label={state.redo ? redoTip : text.redo}
        tip={`${redoTip} (${shortcut('Z', { shift: true })})`}
      >
        <Icon name="redo" />
      </Button>
      {ofFolder && (
        <Button isDisabled={unsaved === 0} onPress={() => shell.show({ is: 'changes', database })}>
          {text.whatChanged}
        </Button>
      )}
      <Button aria-expanded={checking} onPress={() => shell.check(!checking)} tip={shortcut('M', { shift: true })}>
        {text.check}
      </Button>
      {ofFolder && (
        <Button
          kind="primary"
          isDisabled={unsaved === 0 || state.readOnly}
          onPress={() => void save(app, database)}
          tip={shortcut('S')}
        >
          {unsaved === 0 ? text.save : text.saveChanges(unsaved)}
        </Button>
      )}
    </div>
  )
}
