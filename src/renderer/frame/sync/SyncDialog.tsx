import { useCallback, useEffect, useState, type JSX } from 'react'
import type { MethodOutput } from '../../../contract/contract'
import type { RefusedDifference } from '../../../contract/sync'
import { Button } from '../../parts/Button'
import { Modal } from '../../parts/Modal'
import { Progress } from '../../parts/Progress'
import { Shown } from '../../parts/Shown'
import { asAppError, failed, loaded, WAITING, type Loadable } from '../../stores/loadable'
import { useApp } from '../../stores/useApp'
import { useText } from '../../text/language'
import { syncText } from '../../text/sync'
import { DifferenceGrid } from './DifferenceGrid'
import { useDownload, type Running } from './useDownload'
import { useRefused } from './useRefused'

type Differences = MethodOutput<'sync.differences'>
type Asked = { database: string; onClose: () => void }
type Step = { is: 'choose' } | { is: 'confirm' } | { is: 'refused'; applied: number; refused: RefusedDifference[] }

/** The most differences that are shown; how many there are in all is said. */
const LIMIT = 10_000

/** The page and its device differ: what differs, and which of the two gives way. */
export function SyncDialog({ database, onClose }: Asked): JSX.Element {
  const [step, setStep] = useState<Step>({ is: 'choose' })
  const { found, load } = useDifferences(database)
  switch (step.is) {
    case 'choose':
      return (
        <ChooseStep
          database={database}
          found={found}
          onRetry={load}
          onDownload={() => setStep({ is: 'confirm' })}
          onClose={onClose}
        />
      )
    case 'confirm':
      return (
        <ConfirmStep
          database={database}
          found={found}
          onRetry={load}
          onBack={() => setStep({ is: 'choose' })}
          onRefused={(applied, refused) => setStep({ is: 'refused', applied, refused })}
          onClose={onClose}
        />
      )
    case 'refused':
      return <RefusedStep applied={step.applied} refused={step.refused} onClose={onClose} />
  }
}

function useDifferences(database: string): { found: Loadable<Differences>; load: () => void } {
  const { api } = useApp()
  const [found, setFound] = useState<Loadable<Differences>>(WAITING)
  const load = useCallback(() => {
    api.call('sync.differences', { database, limit: LIMIT }).then(
      (differences) => setFound(loaded(differences)),
      (cause: unknown) => setFound(failed(cause)),
    )
  }, [api, database])
  useEffect(load, [load])
  return { found, load }
}

/** The device may change while the dialog is open; what is named must be what will be done. */
function useFollowed({ database, onRetry }: Pick<StepProps, 'database' | 'onRetry'>, following: boolean): void {
  const { api } = useApp()
  useEffect(() => {
    if (!following) return undefined
    return api.on('databases.changed', (change) => {
      if (change.database === database) onRetry()
    })
  }, [api, database, onRetry, following])
}

type StepProps = Asked & { found: Loadable<Differences>; onRetry: () => void }

function ChooseStep(props: StepProps & { onDownload: () => void }): JSX.Element {
  const { database, found, onRetry, onDownload, onClose } = props
  const app = useApp()
  const text = useText(syncText)
  useFollowed(props, true)
  async function upload(): Promise<void> {
    try {
      await app.api.call('sync.on', { database, upload: true })
      app.shell.getState().say({ is: 'uploaded' })
      onClose()
    } catch (cause) {
      app.refused(asAppError(cause))
    }
  }
  return (
    <Modal
      title={text.title}
      size="l"
      onClose={onClose}
      closeWord="cancel"
      more={
        <>
          <Button kind="danger" onPress={() => void upload()} tip={text.uploadAbout}>
            {text.upload}
          </Button>
          <Button onPress={onDownload} isDisabled={found.is !== 'data'} tip={text.downloadAbout}>
            {text.download}
          </Button>
        </>
      }
    >
      <p className="dialog-note">{text.lead}</p>
      <Table found={found} onRetry={onRetry} label={text.title} />
      <p className="dialog-note">
        <b>{text.upload}</b>: {text.uploadAbout} <b>{text.downloadWord}</b>: {text.downloadAbout}
      </p>
    </Modal>
  )
}

type ConfirmProps = StepProps & {
  onBack: () => void
  onRefused: (applied: number, refused: RefusedDifference[]) => void
}

function ConfirmStep(props: ConfirmProps): JSX.Element {
  const { database, found, onRetry, onBack, onRefused, onClose } = props
  const app = useApp()
  const text = useText(syncText)
  const { running, start, stop } = useDownload(database)
  useFollowed(props, running === undefined)
  const total = found.is === 'data' ? found.value.total : 0
  return (
    <Modal
      title={text.confirmTitle(total)}
      size="l"
      role="alertdialog"
      careful
      onClose={running ? stop : onClose}
      ok={text.ok(total)}
      okKind="danger"
      working={running !== undefined || found.is !== 'data'}
      onDo={async () => {
        const { applied, refused } = await start()
        app.shell.getState().say({ is: 'downloaded', applied, refused: refused.length })
        if (refused.length === 0) return undefined
        onRefused(applied, refused)
        return 'stay'
      }}
      more={running ? undefined : <Button onPress={onBack}>{text.back}</Button>}
    >
      <DownloadProgress running={running} />
      <Table found={found} onRetry={onRetry} label={text.confirmLead} />
    </Modal>
  )
}

/** In the place of what is said before, so that the table stays where it is. */
function DownloadProgress({ running }: { running: Running | undefined }): JSX.Element {
  const text = useText(syncText)
  if (!running) return <p className="dialog-note sync-progress">{text.confirmLead}</p>
  const { done, total, stopping } = running
  return (
    <Progress
      className="sync-progress"
      label={stopping ? text.stopping : text.working}
      done={done}
      total={total}
      count={text.progress}
    />
  )
}

type RefusedProps = { applied: number; refused: readonly RefusedDifference[]; onClose: () => void }

/** What the device did not take, each with its reason. */
function RefusedStep({ applied, refused, onClose }: RefusedProps): JSX.Element {
  const text = useText(syncText)
  const { differences, more } = useRefused(refused)
  return (
    <Modal title={text.resultTitle} size="l" onClose={onClose}>
      <p className="dialog-note">{text.resultLead(applied, refused.length)}</p>
      <DifferenceGrid label={text.resultTitle} differences={differences} total={differences.length} more={more} />
    </Modal>
  )
}

function Table({ found, onRetry, label }: { found: Loadable<Differences>; onRetry: () => void; label: string }) {
  return (
    <div className="difference-box">
      <Shown of={found} onRetry={onRetry}>
        {({ differences, total }) => <DifferenceGrid label={label} differences={differences} total={total} />}
      </Shown>
    </div>
  )
}
