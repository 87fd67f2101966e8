import { useMemo, useState, type DragEvent, type JSX, type KeyboardEvent } from 'react'
import { Button } from '../../parts/Button'
import { ContextMenu, MenuButton } from '../../parts/ContextMenu'
import { asksToCopy } from '../../parts/copyText'
import { Grid } from '../../parts/Grid'
import { listRows } from '../../parts/gridRows'
import { NOTHING_SELECTED, type GridSelection } from '../../parts/gridSelection'
import { Icon } from '../../parts/Icon'
import { useApp, useWatches } from '../../stores/useApp'
import { INTERVALS, MOST_WATCHED, USUAL_INTERVAL, type WatchList } from '../../stores/watches'
import { frameText } from '../../text/frame'
import { useText } from '../../text/language'
import { sentences } from '../../text/sentences'
import { sessionsText } from '../../text/sessions'
import { usersText } from '../../text/users'
import { DRAG_NODES, draggedNodes } from './dragNodes'
import { Plot } from './Plot'
import { useCopy } from '../../parts/useCopy'
import { useNow } from './useNow'
import { useWatchColumns, WATCH_WIDTH, type WatchItem } from './useWatchColumns'

const NONE: WatchList['watched'] = []

/** `until`: nothing came after that time, so that the plots do not move on. */
export type WatchPaneProps = { session: string; ended: boolean; until: number | undefined }

/** Values that are followed, each with its last minute; the one the keyboard is on is drawn large. */
export function WatchPane({ session, ended, until }: WatchPaneProps): JSX.Element {
  const { station } = useApp()
  const text = useText(sessionsText)
  const { deleteKey } = useText(usersText)
  const list = useWatches((view) => view.lists.get(session))
  const watched = list?.watched ?? NONE
  const interval = list?.interval ?? USUAL_INTERVAL
  const [selection, setSelection] = useState<GridSelection>(NOTHING_SELECTED)
  const [menu, setMenu] = useState<{ x: number; y: number }>()
  const stands = until ?? (list?.state.is === 'ended' ? list.state.at : undefined)
  const clock = useNow(list?.state.is === 'live' && stands === undefined)
  const now = stands ?? clock
  const columns = useWatchColumns()
  const copy = useCopy()
  const watches = station.watches.getState()
  const rows = useMemo(
    () =>
      listRows(
        watched.map((each): WatchItem => ({ watched: each, now })),
        (item) => item.watched.node,
      ),
    [watched, now],
  )
  const chosen = watched.filter((each) => selection.keys.has(each.node)).map((each) => each.node)
  const large = watched.find((each) => each.node === selection.active?.row) ?? watched[0]

  const acts = {
    remove: chosen.length > 0 ? () => watches.remove(session, chosen) : undefined,
    copy: chosen.length > 0 ? () => copy(chosen.join('\n')) : undefined,
    clear: watched.length > 0 ? () => watches.clear(session) : undefined,
  }

  function onKey(event: KeyboardEvent): boolean {
    if (event.key === 'Delete') acts.remove?.()
    else if (asksToCopy(event)) acts.copy?.()
    else return false
    return true
  }

  function onDrop(event: DragEvent): void {
    event.preventDefault()
    watches.add(session, draggedNodes(event.dataTransfer.getData(DRAG_NODES)))
  }

  return (
    // What is dropped here can be added by key and button, too.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <section
      className="pane detail-watch"
      aria-label={text.watch.title}
      data-pane="watch"
      onDragOver={(event) => {
        if (!ended && event.dataTransfer.types.includes(DRAG_NODES)) event.preventDefault()
      }}
      onDrop={onDrop}
    >
      <div className="bar">
        <h3 className="bar-title">{text.watch.title}</h3>
        <span className="count">{watched.length > 0 && watched.length}</span>
        <Button kind="flat" isDisabled={!acts.remove} onPress={() => acts.remove?.()}>
          {text.watch.remove}
        </Button>
        <Button kind="flat" isDisabled={!acts.clear} onPress={() => acts.clear?.()}>
          {text.watch.clear}
        </Button>
        <span className="push" />
        <MenuButton
          label={`${text.watch.interval}: ${text.watch.every(interval)}`}
          acts={INTERVALS.map((each) => ({
            id: String(each),
            name: text.watch.every(each),
            keys: each === interval ? '✓' : '',
            do: watched.length > 0 ? () => watches.setInterval(session, each) : undefined,
          }))}
        >
          <>
            {text.watch.every(interval)}
            <Icon name="down" />
          </>
        </MenuButton>
      </div>
      <WatchState list={list} onRetry={() => watches.retry(session)} />
      <Grid<WatchItem>
        label={text.watch.title}
        rows={rows}
        columns={columns}
        minWidth={WATCH_WIDTH}
        selection={selection}
        onSelection={setSelection}
        onKey={onKey}
        onMenu={(_, at) => setMenu(at)}
        textOf={(item) => item.watched.name}
        hintOf={(item, column) =>
          column === 'value'
            ? item.watched.last?.text
            : column === 'status'
              ? (item.watched.refused ?? item.watched.last?.status)
              : column === 'name'
                ? `${item.watched.name} · ${item.watched.node}`
                : undefined
        }
        empty={<p className="place-note">{text.watch.none}</p>}
      />
      {large && (
        <div className="watch-large">
          <span className="watch-name">{large.name}</span>
          <Plot trace={large.trace} now={now} large />
        </div>
      )}
      {menu && (
        <ContextMenu
          at={menu}
          label={text.watch.title}
          onClose={() => setMenu(undefined)}
          acts={[
            { id: 'copy', name: text.nodes.copy, do: acts.copy },
            '-',
            { id: 'remove', name: text.watch.remove, keys: deleteKey, do: acts.remove },
          ]}
        />
      )}
    </section>
  )
}

/** Why nothing more comes, if so. */
function WatchState({ list, onRetry }: { list: WatchList | undefined; onRetry: () => void }): JSX.Element | null {
  const text = useText(sessionsText).watch
  const frame = useText(frameText)
  const { error: sentence } = useText(sentences)
  if (list?.state.is === 'ended') return <output className="watch-said">{text.ended}</output>
  if (list?.state.is === 'failed')
    return (
      <div className="watch-said" role="alert">
        <span>
          {text.failed} {sentence(list.state.error.code, list.state.error.details)}
        </span>
        <Button onPress={onRetry}>{frame.retry}</Button>
      </div>
    )
  return list && list.watched.length >= MOST_WATCHED ? (
    <output className="watch-said">{text.most(MOST_WATCHED)}</output>
  ) : null
}
