import { useEffect, useMemo, useRef, useState, type JSX } from 'react'
import './access-rights.css'
import type { ObjectList } from '../../../contract/access'
import type { Right } from '../../../contract/rights'
import type { Group } from '../../../contract/users'
import { Button } from '../../parts/Button'
import { NOTHING_SELECTED, selectOnly, type GridSelection } from '../../parts/gridSelection'
import type { GridHandle } from '../../parts/gridTypes'
import { Shown } from '../../parts/Shown'
import { useDatabase, useDatabaseStore, useSlice } from '../../stores/useDatabase'
import { useText } from '../../text/language'
import { rightsText } from '../../text/rights'
import { administratorGroups } from './administrators'
import { ByObject } from './ByObject'
import { keepShown, lastShown, type View } from './lastShown'
import { Matrix } from './Matrix'
import { ObjectsPane } from './ObjectsPane'
import { Person } from './Person'
import { Segments } from '../../parts/Segments'
import { MatrixTools, PersonTools } from './Tools'
import { useObjects } from './useObjects'

/** The Access Rights page of the database above it. */
export function AccessRights(): JSX.Element {
  const store = useDatabaseStore()
  const list = useSlice('objects')
  const groups = useSlice('groups')
  const retry = (): void => store.getState().refresh()
  return (
    <div className="rights-page">
      <Shown of={list} onRetry={retry}>
        {(objects) => (
          <Shown of={groups} onRetry={retry}>
            {(known) => <Views list={objects} groups={known} />}
          </Shown>
        )}
      </Shown>
    </div>
  )
}

const FIRST_CELL: GridSelection = NOTHING_SELECTED

function Views({ list, groups }: { list: ObjectList; groups: readonly Group[] }): JSX.Element {
  const text = useText(rightsText)
  const store = useDatabaseStore()
  const target = useDatabase((view) => view.target)
  const database = useDatabase((known) => known.id)
  const [last] = useState(() => lastShown(database))
  const objects = useObjects(list, last.object)
  const [view, setView] = useState<View>(last.view)
  const [right, setRight] = useState<Right>(last.right)
  const [person, setPerson] = useState(last.person)
  const [groupFilter, setGroupFilter] = useState('')
  const [onlyAllowed, setOnlyAllowed] = useState(false)
  const [tree, setTree] = useState<GridSelection>(() => firstObject(list, last.object))
  const [rows, setRows] = useState(FIRST_CELL)
  const [cells, setCells] = useState(FIRST_CELL)
  const [personCells, setPersonCells] = useState(FIRST_CELL)
  const treeGrid = useRef<GridHandle>(null)
  const mainGrid = useRef<GridHandle>(null)
  const administrators = useMemo(() => administratorGroups(groups), [groups])
  const groupNames = useMemo(() => groups.map((group) => group.name), [groups])
  const selected = useMemo(() => selectedObjects(tree, objects.tree.positions), [tree, objects.tree])

  const [arrived, setArrived] = useState(0)
  if (target && 'object' in target && target.seq !== arrived) {
    setArrived(target.seq)
    setView('object')
    objects.uncover(target.object)
    setTree(selectOnly({ row: target.object, column: undefined }))
    if (target.group !== undefined) setRows(selectOnly({ row: target.group, column: 'modify' }))
  }
  useEffect(() => {
    if (!target || !('object' in target)) return
    treeGrid.current?.reveal(target.object)
    if (target.group === undefined) treeGrid.current?.focus()
    else {
      mainGrid.current?.reveal(target.group)
      mainGrid.current?.focus()
    }
    store.getState().arrived()
  }, [target, store])

  const object = selected[0]
  useEffect(() => keepShown(database, { view, right, object, person }), [database, view, right, object, person])

  if (list.names.length === 0) return <div className="place-note">{text.noObjects}</div>
  const noGroups = (
    <>
      <p>{text.noGroups}</p>
      <Button onPress={() => store.getState().show('users-and-groups')}>{text.toGroups}</Button>
    </>
  )
  const toGrid = (): void => mainGrid.current?.focus()
  const tools =
    view === 'matrix' ? (
      <MatrixTools
        objects={objects}
        right={right}
        onRight={setRight}
        groupFilter={groupFilter}
        onGroupFilter={setGroupFilter}
        onLeave={toGrid}
      />
    ) : view === 'person' ? (
      <PersonTools
        objects={objects}
        person={person}
        onPerson={setPerson}
        onlyAllowed={onlyAllowed}
        onOnlyAllowed={setOnlyAllowed}
        onLeave={toGrid}
      />
    ) : (
      <>
        <Heading selected={selected} />
        <span className="push" />
      </>
    )

  return (
    <>
      {view === 'object' ? (
        <ObjectsPane
          objects={objects}
          selection={tree}
          onSelection={setTree}
          handle={treeGrid}
          onLeaveFilter={() => treeGrid.current?.focus()}
        />
      ) : null}
      <section className="pane rights-main" data-pane="" aria-label={text.views[view]}>
        <div className="bar rights-bar">
          {tools}
          <Segments
            label={text.view}
            value={view}
            onChange={setView}
            options={[
              { id: 'object', name: text.views.object },
              { id: 'matrix', name: text.views.matrix },
              { id: 'person', name: text.views.person },
            ]}
          />
        </div>
        {view === 'object' ? (
          <ByObject
            objects={objects}
            selected={selected}
            administrators={administrators}
            selection={rows}
            onSelection={setRows}
            person={person}
            onPerson={setPerson}
            noGroups={noGroups}
            handle={mainGrid}
          />
        ) : view === 'matrix' ? (
          <Matrix
            objects={objects}
            groups={groupNames}
            administrators={administrators}
            right={right}
            groupFilter={groupFilter}
            selection={cells}
            onSelection={setCells}
            person={person}
            onPerson={setPerson}
            noGroups={noGroups}
            handle={mainGrid}
          />
        ) : (
          <Person
            objects={objects}
            person={person}
            onlyAllowed={onlyAllowed}
            selection={personCells}
            onSelection={setPersonCells}
            handle={mainGrid}
          />
        )}
      </section>
    </>
  )
}

function Heading({ selected }: { selected: readonly string[] }): JSX.Element {
  const text = useText(rightsText)
  const [only] = selected
  if (only === undefined) return <h2 className="bar-title">{text.views.object}</h2>
  return selected.length === 1 ? (
    <h2 className="bar-title mono rights-title" title={only}>
      {only}
    </h2>
  ) : (
    <h2 className="bar-title">{text.objectCount(selected.length)}</h2>
  )
}

function firstObject(list: ObjectList, last: string | undefined): GridSelection {
  const first = last !== undefined && list.names.includes(last) ? last : list.names[0]
  return first === undefined ? NOTHING_SELECTED : selectOnly({ row: first, column: undefined })
}

/** Objects may go while they are selected. The one the keyboard is on comes first: Why? speaks about it. */
function selectedObjects(selection: GridSelection, known: ReadonlyMap<string, number>): readonly string[] {
  const active = selection.active?.row
  const names = [...selection.keys].filter((name) => known.has(name) && name !== active)
  return active !== undefined && selection.keys.has(active) && known.has(active) ? [active, ...names] : names
}
