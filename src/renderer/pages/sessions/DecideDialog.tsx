import type { JSX } from 'react'
import type { Certificate } from '../../../contract/sessions'
import { Modal } from '../../parts/Modal'
import type { Decision } from '../../stores/certificates'
import { useApp } from '../../stores/useApp'
import { certificatesText } from '../../text/certificates'
import { useText } from '../../text/language'
import { CertificateBox } from './CertificateTable'
import { decideNow } from './deciding'

export type DecideDialogProps = {
  decision: Decision
  certificate: Certificate
  all: readonly Certificate[]
  onClose: () => void
}

/** Asks before a changed or rejected certificate is trusted, one is rejected, or forgotten. Cancel is what Enter does. */
export function DecideDialog({ decision, certificate, all, onClose }: DecideDialogProps): JSX.Element {
  const app = useApp()
  const text = useText(certificatesText).decide
  const words = decision === 'trust' && certificate.trust === 'rejected' ? text.trustRejected : text[decision]
  const { insteadOf } = certificate
  const before = insteadOf === null ? undefined : all.find((each) => each.fingerprint === insteadOf)
  return (
    <Modal
      title={words.title}
      size="l"
      role="alertdialog"
      onClose={onClose}
      ok={words.ok}
      okKind="danger"
      careful
      onDo={() => decideNow(app, certificate, decision)}
    >
      <p>{words.body}</p>
      <CertificateBox now={certificate} before={before} />
    </Modal>
  )
}
