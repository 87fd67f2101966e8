import { useMemo } from 'react'
import type { SessionRow } from '../../../contract/sessions'
import type { GridColumn } from '../../parts/gridTypes'
import { Sign } from '../../parts/Sign'
import { useLanguage, useText } from '../../text/language'
import { sessionsText } from '../../text/sessions'
import { STATE_SIGNS } from './signs'

/** A row with the time its idle time counts to. */
export type SessionItem = { row: SessionRow; at: number }

/** Sum of the smallest widths of the columns (px). */
export const SESSIONS_WIDTH = 812

/** Columns of the list of sessions; the same objects until the language changes. */
export function useSessionColumns(): readonly GridColumn<SessionItem>[] {
  const text = useText(sessionsText)
  const language = useLanguage()
  return useMemo(() => {
    const number = new Intl.NumberFormat(language, { maximumFractionDigits: 1 })
    const { columns } = text
    return [
      {
        id: 'endpoint',
        title: columns.endpoint,
        track: 'minmax(150px, 1.2fr)',
        sortable: true,
        cell: ({ row }) => <span className="mono">{row.endpointUrl}</span>,
      },
      {
        id: 'state',
        title: columns.state,
        track: 'minmax(168px, 0.4fr)',
        sortable: true,
        cell: ({ row, at }) => (
          <>
            <Sign {...STATE_SIGNS[row.state.is]} />
            {text.state(row.state, at)}
          </>
        ),
      },
      {
        id: 'user',
        title: columns.user,
        track: 'minmax(72px, 0.4fr)',
        sortable: true,
        cell: ({ row }) => <span className={row.user.kind === 'anonymous' ? 'dim' : ''}>{text.user(row.user)}</span>,
      },
      {
        id: 'security',
        title: columns.security,
        track: 'minmax(158px, 1.4fr)',
        sortable: true,
        face: ({ row }) => (row.security.mode === 'none' ? { className: 'cell-warn' } : {}),
        cell: ({ row }) => text.security(row.security),
      },
      {
        id: 'idle',
        title: columns.idle,
        track: '72px',
        align: 'end',
        sortable: true,
        cell: ({ row, at }) => (row.streams > 0 ? text.inUse : text.age(at - row.lastUsed)),
      },
      {
        id: 'readers',
        title: columns.readers,
        track: '62px',
        align: 'end',
        sortable: true,
        cell: ({ row }) => row.readers,
      },
      {
        id: 'rate',
        title: columns.rate,
        header: columns.rateShort,
        track: '66px',
        align: 'end',
        sortable: true,
        cell: ({ row }) => number.format(row.rate),
      },
      {
        id: 'errors',
        title: columns.errors,
        track: '64px',
        align: 'end',
        sortable: true,
        face: ({ row }) => (row.errors > 0 ? { className: 'cell-warn' } : {}),
        cell: ({ row }) => row.errors,
      },
    ]
  }, [text, language])
}
