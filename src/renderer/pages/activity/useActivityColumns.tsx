import { useMemo } from 'react'
import type { AuditEntry } from '../../../contract/audit'
import type { GridColumn } from '../../parts/gridTypes'
import { Sign } from '../../parts/Sign'
import { momentText } from '../../parts/timeText'
import { activityText } from '../../text/activity'
import { useLanguage, useText } from '../../text/language'
import { aboutOf, fromOf, outcomeOf, whatOf } from './entryWords'

/** Sum of the smallest widths of the columns (px). */
export const ACTIVITY_WIDTH = 822

/** Columns of the activity log; the same objects until the language changes. */
export function useActivityColumns(): readonly GridColumn<AuditEntry>[] {
  const text = useText(activityText)
  const language = useLanguage()
  return useMemo(() => {
    const { columns } = text
    return [
      {
        id: 'time',
        title: columns.time,
        track: '164px',
        cell: ({ time }) => momentText(Date.parse(time), language),
      },
      {
        id: 'user',
        title: columns.user,
        track: 'minmax(88px, 0.5fr)',
        cell: ({ user }) => user ?? <span className="dim">{text.nobody}</span>,
      },
      {
        id: 'what',
        title: columns.what,
        track: 'minmax(184px, 0.8fr)',
        cell: (entry) => whatOf(entry, text),
      },
      {
        id: 'about',
        title: columns.about,
        track: 'minmax(140px, 2fr)',
        cell: (entry) => aboutOf(entry, text),
      },
      {
        id: 'peer',
        title: columns.peer,
        track: 'minmax(98px, 0.4fr)',
        cell: (entry) => <span className="dim">{fromOf(entry, text)}</span>,
      },
      {
        id: 'outcome',
        title: columns.outcome,
        track: 'minmax(148px, 0.4fr)',
        face: ({ outcome }) => (outcome === 'ok' ? {} : { className: 'cell-warn' }),
        cell: (entry) => (
          <>
            <Sign {...(entry.outcome === 'ok' ? GOOD : BAD)} />
            {outcomeOf(entry, text)}
          </>
        ),
      },
    ]
  }, [text, language])
}

const GOOD = { shape: 'tick', tone: 'good' } as const
const BAD = { shape: 'cross', tone: 'bad' } as const
