import {
  useCallback,
  useDeferredValue,
  useEffect,
  useMemo,
  useReducer,
  type JSX,
  type KeyboardEvent,
  type Ref,
} from 'react'
import { leafName } from '../../../contract/objectPath'
import type { Right } from '../../../contract/rights'
import { useApi } from '../../api'
import { Grid } from '../../parts/Grid'
import type { GridRow } from '../../parts/gridRows'
import { selectedColumns, type GridPlace, type GridSelection } from '../../parts/gridSelection'
import type { GridColumn, GridHandle } from '../../parts/gridTypes'
import { Failed } from '../../parts/Shown'
import { useDatabase } from '../../stores/useDatabase'
import { useText } from '../../text/language'
import { rightsText } from '../../text/rights'
import { EditLegend } from './EditLegend'
import { matrixCells, type MatrixCells } from './matrixCells'
import { faces, keyMeaning, shownState, stateOfCode } from './signs'
import { useObjectRows, type Objects } from './useObjects'
import { useRightsEdit } from './useRightsEdit'
import { Why } from './Why'

export type MatrixProps = {
  objects: Objects
  groups: readonly string[]
  administrators: ReadonlySet<string>
  right: Right
  groupFilter: string
  selection: GridSelection
  onSelection: (selection: GridSelection) => void
  person: string | undefined
  onPerson: (name: string | undefined) => void
  noGroups: JSX.Element
  handle: Ref<GridHandle>
}

const NAME_COLUMN = 'object'
/** Objects without a group beside them say nothing; the grid then says why. */
const NO_ROWS: readonly GridRow<number>[] = []
/** Few groups have room for their names; many stand upright. */
const FEW = { most: 7, column: 92, head: 26 }
const MANY = { column: 28, head: 112 }

/** All objects and all groups for one right. */
export function Matrix(props: MatrixProps): JSX.Element {
  const { objects, groups, administrators, right, selection, person, onPerson } = props
  const text = useText(rightsText)
  const wantedGroup = useDeferredValue(props.groupFilter).trim().toLocaleLowerCase()
  const { rows } = useObjectRows(objects)
  const { names } = objects.tree
  const cells = useMatrixCells(right)

  const size = groups.length <= FEW.most ? FEW : MANY
  const columns = useMemo(() => {
    const shown = groups.filter((group) => group.toLocaleLowerCase().includes(wantedGroup))
    return columnsOf({ text, names, groups: shown, administrators, cells, upright: size === MANY })
  }, [text, names, groups, wantedGroup, administrators, cells, size])
  const columnIds = useMemo(() => columns.map((column) => column.id), [columns])
  const onSight = useSight(cells, rows)
  const edit = useRightsEdit(objects, administrators)

  const stateAt = (object: string, group: string): ReturnType<typeof stateOfCode> => {
    const row = cells.row(object)
    return stateOfCode(row?.text[row.groupAt.get(group) ?? -1])
  }
  const press = (meaning: 'grant' | 'deny' | 'neutral' | 'next', place: GridPlace | undefined): void => {
    const chosen = selectedColumns(selection, columnIds).filter((column) => column !== NAME_COLUMN)
    // What a filter hides is not meant.
    const inSight = rows.flatMap((row) => (selection.keys.has(row.key) ? row.key : []))
    if (!place || place.column === undefined || chosen.length === 0) return
    edit.press({
      meaning,
      cell: { id: `${place.row}\n${place.column}\n${right}`, state: stateAt(place.row, place.column) },
      basis: cells.row(place.row),
      objects: inSight.length > 0 ? inSight : [place.row],
      groups: chosen,
      rights: [right],
    })
  }
  const onKey = (event: KeyboardEvent, place: GridPlace | undefined): boolean => {
    const meaning = keyMeaning(event)
    edit.clearNote()
    if (meaning === undefined || place?.column === NAME_COLUMN) return false
    press(meaning, place)
    return true
  }
  const at = selection.active
  const group = at?.column !== undefined && at.column !== NAME_COLUMN ? at.column : undefined
  const cell =
    at && group !== undefined
      ? { object: at.row, group, right, unused: stateAt(at.row, group) === 'unused' }
      : undefined

  return (
    <>
      {cells.failure ? <Failed error={cells.failure} onRetry={() => cells.retry()} /> : null}
      <div className="matrix" hidden={cells.failure !== undefined}>
        <Grid
          label={text.matrix(text.rights[right])}
          tree
          mode="cells"
          rows={columns.length === 1 ? NO_ROWS : rows}
          columns={columns}
          columnWidth={size.column}
          headHeight={size.head}
          selection={selection}
          onSelection={(next) => {
            edit.clearNote()
            props.onSelection(next)
          }}
          onExpand={objects.expand}
          onKey={onKey}
          onActivate={(place) => press('next', place)}
          onSight={onSight}
          textOf={(item) => leafName(names[item] ?? '')}
          versionOf={(item) => cells.row(names[item] ?? '')}
          rowClass={(item) => (objects.own[item] === -1 ? 'implied' : undefined)}
          hintOf={(item, column) => hint(names[item] ?? '', column, stateAt, administrators, text)}
          empty={groups.length === 0 ? props.noGroups : columns.length === 1 ? text.noGroupFound : text.nothingFound}
          handle={props.handle}
        />
      </div>
      <Why cell={cell} person={person} onPerson={onPerson} note={edit.note} />
      <EditLegend edit={edit} />
      {edit.dialog}
    </>
  )
}

/** The cells of one right of this database; asked for again after every edit. */
function useMatrixCells(right: Right): MatrixCells {
  const api = useApi()
  const database = useDatabase((view) => view.id)
  const revision = useDatabase((view) => view.revision)
  const [, drawAgain] = useReducer((count: number) => count + 1, 0)
  const cells = useMemo(
    () => matrixCells((objects) => api.call('rights.matrix', { database, right, objects }), drawAgain),
    [api, database, right],
  )
  useEffect(() => {
    cells.start()
    return () => cells.stop()
  }, [cells])
  useEffect(() => cells.refresh(revision), [cells, revision])
  return cells
}

/** Tells the cells what is in sight, with a screenful before and two after. */
function useSight(cells: MatrixCells, rows: readonly GridRow<number>[]): (from: number, to: number) => void {
  return useCallback(
    (from: number, to: number) => {
      const page = to - from
      const near = rows.slice(Math.max(0, from - page), to + 2 * page).map((row) => row.key)
      const inSight = rows.slice(from, to).map((row) => row.key)
      cells.want([...new Set([...inSight, ...near])])
    },
    [cells, rows],
  )
}

function hint(
  object: string,
  column: string,
  stateAt: (object: string, group: string) => ReturnType<typeof stateOfCode>,
  administrators: ReadonlySet<string>,
  text: (typeof rightsText)['en'],
): string | undefined {
  if (column === NAME_COLUMN) return object
  if (administrators.has(column)) return `${column}: ${text.source(undefined, undefined)}`
  const state = stateAt(object, column)
  return state && `${column}: ${text.states[state]}`
}

type ColumnParts = {
  text: (typeof rightsText)['en']
  names: readonly string[]
  groups: readonly string[]
  administrators: ReadonlySet<string>
  cells: MatrixCells
  upright: boolean
}

function columnsOf({ text, names, groups, administrators, cells, upright }: ColumnParts): GridColumn<number>[] {
  const face = faces(text.states)
  const unknown = { className: 'sign sign-waiting', label: text.waiting }
  return [
    {
      id: NAME_COLUMN,
      title: text.object,
      track: '260px',
      cell: (item) => leafName(names[item] ?? ''),
    },
    ...groups.map((group): GridColumn<number> => ({
      id: group,
      title: administrators.has(group) ? `${group}, ${text.administratorMark}` : group,
      header: (
        <span className={upright ? 'matrix-name' : undefined} title={group}>
          {group}
          {administrators.has(group) ? ' ∗' : ''}
        </span>
      ),
      track: '',
      align: 'center',
      face: (item) => {
        const row = cells.row(names[item] ?? '')
        const state = stateOfCode(row?.text[row.groupAt.get(group) ?? -1])
        return state ? face[shownState(state, administrators.has(group))] : unknown
      },
    })),
  ]
}
