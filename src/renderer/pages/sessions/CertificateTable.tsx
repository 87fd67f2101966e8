import { useState, type JSX } from 'react'
import type { Certificate } from '../../../contract/sessions'
import { certificatesText } from '../../text/certificates'
import { useLanguage, useText } from '../../text/language'
import { grouped, validity } from './certificateWords'
import { dayText } from '../../parts/timeText'

export type CertificateTableProps = {
  now: Certificate
  /** The one that was trusted before, when this one came in its place; null when that is not known any more. */
  before?: Certificate | null | undefined
}

/** What a certificate says; beside what the one before it said, with the differences marked. */
export function CertificateTable({ now, before }: CertificateTableProps): JSX.Element {
  const text = useText(certificatesText)
  const rows = useFields(now)
  const old = useFields(before ?? now)
  const compared = before !== undefined && before !== null
  return (
    <table className="certificate-table" aria-label={text.facts}>
      {compared ? (
        <thead>
          <tr>
            <th scope="col">{text.field}</th>
            <th scope="col">{text.before}</th>
            <th scope="col">{text.now}</th>
          </tr>
        </thead>
      ) : null}
      <tbody>
        {rows.map(({ id, name, said, mono, warn }, index) => {
          const was = old[index]?.said ?? ''
          const differs = compared && was !== said && id !== 'firstSeen' && id !== 'lastSeen'
          const face = mono ? 'mono' : undefined
          return (
            <tr key={id} className={differs ? 'differs' : undefined}>
              <th scope="row">
                {name}
                {differs && <span className="tag tag-warn">{text.differs}</span>}
              </th>
              {compared && <td className={face}>{was}</td>}
              <td className={face}>
                {said}
                {warn !== undefined && <span className="tag tag-warn"> {warn}</span>}
              </td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}

/** The same in a dialog: scrolls within itself, also by keyboard. */
export function CertificateBox(props: CertificateTableProps): JSX.Element {
  const text = useText(certificatesText)
  return (
    /* What scrolls is reached by the keyboard, too. */
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <section className="certificate-box" tabIndex={0} aria-label={text.facts}>
      <CertificateTable {...props} />
    </section>
  )
}

type FieldRow = { id: string; name: string; said: string; mono: boolean; warn?: string | undefined }

function useFields(certificate: Certificate): FieldRow[] {
  const text = useText(certificatesText)
  const language = useLanguage()
  const { fields } = text
  const day = (at: number): string => dayText(at, language)
  const [today] = useState(() => Date.now())
  const is = validity(certificate, today)
  const row = (id: keyof typeof fields, said: string, mono = false, warn?: string): FieldRow => ({
    id,
    name: fields[id],
    said,
    mono,
    warn,
  })
  return [
    row('subject', certificate.subject),
    // What is compared is in sight in the smallest window.
    row('thumbprint', grouped(certificate.thumbprint), true),
    row('fingerprint', grouped(certificate.fingerprint), true),
    row('issuer', certificate.issuer === certificate.subject ? text.fields.selfSigned : certificate.issuer),
    row('applicationUri', certificate.applicationUri ?? '–', true),
    row('validFrom', day(certificate.validFrom), false, is === 'not-yet' ? text.notYet : undefined),
    row('validTo', day(certificate.validTo), false, is === 'expired' ? text.expired : undefined),
    row('endpoints', certificate.endpoints.join(', ') || '–', true),
    row('firstSeen', day(certificate.firstSeen)),
    row('lastSeen', day(certificate.lastSeen)),
  ]
}
