import type { JSX } from 'react'
import type { DatabaseState } from '../../contract/databases'
import { Button } from '../parts/Button'
import { Modal } from '../parts/Modal'
import { save, stateOf } from '../stores/acts'
import type { App } from '../stores/app'
import { asAppError } from '../stores/loadable'
import { useApp } from '../stores/useApp'
import { dialogText } from '../text/dialogs'
import { useText } from '../text/language'

type Asked = { database: string; onClose: () => void }

/** Closing a database with edits: Save, Discard, Cancel. */
export function ClosingDialog({ database, onClose }: Asked): JSX.Element {
  const app = useApp()
  const text = useText(dialogText).closing
  const state = stateOf(app, database)
  return (
    <Modal
      title={text.title(state?.title ?? '')}
      size="s"
      role="alertdialog"
      onClose={onClose}
      ok={text.save}
      onDo={async () => {
        const error = await save(app, database)
        // A conflict has its own dialog by now, which this one must not close.
        if (error) throw error
        await closeNow(app, database)
      }}
      more={
        <Button
          kind="danger"
          onPress={() => void closeNow(app, database, { discard: true }).then(onClose, app.refused)}
        >
          {text.discard}
        </Button>
      }
    >
      <p>{text.body(state?.unsaved ?? 0)}</p>
    </Modal>
  )
}

async function closeNow(app: App, database: string, options?: { discard: boolean }): Promise<void> {
  const error = await app.places.getState().close(database, options)
  if (error) throw error
}

export type LeavingDialogProps = { unsaved: readonly DatabaseState[]; onClose: () => void }

/** The window is about to close while databases have edits (desktop). */
export function LeavingDialog({ unsaved, onClose }: LeavingDialogProps): JSX.Element {
  const app = useApp()
  const text = useText(dialogText).leaving
  return (
    <Modal
      title={text.title}
      size="s"
      role="alertdialog"
      onClose={onClose}
      ok={text.save}
      onDo={async () => {
        for (const state of unsaved) {
          const error = await save(app, state.database)
          if (error) throw error
        }
        await app.api.call('app.leave', {})
      }}
      more={
        <Button
          kind="danger"
          onPress={() => {
            app.api.call('app.leave', {}).then(onClose, (cause: unknown) => app.refused(asAppError(cause)))
          }}
        >
          {text.discard}
        </Button>
      }
    >
      <p>{text.body}</p>
      <ul className="plain-list">
        {unsaved.map((state) => (
          <li key={state.database}>
            {state.title} · {text.count(state.unsaved)}
          </li>
        ))}
      </ul>
    </Modal>
  )
}

/** Reading the files again would drop edits. */
export function ReloadDialog({ database, onClose }: Asked): JSX.Element {
  const app = useApp()
  const text = useText(dialogText).reload
  const state = stateOf(app, database)
  return (
    <Modal
      title={text.title(state?.title ?? '')}
      size="s"
      role="alertdialog"
      onClose={onClose}
      ok={text.ok}
      okKind="danger"
      onDo={async () => {
        await app.api.call('databases.reload', { database })
      }}
    >
      <p>{text.body(state?.unsaved ?? 0)}</p>
    </Modal>
  )
}
