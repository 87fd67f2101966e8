import { useDeferredValue, useMemo, useRef, useState, type JSX, type ReactNode } from 'react'
import { Filter } from '../../parts/Filter'
import { Grid } from '../../parts/Grid'
import { listRows } from '../../parts/gridRows'
import { NOTHING_SELECTED, type GridSelection } from '../../parts/gridSelection'
import type { GridColumn, GridHandle } from '../../parts/gridTypes'
import { Icon } from '../../parts/Icon'
import { Segments } from '../../parts/Segments'
import { Sign, type SignProps } from '../../parts/Sign'
import { applyText } from '../../text/apply'
import { useText } from '../../text/language'
import { usersText } from '../../text/users'
import { commonParent } from './commonParent'

/** A folder as a row: how it stands, and a sentence about it. */
export type FolderRow<Is extends string> = {
  /** A folder that was named twice has two rows. */
  key: string
  folder: string
  is: Is
  what: string
  /** `what` is a whole sentence. */
  why?: boolean
}

export type FolderGridProps<Is extends string> = {
  label: string
  /** Over the sentences. */
  what: string
  rows: readonly FolderRow<Is>[]
  /** How folders can stand, with the word for it, in the order of the choice. */
  states: Readonly<Record<Is, { name: string; sign: SignProps }>>
  /** Folders that can be ticked, and which are. */
  ticks?: {
    possible: (row: FolderRow<Is>) => boolean
    ticked: ReadonlySet<string>
    onTick: (folders: readonly string[], on: boolean) => void
  }
  onOpen?: (row: FolderRow<Is>) => void
  /** The keyboard went to a folder. */
  onActive?: (row: FolderRow<Is> | undefined) => void
  /** Before the filter. */
  bar?: ReactNode
}

const MONO = { className: 'mono' }

/** Many folders, each with how it stands: by state, filtered, ticked. */
export function FolderGrid<Is extends string>(props: FolderGridProps<Is>): JSX.Element {
  const { label, what, rows, states, ticks, onOpen, onActive, bar } = props
  const text = useText(applyText)
  const { filter: hint } = useText(usersText)
  const [only, setOnly] = useState<Is | 'all'>('all')
  const [filter, setFilter] = useState('')
  const [selection, setSelection] = useState<GridSelection>(NOTHING_SELECTED)
  const wanted = useDeferredValue(filter)
  const grid = useRef<GridHandle>(null)
  const below = useMemo(() => commonParent(rows.map(({ folder }) => folder)), [rows])

  const shown = useMemo(() => {
    const lower = wanted.trim().toLowerCase()
    return listRows(
      rows.filter(
        ({ folder, is, what: says }) =>
          (only === 'all' || is === only) && (lower === '' || `${folder}\n${says}`.toLowerCase().includes(lower)),
      ),
      ({ key }) => key,
    )
  }, [rows, wanted, only])
  const rowOf = (key: string | undefined): FolderRow<Is> | undefined => rows.find((row) => row.key === key)

  const columns = useMemo(
    () => folderColumns({ below, ticks, states, titles: { folder: text.folder, state: text.state, what } }),
    [below, text, ticks, states, what],
  )

  const options = useMemo(() => {
    const counts = new Map<Is, number>()
    for (const { is } of rows) counts.set(is, (counts.get(is) ?? 0) + 1)
    const kinds = (Object.keys(states) as Is[]).filter((is) => counts.has(is))
    return [
      { id: 'all' as const, name: `${text.all} ${rows.length}` },
      ...kinds.map((is) => ({ id: is, name: `${states[is].name} ${counts.get(is)}` })),
    ]
  }, [rows, states, text])

  const active = rowOf(selection.active?.row)

  /** The selected ones; together they become ticked, unless all of them are. */
  function tickSelected(active: string): void {
    if (!ticks) return
    const chosen = selection.keys.has(active) ? selection.keys : new Set([active])
    const possible = rows.filter((row) => chosen.has(row.key) && ticks.possible(row))
    const on = !possible.every(({ folder }) => ticks.ticked.has(folder))
    ticks.onTick(
      possible.map(({ folder }) => folder),
      on,
    )
  }

  return (
    <>
      <div className="difference-box apply-box">
        <div className="bar">
          {options.length > 2 && (
            <Segments<Is | 'all'> label={text.shown} value={only} options={options} onChange={setOnly} />
          )}
          {bar}
          <Filter
            label={text.filter}
            hint={hint}
            value={filter}
            onChange={setFilter}
            onLeave={() => grid.current?.focus()}
          />
        </div>
        {/* A press on a tick is for the tick; keys are the grid's. */}
        {/* oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions */}
        <div
          className="apply-rows"
          onClick={(event) => {
            const tick = event.target instanceof Element ? event.target.closest('[data-tick]') : null
            const folder = tick?.getAttribute('data-tick')
            if (ticks && folder) ticks.onTick([folder], !ticks.ticked.has(folder))
          }}
        >
          <Grid<FolderRow<Is>>
            handle={grid}
            label={label}
            mode={ticks ? 'many' : 'one'}
            rows={shown}
            columns={columns}
            minWidth={520}
            selection={selection}
            onSelection={(now) => {
              setSelection(now)
              onActive?.(rowOf(now.active?.row))
            }}
            versionOf={({ folder }) => ticks?.ticked.has(folder)}
            textOf={({ folder }) => (below === undefined ? folder : folder.slice(below.length))}
            onActivate={(place) => {
              const row = rowOf(place.row)
              if (row) onOpen?.(row)
            }}
            onKey={(event, place) => {
              if (event.key !== ' ' || !ticks || !place) return false
              tickSelected(place.row)
              return true
            }}
            hintOf={(row, column) =>
              column === 'folder' ? row.folder : column === 'what' && row.what !== '' ? row.what : undefined
            }
            empty={<p className="place-note">{text.noMatch}</p>}
          />
        </div>
      </div>
      {/* A sentence may be longer than its cell, and a hint is for those who point. */}
      <p className="dialog-note apply-after" aria-hidden="true">
        {active?.why === true
          ? active.what
          : below !== undefined && (
              <>
                {text.allBelow} <span className="mono">{below}</span>
              </>
            )}
      </p>
    </>
  )
}

type Columns<Is extends string> = Pick<FolderGridProps<Is>, 'states'> & {
  ticks: FolderGridProps<Is>['ticks'] | undefined
  /** What all folders lie in, which is not said on every row. */
  below: string | undefined
  titles: { folder: string; state: string; what: string }
}

function folderColumns<Is extends string>(of: Columns<Is>): readonly GridColumn<FolderRow<Is>>[] {
  const { below, ticks, states, titles } = of
  const skip = below?.length ?? 0
  return [
    {
      id: 'folder',
      title: titles.folder,
      track: 'minmax(160px, 1fr)',
      face: () => MONO,
      cell: (row) => (
        <>
          {ticks && <Tick possible={ticks.possible(row)} on={ticks.ticked.has(row.folder)} folder={row.folder} />}
          {row.folder.slice(skip)}
        </>
      ),
    },
    {
      id: 'state',
      title: titles.state,
      track: '128px',
      cell: ({ is }) => (
        <>
          <Sign {...states[is].sign} />
          {states[is].name}
        </>
      ),
    },
    { id: 'what', title: titles.what, track: 'minmax(200px, 1.4fr)', cell: (row) => row.what },
  ]
}

function Tick({ possible, on, folder }: { possible: boolean; on: boolean; folder: string }): JSX.Element {
  const text = useText(applyText)
  if (!possible) return <i className="tick-none" aria-hidden="true" />
  return (
    <span className="tick" data-tick={folder} data-on={on}>
      <span className="check-box" aria-hidden="true">
        <Icon name="tick" />
      </span>
      <span className="unseen">{on ? text.ticked : text.notTicked} </span>
    </span>
  )
}
