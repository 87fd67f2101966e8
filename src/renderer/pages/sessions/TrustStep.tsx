import type { JSX } from 'react'
import { Modal } from '../../parts/Modal'
import { valueOf } from '../../stores/loadable'
import { useCertificates } from '../../stores/useApp'
import { certificatesText } from '../../text/certificates'
import { useText } from '../../text/language'
import { openSessionText } from '../../text/openSession'
import { CertificateBox } from './CertificateTable'
import { grouped } from './certificateWords'
import type { Doubt, OpenSession } from './useOpenSession'

export type TrustStepProps = { doubt: Doubt; form: OpenSession; onClose: () => void }

/** Judges the certificate of a server by comparing it with the device. Where another one was trusted, both are shown and Cancel is what Enter does. */
export function TrustStep({ doubt, form, onClose }: TrustStepProps): JSX.Element {
  const text = useText(openSessionText)
  const words = useText(certificatesText)
  const all = valueOf(useCertificates((view) => view.certificates)) ?? []
  const now = all.find((each) => each.fingerprint === doubt.fingerprint)
  const before =
    doubt.trust !== 'changed' || (now?.insteadOf ?? null) === null
      ? undefined
      : (all.find((each) => each.fingerprint === now?.insteadOf) ?? null)
  const seenBefore = doubt.trust === 'unknown' && now !== undefined && now.endpoints.length > 1
  return (
    <Modal
      title={text.trustStep.title[doubt.trust]}
      size="l"
      role={doubt.trust === 'unknown' ? 'dialog' : 'alertdialog'}
      careful={doubt.trust !== 'unknown'}
      okKind={doubt.trust === 'unknown' ? 'primary' : 'danger'}
      ok={text.trustStep.ok}
      onClose={form.back}
      // Whatever was done here, the form is where it goes on, unless the session is open.
      onDo={async () => {
        if ((await form.trustAndOpen(doubt)) === 'stay') return 'stay'
        onClose()
        return 'stay'
      }}
    >
      <p className="mono trust-url">{form.url}</p>
      <p>{seenBefore ? text.trustStep.body.known : text.trustStep.body[doubt.trust]}</p>
      {before === null && <p className="dialog-note">{words.noBefore}</p>}
      {now ? (
        <CertificateBox now={now} before={before} />
      ) : (
        <p>
          {words.notKnown} <span className="mono">{grouped(doubt.fingerprint)}</span>
        </p>
      )}
    </Modal>
  )
}
