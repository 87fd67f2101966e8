import { useMemo } from 'react'
import type { Certificate } from '../../../contract/sessions'
import type { GridColumn } from '../../parts/gridTypes'
import { Sign } from '../../parts/Sign'
import { certificatesText } from '../../text/certificates'
import { useLanguage, useText } from '../../text/language'
import { shortName, validity } from './certificateWords'
import { TRUST_SIGNS } from './signs'
import { dayText } from '../../parts/timeText'

/** Sum of the smallest widths of the columns (px). */
export const CERTIFICATES_WIDTH = 720

/** Columns of the list of certificates; the same objects until the language changes. */
export function useCertificateColumns(): readonly GridColumn<Certificate>[] {
  const text = useText(certificatesText)
  const language = useLanguage()
  return useMemo(() => {
    const { columns } = text
    return [
      { id: 'subject', title: columns.subject, track: 'minmax(140px, 1.2fr)', cell: shortName },
      {
        id: 'trust',
        title: columns.trust,
        track: 'minmax(130px, 0.7fr)',
        cell: ({ trust }) => (
          <>
            <Sign {...TRUST_SIGNS[trust]} />
            {text.trust[trust]}
          </>
        ),
      },
      {
        id: 'endpoints',
        title: columns.endpoints,
        track: 'minmax(150px, 1.4fr)',
        cell: ({ endpoints }) => <span className="mono">{endpoints.join(', ')}</span>,
      },
      {
        id: 'validTo',
        title: columns.validTo,
        track: 'minmax(100px, 0.8fr)',
        face: (each) => (validity(each, Date.now()) === 'valid' ? {} : { className: 'cell-warn' }),
        cell: (each) => {
          const is = validity(each, Date.now())
          const note = is === 'expired' ? text.expired : is === 'not-yet' ? text.notYet : undefined
          return note === undefined ? dayText(each.validTo, language) : `${dayText(each.validTo, language)} · ${note}`
        },
      },
      {
        id: 'firstSeen',
        title: columns.firstSeen,
        track: '100px',
        align: 'end',
        cell: ({ firstSeen }) => <span className="dim">{dayText(firstSeen, language)}</span>,
      },
      {
        id: 'lastSeen',
        title: columns.lastSeen,
        track: '100px',
        align: 'end',
        cell: ({ lastSeen }) => <span className="dim">{dayText(lastSeen, language)}</span>,
      },
    ]
  }, [text, language])
}
