import type { JSX, ReactNode } from 'react'
import { Label, ProgressBar } from 'react-aria-components'
import type { Doing } from '../../stores/apply'
import type { Working } from '../../stores/longWork'
import { applyText } from '../../text/apply'
import { useText } from '../../text/language'

export type WorkLineProps = {
  working: (Working & { is: Doing }) | undefined
  /** What stands there while nothing is under way. */
  children: ReactNode
}

/** How far long work is, in the place of what is said otherwise, so that nothing moves. */
export function WorkLine({ working, children }: WorkLineProps): JSX.Element {
  const text = useText(applyText)
  if (!working) return <div className="dialog-note work-line">{children}</div>
  const { is, done, total, stopping } = working
  return (
    <ProgressBar
      className="progress work-line"
      value={done}
      maxValue={Math.max(1, total)}
      isIndeterminate={total === 0}
    >
      {({ percentage }) => (
        <>
          <Label>{stopping ? text.stopping[is] : text.working[is]}</Label>
          <span className="count">{total === 0 ? '' : text.progress(done, total)}</span>
          <span className="progress-track">
            <i style={{ width: `${percentage ?? 0}%` }} />
          </span>
        </>
      )}
    </ProgressBar>
  )
}
