import type { JSX, ReactNode } from 'react'
import { Filter } from '../../parts/Filter'
import { Segments } from '../../parts/Segments'
import { valueOf } from '../../stores/loadable'
import { SESSION_VIEWS } from '../../stores/station'
import { useApp, useCertificates, useStation } from '../../stores/useApp'
import { useText } from '../../text/language'
import { certificatesText } from '../../text/certificates'
import { sessionsText } from '../../text/sessions'

export type ViewBarProps = {
  /** Beside the choice of view. */
  count: string
  filter: string
  onFilter: (filter: string) => void
  filterLabel: string
  onLeave: () => void
  children: ReactNode
}

/** Which view is shown, how much is in it, what can be done, and a filter. */
export function ViewBar({ count, filter, onFilter, filterLabel, onLeave, children }: ViewBarProps): JSX.Element {
  const { station } = useApp()
  const text = useText(sessionsText)
  const view = useStation((known) => known.view)
  return (
    <div className="bar">
      <Segments
        label={text.view}
        value={view}
        onChange={station.view.getState().show}
        options={SESSION_VIEWS.map((id) => ({ id, name: text.views[id] }))}
      />
      <ToDecide />
      <span className="count">{count}</span>
      {children}
      <Filter label={filterLabel} hint={text.filterHint} value={filter} onChange={onFilter} onLeave={onLeave} />
    </div>
  )
}

/** Certificates that came in place of trusted ones, which somebody has to look at. */
function ToDecide(): JSX.Element | null {
  const text = useText(certificatesText)
  const certificates = valueOf(useCertificates((view) => view.certificates))
  const changed = certificates?.filter((each) => each.trust === 'changed').length ?? 0
  return changed === 0 ? null : <span className="tag tag-warn">{text.waiting(changed)}</span>
}
