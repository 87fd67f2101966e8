import { useCallback, useDeferredValue, useMemo, useRef, useState, type JSX } from 'react'
import type { Difference } from '../../../contract/databases'
import { Filter } from '../../parts/Filter'
import { Grid } from '../../parts/Grid'
import { listRows } from '../../parts/gridRows'
import { NOTHING_SELECTED, type GridSelection } from '../../parts/gridSelection'
import type { GridHandle } from '../../parts/gridTypes'
import { dialogText } from '../../text/dialogs'
import { useText } from '../../text/language'
import { usersText } from '../../text/users'
import { syncText } from '../../text/sync'
import { TickAll, type DifferenceTicks } from './TickAll'
import { countKinds, filterDifferences, listDifferences, rememberTold, type ListedDifference } from './toldDifferences'
import { useDifferenceColumns, type MoreColumn } from './useDifferenceColumns'

export type DifferenceGridProps = {
  label: string
  /** In the order of the whole list; undefined for one that is not here yet. */
  differences: readonly (Difference | undefined)[]
  /** How many there are in all, where not all of them are here. */
  total: number
  /** Of all of them; counted where not given. */
  counts?: Record<Difference['kind'], number>
  more?: MoreColumn
  /** Each can be ticked: Space does it for all that are selected. The same object until a tick changes. */
  ticks?: DifferenceTicks
  /** Which places are drawn, for those that are not here yet. */
  onSight?: (from: number, to: number) => void
  /** A filter looks at all of them. */
  onFilter?: () => void
  /** Said where there is no difference. */
  none?: string
}

const WIDTH = 460

/** Added, changed, removed, per user, group, membership and right: counted, filtered, as long as it may be. */
export function DifferenceGrid(props: DifferenceGridProps): JSX.Element {
  const { label, differences, total, more, ticks, onSight, onFilter } = props
  const text = useText(syncText)
  const words = useText(dialogText).changes
  const hint = useText(usersText).filter
  const [filter, setFilter] = useState('')
  const [selection, setSelection] = useState<GridSelection>(NOTHING_SELECTED)
  const wanted = useDeferredValue(filter)
  const grid = useRef<GridHandle>(null)
  const tell = useMemo(() => rememberTold(words.difference), [words])
  const byPlace = ticks !== undefined
  const listed = useMemo(() => listDifferences(differences, byPlace), [differences, byPlace])
  const shown = useMemo(() => filterDifferences(listed, wanted, tell), [listed, wanted, tell])
  const rows = useMemo(() => listRows(shown, ({ key }) => key), [shown])
  const known = useMemo(() => differences.reduce((count, each) => (each ? count + 1 : count), 0), [differences])
  const onTick = useCallback(
    (index: number) => {
      ticks?.onTick([index], !ticks.isTicked(index))
      grid.current?.focus()
    },
    [ticks],
  )
  const columns = useDifferenceColumns({ tell, more, ticks, onTick })

  function filterBy(text: string): void {
    setFilter(text)
    if (text.trim() !== '' && known < total) onFilter?.()
  }

  /** All that are selected become what the one under the keyboard becomes. */
  function tickSelected(active: string): void {
    if (!ticks) return
    const on = !ticks.isTicked(Number(active))
    const chosen = selection.keys.has(active) ? [...selection.keys] : [active]
    ticks.onTick(chosen.map(Number), on)
  }

  return (
    <div className="difference-grid">
      <div className="bar">
        {ticks && <TickAll ticks={ticks} shown={shown} total={total} filtered={wanted.trim() !== ''} />}
        <span className="count">{text.counts(props.counts ?? countKinds(differences))}</span>
        {total > known && (onSight === undefined || filter.trim() !== '') && (
          <span className="tag tag-warn">{text.more(known, total)}</span>
        )}
        <Filter
          label={text.filter}
          hint={hint}
          value={filter}
          onChange={filterBy}
          onLeave={() => grid.current?.focus()}
        />
      </div>
      <Grid<ListedDifference>
        handle={grid}
        label={label}
        mode={ticks ? 'many' : 'one'}
        rows={rows}
        columns={columns}
        minWidth={more ? WIDTH + 200 : WIDTH}
        selection={selection}
        onSelection={setSelection}
        textOf={({ difference }) => (difference ? tell(difference).what : '')}
        rowClass={({ index }) => (ticks && !ticks.isTicked(index) ? 'row-left' : undefined)}
        onKey={(event, place) => {
          if (!ticks || event.key !== ' ' || event.ctrlKey || event.metaKey || event.altKey || !place) return false
          tickSelected(place.row)
          return true
        }}
        hintOf={({ difference }, column) => {
          if (!difference) return undefined
          if (column === 'more') return more?.say(difference)
          const { what, where } = tell(difference)
          return column === 'what' ? what : column === 'where' ? where || undefined : undefined
        }}
        onSight={(from, to) => {
          // Filtered rows are here already.
          if (wanted.trim() === '') onSight?.(from, to)
        }}
        empty={
          <p className="place-note">{total === 0 ? (props.none ?? text.none) : known < total ? '' : text.noMatch}</p>
        }
      />
    </div>
  )
}
