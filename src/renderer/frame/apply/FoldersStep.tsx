import { useEffect, useMemo, useState, type JSX, type KeyboardEvent } from 'react'
import { Label, Radio, RadioGroup } from 'react-aria-components'
import { useStore } from 'zustand'
import type { ImportMode } from '../../../contract/exchange'
import { Button } from '../../parts/Button'
import { Grid } from '../../parts/Grid'
import { listRows } from '../../parts/gridRows'
import { NOTHING_SELECTED, type GridSelection } from '../../parts/gridSelection'
import type { GridColumn } from '../../parts/gridTypes'
import { stateOf } from '../../stores/acts'
import type { ApplyStore, Found } from '../../stores/apply'
import { asAppError, valueOf } from '../../stores/loadable'
import { useApp, useSettings } from '../../stores/useApp'
import { applyText } from '../../text/apply'
import { useText } from '../../text/language'
import { FolderField } from '../FolderField'
import { PickFolder } from '../PickFolder'
import { useDroppedFolders } from './useDroppedFolders'
import { WorkLine } from './WorkLine'

export type FoldersStepProps = {
  store: ApplyStore
  database: string
  /** What stands in the field and was not added yet; undefined where nothing does. */
  onTyped: (folder: string | undefined) => void
}

const MODES: readonly ImportMode[] = ['replace', 'merge']
const MONO = { className: 'mono' }

/** Which folders, and whether what they have besides goes. */
export function FoldersStep({ store, database, onTyped }: FoldersStepProps): JSX.Element {
  const app = useApp()
  const text = useText(applyText)
  const state = stateOf(app, database)
  const home = valueOf(useSettings((view) => view.about))?.home ?? ''
  /** What stands in the field without being meant: where it begins, and what was dealt with. */
  const [rest, setRest] = useState(() => withSeparator(parentOf(state?.folder ?? '') || home))
  const [typed, setTyped] = useState(rest)
  const folders = useStore(store, (view) => view.folders)
  const mode = useStore(store, (view) => view.mode)
  const found = useStore(store, (view) => view.found)
  const working = useStore(store, (view) => view.working)
  const dropped = useDroppedFolders((paths) => store.getState().add(paths))
  const acts = store.getState()
  const possible = typed.trim() !== ''

  useEffect(() => {
    onTyped(typed.trim() === '' || typed === rest ? undefined : typed)
  }, [onTyped, typed, rest])

  // A button that is disabled while it is worked loses the keyboard, so they do nothing instead.
  function add(folder: string): void {
    if (working) return
    acts.add([folder])
    // The next one lies beside it more often than not.
    const beside = withSeparator(parentOf(folder))
    setRest(beside)
    setTyped(beside)
  }

  async function lookBelow(): Promise<void> {
    if (working) return
    try {
      await acts.lookBelow(typed)
      setRest(typed)
    } catch (cause) {
      app.refused(asAppError(cause))
    }
  }

  function onKeyDown(event: KeyboardEvent): void {
    const { target } = event
    if (event.key !== 'Enter' || !(target instanceof HTMLInputElement)) return
    // On an item of the list Enter is for it, and with nothing more typed for the dialog.
    if (target.hasAttribute('aria-activedescendant') || typed.trim() === '' || typed === rest) return
    event.preventDefault()
    event.stopPropagation()
    add(typed)
  }

  return (
    <>
      <p className="dialog-note">
        {text.lead} {state && state.unsaved > 0 && text.unsaved(state.unsaved)}
      </p>
      <div className="apply-folders">
        <div className="apply-from" onKeyDownCapture={onKeyDown}>
          <FolderField label={text.folder} value={typed} onChange={setTyped} onDatabase={add} />
          <div className="apply-acts">
            <Button onPress={() => add(typed)} isDisabled={!possible}>
              {text.add}
            </Button>
            <Button isDisabled={!possible} onPress={() => void lookBelow()}>
              {text.below}
            </Button>
            <PickFolder onPick={add} />
          </div>
        </div>
        <Folders folders={folders} onRemove={acts.remove} isDisabled={working !== undefined} />
      </div>
      <RadioGroup
        className="apply-modes"
        value={mode}
        isDisabled={working !== undefined}
        onChange={(value) => {
          const chosen = MODES.find((each) => each === value)
          if (chosen) acts.setMode(chosen)
        }}
      >
        <Label className="unseen">{text.modeTitle}</Label>
        {MODES.map((each) => (
          <div key={each} className="apply-mode">
            <Radio value={each} className="radio" aria-describedby={`apply-${each}`}>
              {text.modes[each]}
            </Radio>
            <span id={`apply-${each}`} className="field-hint">
              {text.modeAbout[each]}
            </span>
          </div>
        ))}
      </RadioGroup>
      <WorkLine working={working}>
        <output>{dropped ? text.notDropped : found ? <FoundHere found={found} /> : ''}</output>
      </WorkLine>
    </>
  )
}

function FoundHere({ found: { added, known, below, more } }: { found: Found }): JSX.Element {
  const text = useText(applyText)
  return (
    <>
      {added + known === 0 ? text.foundNone(below) : text.found(added, known, below)}
      {more && <span className="cell-warn"> {text.foundMore}</span>}
    </>
  )
}

type FoldersProps = {
  folders: readonly string[]
  onRemove: (folders: Iterable<string>) => void
  isDisabled: boolean
}

function Folders({ folders, onRemove, isDisabled }: FoldersProps): JSX.Element {
  const text = useText(applyText)
  const [selection, setSelection] = useState<GridSelection>(NOTHING_SELECTED)
  const rows = useMemo(() => listRows(folders, (folder) => folder), [folders])
  const columns = useMemo<readonly GridColumn<string>[]>(
    () => [{ id: 'folder', title: text.folders, track: 'minmax(0, 1fr)', face: () => MONO, cell: (folder) => folder }],
    [text],
  )
  const chosen = folders.filter((folder) => selection.keys.has(folder))
  const remove = (): void => {
    if (!isDisabled) onRemove(chosen)
  }
  return (
    <div className="apply-list">
      <div className="bar">
        <h3 className="bar-title">{text.folders}</h3>
        <span className="count">{folders.length > 0 && folders.length}</span>
        <span className="push" />
        <Button kind="flat" isDisabled={chosen.length === 0 || isDisabled} onPress={remove}>
          {text.remove}
        </Button>
      </div>
      <Grid<string>
        label={text.folders}
        rows={rows}
        columns={columns}
        headHeight={0}
        selection={selection}
        onSelection={setSelection}
        onKey={(event) => {
          if (event.key !== 'Delete') return false
          remove()
          return true
        }}
        hintOf={(folder) => folder}
        empty={<p className="apply-empty">{text.noFolders}</p>}
      />
    </div>
  )
}

/** The folder a path lies in, without a separator at its end; empty for a name alone. */
function parentOf(path: string): string {
  return path
    .trim()
    .replace(/[\\/]+$/u, '')
    .replace(/[\\/]?[^\\/]*$/u, '')
}

function withSeparator(path: string): string {
  if (path === '' || /[\\/]$/u.test(path)) return path
  return path + (path.includes('\\') && !path.includes('/') ? '\\' : '/')
}
