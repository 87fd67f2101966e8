import { useEffect, useMemo, useRef, useState, type JSX } from 'react'
import { useStore } from 'zustand'
import { STATION } from '../../../contract/stationId'
import type { AppError } from '../../../contract/errors'
import { Choice } from '../../parts/Choice'
import { Modal } from '../../parts/Modal'
import { NEW_DATABASE, type ImportFileStore } from '../../stores/exchange'
import { asAppError, valueOf } from '../../stores/loadable'
import type { ImportFileShown } from '../../stores/shell'
import { useApp, usePlaces } from '../../stores/useApp'
import { exchangeText } from '../../text/exchange'
import { frameText } from '../../text/frame'
import { useText } from '../../text/language'
import { FolderField, type FileEnding } from '../FolderField'
import { PickFile } from './PickFile'
import { WorkLine } from './WorkLine'

export type StepProps = { store: ImportFileStore; onClose: () => void }

const ENDINGS: readonly FileEnding[] = ['kusers', 'csv']

/** Which file, and into which database. */
export function FileStep({ store, onClose, shown }: StepProps & { shown: ImportFileShown }): JSX.Element {
  const { dropped } = shown
  const text = useText(exchangeText)
  const { file, into, working } = useStore(store)
  const { type, read, goTo, stop } = store.getState()
  const options = useTargets()
  const { refusal, attempt } = useAtOnce(store, shown.file !== undefined && options.length === 2)
  return (
    <Modal
      key={attempt}
      title={text.importTitle}
      size="l"
      onClose={working ? stop : onClose}
      ok={text.next}
      missing={[
        ...(file.trim() === '' || /[\\/]$/u.test(file.trim()) ? [text.missingFile] : []),
        ...(options.some(({ id }) => id === into) ? [] : [text.missingInto]),
      ]}
      refused={refusal}
      working={working !== undefined}
      onDo={async () => {
        type({ file: file.trim() })
        if (into === NEW_DATABASE) goTo('folder')
        else await read()
        return 'stay'
      }}
      more={
        working ? undefined : (
          <PickFile asks={{ to: 'open', endings: [...ENDINGS] }} onPick={(picked) => type({ file: picked })} />
        )
      }
    >
      <div className="exchange-form" inert={working !== undefined}>
        <p className="dialog-note">{dropped === undefined ? text.fileHint : text.dropped(dropped)}</p>
        <FolderField
          label={text.file}
          value={file}
          onChange={(path) => type({ file: path })}
          onDatabase={(folder) => type({ file: folder })}
          endings={ENDINGS}
          none={text.noFile}
        />
        <Choice label={text.into} value={into} options={options} onChange={(id) => type({ into: id })} />
      </div>
      <WorkLine working={working} label={text.reading} />
    </Modal>
  )
}

/** The databases it can go into: those that are open, this computer's own, and one that is to be made. */
function useTargets(): { id: string; name: string }[] {
  const app = useApp()
  const text = useText(exchangeText)
  const frame = useText(frameText)
  const stores = usePlaces((view) => view.stores)
  const station = useStore(app.station.database, (view) => view.state.is === 'data')
  return useMemo(() => {
    const opened = [...stores.values()].map((store) => {
      const { id, state } = store.getState()
      return { id, title: valueOf(state)?.title ?? id, folder: valueOf(state)?.folder ?? '' }
    })
    const titles = opened.map(({ title }) => title)
    const twice = new Set(titles.filter((title, at) => titles.indexOf(title) !== at))
    return [
      ...opened.map(({ id, title, folder }) => ({ id, name: twice.has(title) ? `${title} (${folder})` : title })),
      ...(station ? [{ id: STATION, name: frame.thisPc }] : []),
      { id: NEW_DATABASE, name: text.intoNew },
    ]
  }, [stores, station, text, frame])
}

/** With a file given and one database there is nothing to ask: it is read at once; a refusal is said where it was to be typed. */
function useAtOnce(store: ImportFileStore, wanted: boolean): { refusal: AppError | undefined; attempt: number } {
  const [refusal, setRefusal] = useState<AppError>()
  const begun = useRef(false)
  useEffect(() => {
    if (!wanted || begun.current || store.getState().visited) return
    begun.current = true
    store
      .getState()
      .read()
      .catch((cause: unknown) => setRefusal(asAppError(cause)))
  }, [wanted, store])
  return { refusal, attempt: refusal ? 1 : 0 }
}
