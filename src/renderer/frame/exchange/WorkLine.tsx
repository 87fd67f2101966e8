import type { JSX, ReactNode } from 'react'
import { Label, ProgressBar } from 'react-aria-components'
import type { Working } from '../../stores/longWork'
import { exchangeText } from '../../text/exchange'
import { useText } from '../../text/language'

export type WorkLineProps = {
  working: Working | undefined
  /** What is being done. */
  label: string
  /** What stands there while nothing is under way. */
  children?: ReactNode
}

/** How far long work is, in the place of what is said otherwise, so that nothing moves. */
export function WorkLine({ working, label, children }: WorkLineProps): JSX.Element {
  const text = useText(exchangeText)
  if (!working) return <div className="dialog-note exchange-line">{children}</div>
  const { done, total, stopping } = working
  return (
    <ProgressBar
      className="progress exchange-line exchange-work"
      value={done}
      maxValue={Math.max(1, total)}
      isIndeterminate={total === 0}
    >
      {({ percentage }) => (
        <>
          <Label>{stopping ? text.stopping : label}</Label>
          <span className="count">{total === 0 ? '' : text.progress(done, total)}</span>
          <span className="progress-track">
            <i style={{ width: `${percentage ?? 0}%` }} />
          </span>
        </>
      )}
    </ProgressBar>
  )
}
