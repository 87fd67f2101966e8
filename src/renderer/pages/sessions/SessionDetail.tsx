import { useState, type JSX, type Ref } from 'react'
import type { SessionRow } from '../../../contract/sessions'
import { Button } from '../../parts/Button'
import type { GridHandle } from '../../parts/gridTypes'
import { Icon } from '../../parts/Icon'
import { Segments } from '../../parts/Segments'
import { Sign } from '../../parts/Sign'
import { useApp, useWatches } from '../../stores/useApp'
import { useText } from '../../text/language'
import { sessionsText } from '../../text/sessions'
import { NodePane } from './NodePane'
import { NodesPane } from './NodesPane'
import { WatchPane } from './WatchPane'
import { STATE_SIGNS } from './signs'

const SIDES = ['node', 'watch'] as const
type Side = (typeof SIDES)[number]

export type SessionDetailProps = { row: SessionRow; ended: boolean; tree: Ref<GridHandle> }

/** One session: the nodes of its server, one of them, and values that are followed. */
export function SessionDetail({ row, ended, tree }: SessionDetailProps): JSX.Element {
  const { shell, station } = useApp()
  const text = useText(sessionsText)
  const watching = useWatches((view) => view.lists.get(row.session)?.watched.length ?? 0)
  // Where there is room both are shown; otherwise one of them.
  const [side, setSide] = useState<Side>('node')
  const names: Record<Side, string> = { node: text.detail.sides.node, watch: text.detail.watching(watching) }
  return (
    <section className="session-detail" aria-label={row.endpointUrl} data-side={side}>
      <div className="bar">
        <h2 className="bar-title mono">{row.endpointUrl}</h2>
        <Said row={row} ended={ended} />
        <span className="push" />
        {ended && (
          <Button onPress={() => shell.getState().show({ is: 'open-session', endpointUrl: row.endpointUrl })}>
            {text.detail.openAgain}
          </Button>
        )}
        <span className="detail-sides">
          <Segments
            label={text.detail.side}
            value={side}
            onChange={setSide}
            options={SIDES.map((id) => ({ id, name: names[id] }))}
          />
        </span>
        <Button
          kind="flat"
          square
          aria-label={text.detail.back}
          tip={text.detail.back}
          onPress={() => station.view.getState().choose(undefined)}
        >
          <Icon name="close" />
        </Button>
      </div>
      <div className="detail-panes">
        <NodesPane session={row.session} ended={ended} handle={tree} />
        <NodePane session={row.session} ended={ended} />
        <WatchPane session={row.session} ended={ended} until={row.state.is === 'lost' ? row.state.since : undefined} />
      </div>
    </section>
  )
}

function Said({ row, ended }: { row: SessionRow; ended: boolean }): JSX.Element | null {
  const text = useText(sessionsText).detail
  if (ended)
    return (
      <output className="detail-said">
        <Sign {...STATE_SIGNS.ended} /> {text.ended} {text.endedHint}
      </output>
    )
  if (row.state.is === 'open') return null
  return (
    <output className="detail-said">
      <Sign {...STATE_SIGNS[row.state.is]} /> {row.state.is === 'lost' ? text.lost(row.state.because) : text.opening}
    </output>
  )
}
