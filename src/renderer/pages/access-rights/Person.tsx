import { useCallback, useMemo, type JSX, type Ref } from 'react'
import { leafName } from '../../../contract/objectPath'
import { RIGHTS, type Right } from '../../../contract/rights'
import { useApi } from '../../api'
import { Grid } from '../../parts/Grid'
import type { GridSelection } from '../../parts/gridSelection'
import type { GridColumn, GridFace, GridHandle } from '../../parts/gridTypes'
import { Failed, Waiting } from '../../parts/Shown'
import { useDatabase } from '../../stores/useDatabase'
import { useText } from '../../text/language'
import { rightsText } from '../../text/rights'
import { Legend } from './Legend'
import { isRight } from './signs'
import { useAnswer } from './useAnswer'
import { useObjectRows, type Objects } from './useObjects'
import { Why } from './Why'

export type PersonProps = {
  objects: Objects
  person: string | undefined
  onlyAllowed: boolean
  selection: GridSelection
  onSelection: (selection: GridSelection) => void
  handle: Ref<GridHandle>
}

type Rights = Record<Right, string>

/** What one user may really do, on every object. */
export function Person({ objects, person, onlyAllowed, selection, onSelection, handle }: PersonProps): JSX.Element {
  const text = useText(rightsText)
  const api = useApi()
  const database = useDatabase((view) => view.id)
  const revision = useDatabase((view) => view.revision)
  const { tree, own } = objects
  const question = useMemo(
    () => (person === undefined ? undefined : { database, user: person, revision }),
    [database, person, revision],
  )
  const ask = useCallback(
    (asked: { database: string; user: string }) =>
      api.call('rights.person', { database: asked.database, user: asked.user }),
    [api],
  )
  const { shown, to, late, retry } = useAnswer(question, ask)
  // Objects may have come or gone since this was answered; the newer answer is on its way.
  const fits = shown.is === 'data' && to?.user === person && shown.value.rights.view.length === tree.names.length
  const rights = fits ? shown.value.rights : undefined

  const only = useMemo(
    () => (onlyAllowed && rights ? (item: number) => RIGHTS.some((right) => rights[right][item] === '+') : undefined),
    [onlyAllowed, rights],
  )
  const { rows } = useObjectRows(objects, only)
  const columns = useMemo(() => columnsOf(text, tree.names, rights), [text, tree, rights])
  const at = selection.active
  const right = isRight(at?.column) ? at?.column : undefined
  const cell =
    at && right && rights
      ? { object: at.row, group: undefined, right, unused: rights[right][tree.positions.get(at.row) ?? -1] === 'x' }
      : undefined

  return (
    <>
      {person === undefined ? (
        <div className="place-note">{text.person.choose}</div>
      ) : shown.is === 'failed' ? (
        <Failed error={shown.error} onRetry={retry} />
      ) : rights ? (
        <Grid
          label={text.personGrid(person)}
          tree
          mode="cells"
          rows={rows}
          columns={columns}
          minWidth={536}
          selection={selection}
          onSelection={onSelection}
          onExpand={objects.expand}
          textOf={(item) => leafName(tree.names[item] ?? '')}
          rowClass={(item) => (own[item] === -1 ? 'implied' : undefined)}
          hintOf={(item, column) => (column === 'object' ? tree.names[item] : undefined)}
          empty={only ? text.person.nothing(person) : text.nothingFound}
          handle={handle}
        />
      ) : late ? (
        <Waiting />
      ) : (
        <div className="place-note" />
      )}
      <Why cell={cell} person={person} note={undefined} />
      <Legend
        signs={[
          { sign: 'may', name: text.may },
          { sign: 'may-not', name: text.mayNot },
          { sign: 'unused', name: text.legend.unused },
        ]}
      />
    </>
  )
}

function columnsOf(
  text: (typeof rightsText)['en'],
  names: readonly string[],
  rights: Rights | undefined,
): GridColumn<number>[] {
  const face: Record<string, GridFace> = {
    '+': { className: 'sign sign-may', label: text.may },
    '-': { className: 'sign sign-may-not', label: text.mayNot },
    x: { className: 'sign sign-unused', label: text.states.unused, disabled: true },
  }
  return [
    { id: 'object', title: text.object, track: 'minmax(200px,1fr)', cell: (item) => leafName(names[item] ?? '') },
    ...RIGHTS.map((right): GridColumn<number> => ({
      id: right,
      title: text.rights[right],
      header: text.rightsShort[right],
      track: 'minmax(84px,92px)',
      align: 'center',
      face: (item) => face[rights?.[right][item] ?? ''] ?? NO_FACE,
    })),
  ]
}

const NO_FACE = {}
