import { useRef, type JSX } from 'react'
import type { GridHandle } from '../../parts/gridTypes'
import { valueOf } from '../../stores/loadable'
import { useSessions, useStation } from '../../stores/useApp'
import { SessionDetail } from './SessionDetail'
import { SessionsList } from './SessionsList'

/** The list of sessions, and below it the nodes and values of the chosen one. */
export function SessionsView(): JSX.Element {
  const sessions = useSessions((view) => view.sessions)
  const chosen = useStation((view) => view.session)
  const ended = useStation((view) => view.ended)
  const tree = useRef<GridHandle>(null)
  const row = valueOf(sessions)?.find((each) => each.session === chosen)
  const known = row ?? ended
  return (
    <div className={known ? 'sessions-split' : 'sessions-whole'}>
      <SessionsList onEnter={() => tree.current?.focus()} />
      {known && <SessionDetail key={known.session} row={known} ended={!row} tree={tree} />}
    </div>
  )
}
