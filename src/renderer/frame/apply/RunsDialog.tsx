import { useCallback, useEffect, useMemo, useState, type JSX } from 'react'
import type { Restored, Run } from '../../../contract/exchange'
import { Button } from '../../parts/Button'
import { Grid } from '../../parts/Grid'
import { listRows } from '../../parts/gridRows'
import { NOTHING_SELECTED, type GridSelection } from '../../parts/gridSelection'
import type { GridColumn } from '../../parts/gridTypes'
import { Modal } from '../../parts/Modal'
import { Shown } from '../../parts/Shown'
import { momentText } from '../../parts/timeText'
import { createLongWork, type Working } from '../../stores/longWork'
import { failed, loaded, WAITING, type Loadable } from '../../stores/loadable'
import { useApp } from '../../stores/useApp'
import { applyText } from '../../text/apply'
import { useLanguage, useText } from '../../text/language'
import '../../styles/apply.css'
import { RestoredStep } from './RestoredStep'
import { WorkLine } from './WorkLine'

type Step = { is: 'list' } | { is: 'confirm'; run: Run } | { is: 'restored'; targets: readonly Restored[] }

/** What was applied to folders lately, and taking it back. */
export function RunsDialog({ onClose }: { onClose: () => void }): JSX.Element {
  const text = useText(applyText)
  const [step, setStep] = useState<Step>({ is: 'list' })
  switch (step.is) {
    case 'list':
      return <ListStep onUndo={(run) => setStep({ is: 'confirm', run })} onClose={onClose} />
    case 'confirm':
      return (
        <ConfirmStep
          run={step.run}
          onBack={() => setStep({ is: 'list' })}
          onDone={(targets) => setStep({ is: 'restored', targets })}
        />
      )
    case 'restored':
      return (
        <Modal key="restored" title={text.restoredTitle} size="l" onClose={() => setStep({ is: 'list' })}>
          <RestoredStep targets={step.targets} />
        </Modal>
      )
  }
}

function ListStep({ onUndo, onClose }: { onUndo: (run: Run) => void; onClose: () => void }): JSX.Element {
  const { api } = useApp()
  const text = useText(applyText)
  const [runs, setRuns] = useState<Loadable<readonly Run[]>>(WAITING)
  const [selection, setSelection] = useState<GridSelection>(NOTHING_SELECTED)
  const load = useCallback(() => {
    api.call('apply.runs', {}).then(
      (found) => setRuns(loaded(found.runs)),
      (cause: unknown) => setRuns(failed(cause)),
    )
  }, [api])
  useEffect(load, [load])
  const known = runs.is === 'data' ? runs.value : []
  const chosen = known.find(({ run }) => run === selection.active?.row)
  const undo = (run: Run | undefined): void => {
    if (run && run.left > 0) onUndo(run)
  }
  return (
    <Modal
      key="list"
      title={text.runsTitle}
      size="l"
      onClose={onClose}
      // Once they are there the keyboard begins among them.
      stage={known.length > 0 ? 1 : 0}
      more={
        <Button kind="danger" isDisabled={!chosen || chosen.left === 0} onPress={() => undo(chosen)}>
          {text.undoRun}
        </Button>
      }
    >
      <p className="dialog-note">{text.runsLead}</p>
      <div className="difference-box apply-box">
        <Shown of={runs} onRetry={load}>
          {(all) => (
            <RunGrid
              runs={all}
              selection={selection}
              onSelection={setSelection}
              onActivate={(id) => undo(known.find(({ run }) => run === id))}
            />
          )}
        </Shown>
      </div>
    </Modal>
  )
}

type RunGridProps = {
  runs: readonly Run[]
  selection: GridSelection
  onSelection: (selection: GridSelection) => void
  onActivate: (run: string) => void
}

function RunGrid({ runs, selection, onSelection, onActivate }: RunGridProps): JSX.Element {
  const text = useText(applyText)
  const language = useLanguage()
  const rows = useMemo(() => listRows(runs, ({ run }) => run), [runs])
  const columns = useMemo((): readonly GridColumn<Run>[] => {
    const titles = text.runColumns
    return [
      { id: 'at', title: titles.at, track: '172px', cell: ({ at }) => momentText(at, language) },
      { id: 'title', title: titles.title, track: 'minmax(120px, 1fr)', cell: ({ title }) => title },
      { id: 'folders', title: titles.folders, track: '92px', align: 'end', cell: ({ folders }) => folders },
      {
        id: 'left',
        title: titles.left,
        track: 'minmax(120px, 0.6fr)',
        cell: ({ left }) => (left === 0 ? text.undone : text.counted(left)),
      },
    ]
  }, [text, language])
  return (
    <Grid<Run>
      label={text.runs}
      mode="one"
      rows={rows}
      columns={columns}
      minWidth={506}
      selection={selection}
      onSelection={onSelection}
      onActivate={({ row }) => onActivate(row)}
      rowClass={({ left }) => (left === 0 ? 'apply-undone' : undefined)}
      empty={<p className="apply-empty">{text.noRuns}</p>}
    />
  )
}

type ConfirmProps = { run: Run; onBack: () => void; onDone: (targets: readonly Restored[]) => void }

function ConfirmStep({ run, onBack, onDone }: ConfirmProps): JSX.Element {
  const { api } = useApp()
  const text = useText(applyText)
  const language = useLanguage()
  const [working, setWorking] = useState<Working>()
  const [work] = useState(() => createLongWork(api, setWorking))
  useEffect(() => () => work.stop(), [work])
  return (
    <Modal
      key="confirm"
      title={text.confirmTitle}
      role="alertdialog"
      careful
      okKind="danger"
      ok={text.confirmOk(run.left)}
      working={working !== undefined}
      onClose={working ? work.stop : onBack}
      onDo={async () => {
        const { targets } = await work.run((id) => api.call('apply.undo', { run: run.run, work: id }))
        onDone(targets)
        return 'stay'
      }}
    >
      <p>{text.confirm(run.title, momentText(run.at, language), run.left)}</p>
      <WorkLine working={working && { ...working, is: 'undo' }}>{''}</WorkLine>
    </Modal>
  )
}
