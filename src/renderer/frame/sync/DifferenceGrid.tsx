import { useDeferredValue, useMemo, useRef, useState, type JSX } from 'react'
import type { Difference } from '../../../contract/databases'
import { Filter } from '../../parts/Filter'
import { Grid } from '../../parts/Grid'
import { listRows } from '../../parts/gridRows'
import { NOTHING_SELECTED, type GridSelection } from '../../parts/gridSelection'
import type { GridColumn, GridHandle } from '../../parts/gridTypes'
import { dialogText } from '../../text/dialogs'
import { useText } from '../../text/language'
import { usersText } from '../../text/users'
import { syncText } from '../../text/sync'
import { countKinds, toldDifferences, type ToldDifference } from './toldDifferences'

export type DifferenceGridProps = {
  label: string
  differences: readonly Difference[]
  /** How many there are in all, where not all of them are here. */
  total: number
  /** A fourth column, such as why something was refused. */
  more?: { title: string; say: (difference: Difference) => string }
}

const WIDTH = 460

/** Added, changed, removed, per user, group, membership and right: counted, filtered, as long as it may be. */
export function DifferenceGrid({ label, differences, total, more }: DifferenceGridProps): JSX.Element {
  const text = useText(syncText)
  const words = useText(dialogText).changes
  const hint = useText(usersText).filter
  const [filter, setFilter] = useState('')
  const [selection, setSelection] = useState<GridSelection>(NOTHING_SELECTED)
  const wanted = useDeferredValue(filter)
  const grid = useRef<GridHandle>(null)
  const told = useMemo(() => toldDifferences(differences, words.difference), [differences, words])
  const rows = useMemo(() => {
    const lower = wanted.trim().toLowerCase()
    return listRows(lower === '' ? told : told.filter((each) => each.lower.includes(lower)), ({ key }) => key)
  }, [told, wanted])
  const columns = useMemo((): readonly GridColumn<ToldDifference>[] => {
    const known: GridColumn<ToldDifference>[] = [
      {
        id: 'kind',
        title: words.kind,
        track: '92px',
        face: ({ difference }) => ({ className: `kind-${difference.kind}` }),
        cell: ({ difference }) => words.kinds[difference.kind],
      },
      { id: 'what', title: words.what, track: 'minmax(180px, 1.2fr)', cell: ({ what }) => what },
      {
        id: 'where',
        title: words.where,
        track: 'minmax(140px, 1fr)',
        face: ({ difference }) => (difference.subject === 'right' ? { className: 'mono' } : {}),
        cell: ({ where }) => where,
      },
    ]
    return more
      ? [
          ...known,
          {
            id: 'more',
            title: more.title,
            track: 'minmax(200px, 1.6fr)',
            cell: ({ difference }) => more.say(difference),
          },
        ]
      : known
  }, [words, more])
  return (
    <div className="difference-grid">
      <div className="bar">
        <span className="count">{text.counts(countKinds(differences))}</span>
        {total > differences.length && <span className="tag tag-warn">{text.more(differences.length, total)}</span>}
        <Filter
          label={text.filter}
          hint={hint}
          value={filter}
          onChange={setFilter}
          onLeave={() => grid.current?.focus()}
        />
      </div>
      <Grid<ToldDifference>
        handle={grid}
        label={label}
        mode="one"
        rows={rows}
        columns={columns}
        minWidth={more ? WIDTH + 200 : WIDTH}
        selection={selection}
        onSelection={setSelection}
        textOf={({ what }) => what}
        hintOf={(row, column) =>
          column === 'what'
            ? row.what
            : column === 'where'
              ? row.where || undefined
              : column === 'more'
                ? more?.say(row.difference)
                : undefined
        }
        empty={<p className="place-note">{differences.length === 0 ? text.none : text.noMatch}</p>}
      />
    </div>
  )
}
