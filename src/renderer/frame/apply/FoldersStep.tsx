import { useEffect, useMemo, useState, type JSX, type KeyboardEvent } from 'react'
import { Label, Radio, RadioGroup, Text } from 'react-aria-components'
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
  /** What stands in the field beyond where it began; undefined where nothing does. */
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
  const [start] = useState(() => withSeparator(parentOf(state?.folder ?? '') || home))
  const [typed, setTyped] = useState(start)
  const folders = useStore(store, (view) => view.folders)
  const mode = useStore(store, (view) => view.mode)
  const found = useStore(store, (view) => view.found)
  const working = useStore(store, (view) => view.working)
  const dropped = useDroppedFolders((paths) => store.getState().add(paths))
  const acts = store.getState()
  const possible = typed.trim() !== '' && !working

  useEffect(() => {
    onTyped(typed.trim() === '' || typed === start ? undefined : typed)
  }, [onTyped, typed, start])

  function add(folder: string): void {
    acts.add([folder])
    // The next one lies beside it more often than not.
    setTyped(withSeparator(parentOf(folder)))
  }

  function onKeyDown(event: KeyboardEvent): void {
    const chosen = event.target instanceof Element && event.target.hasAttribute('aria-activedescendant')
    if (event.key !== 'Enter' || chosen || !(event.target instanceof HTMLInputElement)) return
    if (event.target.role !== 'combobox' && event.target.getAttribute('role') !== 'combobox') return
    // With nothing more typed Enter is for the dialog.
    if (typed.trim() === '' || typed === start || typed.endsWith('/')) return
    event.preventDefault()
    event.stopPropagation()
    if (!working) add(typed)
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
            <Button
              isDisabled={!possible}
              onPress={() => void acts.lookBelow(typed).catch((cause: unknown) => app.refused(asAppError(cause)))}
            >
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
            <Text id={`apply-${each}`} className="field-hint">
              {text.modeAbout[each]}
            </Text>
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
