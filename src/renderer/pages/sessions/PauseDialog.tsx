import { useEffect, type JSX } from 'react'
import { Modal } from '../../parts/Modal'
import { valueOf } from '../../stores/loadable'
import { useApp, useSessions } from '../../stores/useApp'
import { desktopText } from '../../text/desktop'
import { useText } from '../../text/language'
import { sessionsText } from '../../text/sessions'

/** Lets no other program in; says first who is connected, and what ends. */
export function PauseDialog({ onClose }: { onClose: () => void }): JSX.Element {
  const app = useApp()
  const text = useText(desktopText)
  const { user } = useText(sessionsText)
  const sessions = useSessions((view) => view.sessions)
  const daemon = valueOf(useSessions((view) => view.daemon))
  // Programs come and go while it is asked.
  useEffect(() => app.station.sessions.getState().follow(), [app])
  const rows = valueOf(sessions)
  return (
    <Modal
      title={text.pauseTitle}
      role="alertdialog"
      careful
      okKind="danger"
      ok={text.pauseOk}
      onClose={onClose}
      onDo={async () => {
        await app.api.call('daemon.pause', {})
        await app.station.sessions.getState().reload()
      }}
    >
      {daemon && <p>{text.connected(daemon.peers)}</p>}
      {rows && <p>{text.open(rows.length)}</p>}
      {rows && rows.length > 0 && (
        <ul className="plain-list pause-list">
          {rows.map((row) => (
            <li key={row.session}>
              <span className="mono">{row.endpointUrl}</span> · {user(row.user)} · {text.readers(row.readers)}
            </li>
          ))}
        </ul>
      )}
      <p className="dialog-note">{text.until}</p>
    </Modal>
  )
}
