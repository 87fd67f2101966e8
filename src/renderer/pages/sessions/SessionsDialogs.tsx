import { useEffect, type JSX } from 'react'
import { valueOf } from '../../stores/loadable'
import type { SessionsShown } from '../../stores/shell'
import { useCertificates, useSessions } from '../../stores/useApp'
import { CloseSessionDialog } from './CloseSessionDialog'
import { DecideDialog } from './DecideDialog'
import { OpenSessionDialog } from './OpenSessionDialog'

/** The dialogs of the Sessions page. One whose subject is gone closes by itself. */
export function SessionsDialogs({ shown, onClose }: { shown: SessionsShown; onClose: () => void }): JSX.Element {
  const sessions = valueOf(useSessions((view) => view.sessions))
  const certificates = valueOf(useCertificates((view) => view.certificates))
  switch (shown.is) {
    case 'open-session':
      return <OpenSessionDialog endpointUrl={shown.endpointUrl} onClose={onClose} />
    case 'close-session': {
      const row = sessions?.find((each) => each.session === shown.session)
      return row ? <CloseSessionDialog row={row} onClose={onClose} /> : <Gone onClose={onClose} />
    }
    case 'decide': {
      const one = certificates?.find((each) => each.fingerprint === shown.fingerprint)
      return one && certificates ? (
        <DecideDialog decision={shown.decision} certificate={one} all={certificates} onClose={onClose} />
      ) : (
        <Gone onClose={onClose} />
      )
    }
  }
}

/** Without closing, the shortcuts would stay off. */
function Gone({ onClose }: { onClose: () => void }): null {
  useEffect(onClose)
  return null
}
