import type { JSX } from 'react'
import type { SessionRow } from '../../../contract/sessions'
import { Button } from '../../parts/Button'
import { Modal } from '../../parts/Modal'
import { asAppError } from '../../stores/loadable'
import { useApp } from '../../stores/useApp'
import { useText } from '../../text/language'
import { sessionsText } from '../../text/sessions'
import { othersOf } from './sessionRows'

/** Others hold the session: give up one's own share, or end it for everybody. */
export function CloseSessionDialog({ row, onClose }: { row: SessionRow; onClose: () => void }): JSX.Element {
  const app = useApp()
  const text = useText(sessionsText).closeQuestion

  async function close(force: boolean): Promise<void> {
    await app.api.call('sessions.close', { session: row.session, ...(force ? { force } : {}) })
    app.shell.getState().say({ is: force ? 'session-closed' : 'session-given-up', endpointUrl: row.endpointUrl })
    await app.station.sessions.getState().reload()
  }

  const forced = (
    <Button
      kind="danger"
      onPress={() => {
        close(true).then(onClose, (cause: unknown) => app.refused(asAppError(cause)))
      }}
    >
      {text.okForce}
    </Button>
  )
  const common = { title: text.title(row.endpointUrl), size: 's', role: 'alertdialog', onClose } as const
  const body = (
    <>
      <p>
        {text.keep(othersOf(row))} {row.own ? text.giveUp : text.notOwn}
      </p>
      <p className="dim">{text.force}</p>
    </>
  )
  // Who holds nothing of it has nothing to give up: Cancel leaves everything as it is.
  return row.own ? (
    <Modal {...common} ok={text.ok} onDo={() => close(false)} more={forced}>
      {body}
    </Modal>
  ) : (
    <Modal {...common} ok={text.okForce} okKind="danger" careful onDo={() => close(true)}>
      {body}
    </Modal>
  )
}
