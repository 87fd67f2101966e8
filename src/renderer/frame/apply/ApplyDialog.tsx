import { useEffect, useState, type JSX } from 'react'
import { useStore } from 'zustand'
import { Button } from '../../parts/Button'
import { Modal } from '../../parts/Modal'
import { stateOf } from '../../stores/acts'
import { createApplyStore, type ApplyStore } from '../../stores/apply'
import { asAppError } from '../../stores/loadable'
import { useApp } from '../../stores/useApp'
import { applyText } from '../../text/apply'
import { useText } from '../../text/language'
import '../../styles/apply.css'
import { FolderDifferences } from './FolderDifferences'
import { FoldersStep } from './FoldersStep'
import { PlanStep } from './PlanStep'
import { ResultStep } from './ResultStep'
import { RestoredStep } from './RestoredStep'

export type ApplyDialogProps = { database: string; onClose: () => void }

/** One database applied to many folders: which, what would change in each, what became of it, and the way back. */
export function ApplyDialog({ database, onClose }: ApplyDialogProps): JSX.Element {
  const app = useApp()
  const [store] = useState(() => createApplyStore(app.api, database))
  const working = useStore(store, (view) => view.working)
  // Somebody logged off, or something else took the dialog away: nobody would see what comes of it.
  useEffect(() => () => store.getState().stop(), [store])
  const name = stateOf(app, database)?.title ?? database
  return <Steps store={store} name={name} database={database} onClose={working ? store.getState().stop : onClose} />
}

type StepsProps = ApplyDialogProps & { store: ApplyStore; name: string }

function Steps({ store, name, database, onClose }: StepsProps): JSX.Element {
  const app = useApp()
  const text = useText(applyText)
  const stage = useStore(store, (view) => view.stage)
  const working = useStore(store, (view) => view.working)
  const folders = useStore(store, (view) => view.folders)
  const ticked = useStore(store, (view) => view.ticked)
  const [typed, setTyped] = useState<string>()
  const acts = store.getState()
  const common = { size: 'l', onClose, working: working !== undefined } as const
  switch (stage.is) {
    case 'folders':
      return (
        <Modal
          {...common}
          key="folders"
          title={text.title(name)}
          ok={text.show}
          missing={folders.length === 0 && typed === undefined ? [text.missing.folder] : []}
          onDo={async () => {
            // What was typed is meant, too.
            if (typed !== undefined) acts.add([typed])
            await acts.makePlan()
            return 'stay'
          }}
          more={
            working ? undefined : (
              <Button onPress={() => app.shell.getState().show({ is: 'applied-runs' })}>{text.runsCommand}</Button>
            )
          }
        >
          <FoldersStep store={store} database={database} onTyped={setTyped} />
        </Modal>
      )
    case 'plan':
      return (
        <Modal
          {...common}
          key="plan"
          title={text.planTitle(name)}
          careful
          ok={text.apply(ticked.size)}
          missing={ticked.size === 0 ? [text.missing.ticked] : []}
          onDo={async () => {
            await acts.apply()
            return 'stay'
          }}
          more={working ? undefined : <Button onPress={acts.back}>{text.back}</Button>}
        >
          <PlanStep store={store} />
        </Modal>
      )
    case 'differences':
      return (
        <Modal key="differences" size="l" title={text.differencesTitle(stage.target.title)} onClose={acts.backToPlan}>
          <FolderDifferences store={store} target={stage.target} />
        </Modal>
      )
    case 'result':
      return (
        <Modal
          {...common}
          key="result"
          title={text.resultTitle(name)}
          closeWord={working ? 'cancel' : 'close'}
          more={
            stage.run !== null &&
            !working && (
              <Button
                kind="danger"
                onPress={() => void acts.undo().catch((cause: unknown) => app.refused(asAppError(cause)))}
              >
                {text.undoAll}
              </Button>
            )
          }
        >
          <ResultStep targets={stage.targets} working={working} canUndo={stage.run !== null} />
        </Modal>
      )
    case 'restored':
      return (
        <Modal {...common} key="restored" title={text.restoredTitle}>
          <RestoredStep targets={stage.targets} />
        </Modal>
      )
  }
}
