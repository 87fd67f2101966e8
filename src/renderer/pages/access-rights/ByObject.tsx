import { useCallback, useMemo, type JSX, type KeyboardEvent, type Ref } from 'react'
import type { GroupRights } from '../../../contract/access'
import { RIGHTS, type Right } from '../../../contract/rights'
import { useApi } from '../../api'
import { Grid } from '../../parts/Grid'
import { listRows } from '../../parts/gridRows'
import { selectedColumns, type GridPlace, type GridSelection } from '../../parts/gridSelection'
import type { GridColumn, GridHandle } from '../../parts/gridTypes'
import { Failed, Waiting } from '../../parts/Shown'
import { useDatabase } from '../../stores/useDatabase'
import { useText } from '../../text/language'
import { rightsText } from '../../text/rights'
import { EditLegend } from './EditLegend'
import { faces, isRight, keyMeaning, shownState, sourceOf } from './signs'
import { useAnswer } from './useAnswer'
import type { Objects } from './useObjects'
import { useRightsEdit } from './useRightsEdit'
import { Why, type WhyCell } from './Why'

export type ByObjectProps = {
  objects: Objects
  /** The selected objects, the one the keyboard is on first. */
  selected: readonly string[]
  administrators: ReadonlySet<string>
  selection: GridSelection
  onSelection: (selection: GridSelection) => void
  person: string | undefined
  onPerson: (name: string | undefined) => void
  noGroups: JSX.Element
  handle: Ref<GridHandle>
}

/** One row per group for the selected objects, and why. */
export function ByObject(props: ByObjectProps): JSX.Element {
  const { objects, selected, administrators, selection, onSelection, person, onPerson } = props
  const text = useText(rightsText)
  const api = useApi()
  const database = useDatabase((view) => view.id)
  const revision = useDatabase((view) => view.revision)
  const question = useMemo(
    () => (selected.length === 0 ? undefined : { database, objects: selected, revision }),
    [database, selected, revision],
  )
  const ask = useCallback(
    (asked: { database: string; objects: readonly string[] }) =>
      api.call('rights.byObject', { database: asked.database, objects: [...asked.objects] }),
    [api],
  )
  const { shown, to, late, retry } = useAnswer(question, ask)
  const edit = useRightsEdit(objects, administrators)
  const rights = shown.is === 'data' ? shown.value.groups : undefined
  const rows = useMemo(() => listRows(rights ?? [], (each) => each.group), [rights])
  // Rights of the objects before are no answer about these; for a moment they may stay, then the cells say they wait.
  const waiting = late && to?.objects !== selected
  const columns = useMemo(() => columnsOf(text, waiting), [text, waiting])
  const columnIds = useMemo(() => columns.map((column) => column.id), [columns])

  if (selected.length === 0) return <div className="place-note">{text.chooseObject}</div>
  if (shown.is === 'failed') return <Failed error={shown.error} onRetry={retry} />
  if (!rights) return late ? <Waiting /> : <div className="place-note" />

  const cellAt = (place: GridPlace | undefined): GroupRights['cells'][Right] | undefined =>
    place && isRight(place.column) ? rights.find((each) => each.group === place.row)?.cells[place.column] : undefined
  const press = (meaning: 'grant' | 'deny' | 'neutral' | 'next', place: GridPlace | undefined): void => {
    if (!place) return
    const chosen = rights.flatMap((each) => (selection.keys.has(each.group) ? each.group : []))
    edit.press({
      meaning,
      cell: {
        id: `${place.row}\n${place.column ?? ''}`,
        state: to?.objects === selected ? cellAt(place)?.state : undefined,
      },
      basis: rights,
      objects: selected,
      groups: chosen.length > 0 ? chosen : [place.row],
      rights: selectedColumns(selection, columnIds).filter(isRight),
    })
  }
  const onKey = (event: KeyboardEvent, place: GridPlace | undefined): boolean => {
    const meaning = keyMeaning(event)
    if (meaning === undefined) {
      edit.clearNote()
      return false
    }
    press(meaning, place)
    return true
  }
  const first = selected[0] ?? ''
  const cell = whyCell(selection.active, first, cellAt(selection.active)?.state === 'unused')
  const marked = rights.some((each) => each.administrator)

  return (
    <>
      <div className="rights-rows" aria-busy={waiting}>
        <Grid
          label={text.byObject(selected.length === 1 ? first : text.objectCount(selected.length))}
          mode="cells"
          rows={rows}
          columns={columns}
          minWidth={416}
          selection={selection}
          onSelection={(next) => {
            edit.clearNote()
            onSelection(next)
          }}
          onKey={onKey}
          onActivate={(place) => press('next', place)}
          textOf={(each) => each.group}
          hintOf={(each, column) => {
            if (each.administrator) return text.source(undefined, undefined)
            const source = isRight(column) ? sourceOf(each.cells[column].reason) : undefined
            return source && text.source(source.at, source.group)
          }}
          empty={props.noGroups}
          handle={props.handle}
        />
      </div>
      {marked ? <p className="rights-note">{text.administrators}</p> : null}
      <Why cell={cell} person={person} onPerson={onPerson} note={edit.note} />
      <EditLegend edit={edit} mixed={selected.length > 1} />
      {edit.dialog}
    </>
  )
}

function whyCell(active: GridPlace | undefined, object: string, unused: boolean): WhyCell | undefined {
  if (!active || !isRight(active.column)) return undefined
  return { object, group: active.row, right: active.column, unused }
}

function columnsOf(text: (typeof rightsText)['en'], waiting: boolean): GridColumn<GroupRights>[] {
  const face = faces(text.states)
  return [
    {
      id: 'group',
      title: text.group,
      track: 'minmax(80px,1fr)',
      skip: true,
      cell: (each) => (
        <>
          {each.group}
          {each.administrator ? (
            <abbr className="administrator-mark" title={text.administratorMark}>
              {' '}
              ∗
            </abbr>
          ) : null}
        </>
      ),
    },
    ...RIGHTS.map((right): GridColumn<GroupRights> => ({
      id: right,
      title: text.rights[right],
      header: text.rightsShort[right],
      track: 'minmax(84px,92px)',
      align: 'center',
      face: (each) => {
        if (waiting) return { className: 'sign sign-waiting', label: text.waiting }
        const { state, reason } = each.cells[right]
        const source = each.administrator ? { at: undefined, group: undefined } : sourceOf(reason)
        const plain = face[shownState(state, each.administrator)]
        return source ? { ...plain, label: `${plain.label ?? ''}, ${text.source(source.at, source.group)}` } : plain
      },
    })),
  ]
}
