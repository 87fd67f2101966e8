import { useMemo, type JSX, type Ref } from 'react'
import { leafName } from '../../../contract/objectPath'
import { Grid } from '../../parts/Grid'
import type { GridSelection } from '../../parts/gridSelection'
import type { GridColumn, GridHandle } from '../../parts/gridTypes'
import { useText } from '../../text/language'
import { rightsText } from '../../text/rights'
import { Filter } from '../../parts/Filter'
import { TreeButtons } from './TreeButtons'
import { useObjectRows, type Objects } from './useObjects'

/** The object tree of the By object view. */
export function ObjectsPane({
  objects,
  selection,
  onSelection,
  handle,
  onLeaveFilter,
}: {
  objects: Objects
  selection: GridSelection
  onSelection: (selection: GridSelection) => void
  handle: Ref<GridHandle>
  onLeaveFilter: () => void
}): JSX.Element {
  const text = useText(rightsText)
  const { rows, found } = useObjectRows(objects)
  const { tree, own } = objects
  // Objects that only others imply are places, not objects of the database.
  const count = useMemo(() => own.reduce((sum, groups) => sum + (groups === -1 ? 0 : 1), 0), [own])
  const columns = useMemo(
    (): GridColumn<number>[] => [
      {
        id: 'object',
        title: text.object,
        track: 'minmax(0,1fr)',
        cell: (item) => leafName(tree.names[item] ?? ''),
        face: (item) =>
          own[item] === -1 ? { label: `${leafName(tree.names[item] ?? '')}, ${text.implied}` } : NO_FACE,
      },
      {
        id: 'own',
        title: text.group,
        track: '46px',
        align: 'end',
        cell: (item) => ((own[item] ?? 0) > 0 ? own[item] : null),
        face: (item) => ({ className: 'own', label: (own[item] ?? 0) > 0 ? text.own(own[item] ?? 0) : undefined }),
      },
    ],
    [tree, own, text],
  )
  return (
    <section className="pane rights-objects" data-pane="" aria-label={text.objects}>
      <div className="bar rights-bar">
        <h2 className="bar-title">{text.objects}</h2>
        <span className="count">{objects.filter.trim() === '' ? text.countOf(count) : text.foundOf(found, count)}</span>
        <span className="push" />
        <TreeButtons objects={objects} />
        <Filter
          label={text.filterObjects}
          value={objects.filter}
          onChange={objects.setFilter}
          onLeave={onLeaveFilter}
        />
      </div>
      <Grid
        label={text.objectTree}
        tree
        mode="many"
        headHeight={0}
        rows={rows}
        columns={columns}
        selection={selection}
        onSelection={onSelection}
        onExpand={objects.expand}
        textOf={(item) => leafName(tree.names[item] ?? '')}
        rowClass={(item) => (own[item] === -1 ? 'implied' : undefined)}
        hintOf={(item) => (own[item] === -1 ? text.implied : undefined)}
        empty={text.nothingFound}
        handle={handle}
      />
    </section>
  )
}

const NO_FACE = {}
