import { useMemo } from 'react'
import type { GridColumn } from '../../parts/gridTypes'
import type { ShownValue } from '../../../contract/sessions'
import type { Watched } from '../../stores/watches'
import { useLanguage, useText } from '../../text/language'
import { sessionsText } from '../../text/sessions'
import { Plot, shortNumber } from './Plot'
import { clockText } from '../../parts/timeText'

/** A followed value with the time its plot reaches to. */
export type WatchItem = { watched: Watched; now: number }

/** Sum of the smallest widths of the columns (px). */
export const WATCH_WIDTH = 420

/** Columns of the watch list; the same objects until the language changes. */
export function useWatchColumns(): readonly GridColumn<WatchItem>[] {
  const text = useText(sessionsText).watch
  const language = useLanguage()
  return useMemo(
    () => [
      { id: 'name', title: text.columns.name, track: 'minmax(80px, 1fr)', cell: ({ watched }) => watched.name },
      {
        id: 'value',
        title: text.columns.value,
        track: 'minmax(80px, 1fr)',
        align: 'end',
        // One face for all three, so that nothing moves when the first value takes the place of the word.
        cell: ({ watched }) =>
          watched.refused !== undefined ? (
            <span className="mono cell-warn">{text.refused}</span>
          ) : watched.last ? (
            <span className="mono">{valueText(watched.last, language)}</span>
          ) : (
            <span className="mono dim">{text.waiting}</span>
          ),
      },
      {
        id: 'plot',
        title: text.columns.plot,
        track: '96px',
        cell: ({ watched, now }) => <Plot trace={watched.trace} now={now} />,
      },
      {
        id: 'time',
        title: text.columns.time,
        track: '104px',
        align: 'end',
        cell: ({ watched }) => {
          const at = watched.last?.at ?? null
          return <span className="dim">{at === null ? '' : clockText(at, language)}</span>
        },
      },
      {
        id: 'status',
        title: text.columns.status,
        track: '60px',
        face: ({ watched }) =>
          (watched.refused ?? watched.last?.status ?? 'Good').startsWith('Good') ? {} : { className: 'cell-warn' },
        cell: ({ watched }) => watched.refused ?? watched.last?.status ?? '',
      },
    ],
    [text, language],
  )
}

const MOST_DIGITS = 11

/** A long number rounded: cut off at its end it would lose its exponent or some of its size. All of it is in the hint. */
function valueText({ text, number }: ShownValue, language: string): string {
  return number !== null && text.length > MOST_DIGITS ? shortNumber(number, language) : text
}
