import { useEffect, useMemo, useRef, useState, type JSX, type KeyboardEvent, type Ref } from 'react'
import type { BrowsedNode } from '../../../contract/sessions'
import { Button } from '../../parts/Button'
import { ContextMenu } from '../../parts/ContextMenu'
import { asksToCopy } from '../../parts/copyText'
import { Grid } from '../../parts/Grid'
import type { GridRow } from '../../parts/gridRows'
import { NOTHING_SELECTED, type GridPlace, type GridSelection } from '../../parts/gridSelection'
import type { GridColumn, GridHandle } from '../../parts/gridTypes'
import { Icon } from '../../parts/Icon'
import { Shown } from '../../parts/Shown'
import { WAITING } from '../../stores/loadable'
import { NO_NODES, ROOT } from '../../stores/nodes'
import { useApp, useNodes } from '../../stores/useApp'
import { useText } from '../../text/language'
import { sessionsText } from '../../text/sessions'
import { DRAG_NODES } from './dragNodes'
import { nodeRows, type NodeItem, type NodeRowCache } from './nodeRows'
import { useCopy } from '../../parts/useCopy'

const WORD_PAUSE = 700

export type NodesPaneProps = { session: string; ended: boolean; handle: Ref<GridHandle> }

/** The tree of a server's nodes, asked for as it is opened. */
export function NodesPane({ session, ended, handle }: NodesPaneProps): JSX.Element {
  const { station } = useApp()
  const text = useText(sessionsText)
  const tree = useNodes((view) => view.trees.get(session)) ?? NO_NODES
  const [selection, setSelection] = useState<GridSelection>(NOTHING_SELECTED)
  const [menu, setMenu] = useState<{ x: number; y: number }>()
  const typedAt = useRef(Number.NEGATIVE_INFINITY)
  const [cache] = useState<NodeRowCache>(() => new Map())
  const rows = useMemo(() => nodeRows(tree, cache), [tree, cache])
  const columns = useNodeColumns()
  const copy = useCopy()
  const nodes = station.nodes.getState()
  useEffect(() => {
    if (!ended) station.nodes.getState().need(session)
  }, [station, session, ended])

  const chosen = rows.flatMap(({ key, item }) => (selection.keys.has(key) && item.node ? [item.node] : []))
  const watchable = chosen.filter((node) => node.nodeClass === 'Variable')
  const active = rows.find((row) => row.key === selection.active?.row)
  const acts = {
    watch:
      watchable.length > 0 && !ended ? () => station.watches.getState().add(session, watchable.map(named)) : undefined,
    copy: chosen.length > 0 ? () => copy(chosen.map((node) => node.node).join('\n')) : undefined,
    reload: ended ? undefined : () => void nodes.browse(session, active?.item.path ?? ROOT),
  }

  function toggle({ key, item, expanded }: GridRow<NodeItem>): void {
    if (item.is === 'failed') void nodes.browse(session, item.path)
    else if (expanded !== undefined && !ended) nodes.expand(session, key, !expanded)
  }

  function onActivate(place: GridPlace): void {
    const row = rows.find((each) => each.key === place.row)
    if (row?.item.node?.nodeClass === 'Variable') acts.watch?.()
    else if (row) toggle(row)
  }

  function onKey(event: KeyboardEvent): boolean {
    const inWord = event.timeStamp - typedAt.current < WORD_PAUSE
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey
    if (asksToCopy(event)) acts.copy?.()
    else if (event.key === 'F5') acts.reload?.()
    // Within a word that is being typed it is a letter of the word.
    else if (event.key.toLowerCase() === 'w' && plain && !inWord) acts.watch?.()
    else {
      if (event.key.length === 1 && plain) typedAt.current = event.timeStamp
      return false
    }
    return true
  }

  return (
    <section className="pane detail-nodes" aria-label={text.nodes.title} data-pane="nodes">
      <div className="bar">
        <h3 className="bar-title">{text.nodes.title}</h3>
        <Button kind="flat" isDisabled={!acts.watch} onPress={() => acts.watch?.()} tip="W">
          {text.nodes.watch}
        </Button>
        <Button
          kind="flat"
          square
          isDisabled={!acts.copy}
          aria-label={text.nodes.copy}
          tip={text.nodes.copy}
          onPress={() => acts.copy?.()}
        >
          <Icon name="copy" />
        </Button>
        <span className="push" />
        <Button
          kind="flat"
          square
          isDisabled={!acts.reload}
          aria-label={text.nodes.reload}
          tip={`${text.nodes.reload} (F5)`}
          onPress={() => acts.reload?.()}
        >
          <Icon name="reload" />
        </Button>
      </div>
      <Shown of={tree.below.get(ROOT) ?? WAITING} onRetry={() => void nodes.browse(session, ROOT)}>
        {() => (
          <Grid<NodeItem>
            handle={handle}
            label={text.nodes.title}
            tree
            headHeight={0}
            rows={rows}
            columns={columns}
            selection={selection}
            onSelection={(next) => {
              setSelection(next)
              const node = rows.find((row) => row.key === next.active?.row)?.item.node
              if (node && next.keys.size > 0) nodes.choose(session, node)
            }}
            onExpand={(key, open) => {
              if (!ended || tree.below.has(key)) nodes.expand(session, key, open)
            }}
            onActivate={onActivate}
            onKey={onKey}
            onMenu={(_, at) => setMenu(at)}
            textOf={(item) => item.node?.name ?? ''}
            hintOf={(item) => (item.node ? item.node.node : undefined)}
            rowClass={(item) => (item.is === 'node' ? undefined : 'row-child')}
            drag={({ item }) => dragged(item, watchable)}
            empty={<p className="place-note">{text.nodes.empty}</p>}
          />
        )}
      </Shown>
      {menu && (
        <ContextMenu
          at={menu}
          label={text.nodes.title}
          onClose={() => setMenu(undefined)}
          acts={[
            { id: 'watch', name: text.nodes.watch, keys: 'W', do: acts.watch },
            { id: 'copy', name: text.nodes.copy, do: acts.copy },
            '-',
            { id: 'reload', name: text.nodes.reload, keys: 'F5', do: acts.reload },
          ]}
        />
      )}
    </section>
  )
}

function named({ node, name }: BrowsedNode): { node: string; name: string } {
  return { node, name }
}

function dragged(item: NodeItem, selected: readonly BrowsedNode[]): Record<string, string> | undefined {
  if (item.node?.nodeClass !== 'Variable') return undefined
  const all = selected.includes(item.node) ? selected : [item.node]
  return { [DRAG_NODES]: JSON.stringify(all.map(named)), 'text/plain': all.map((node) => node.node).join('\n') }
}

function useNodeColumns(): readonly GridColumn<NodeItem>[] {
  const text = useText(sessionsText).nodes
  return useMemo(
    () => [
      {
        id: 'name',
        title: text.name,
        track: 'minmax(120px, 1fr)',
        cell: (item) => (item.is === 'node' ? item.node.name : item.is === 'waiting' ? text.waiting : text.failed),
      },
      {
        id: 'kind',
        title: text.kind,
        track: 'minmax(72px, auto)',
        align: 'end',
        cell: (item) => item.node && <span className="tag">{text.kinds[item.node.nodeClass]}</span>,
      },
    ],
    [text],
  )
}
