import type { JSX } from 'react'
import { Label, ProgressBar } from 'react-aria-components'

export type ProgressProps = {
  className?: string
  label: string
  done: number
  /** 0 until it is known. */
  total: number
  /** Both in words, once they are known. */
  count: (done: number, total: number) => string
}

/** How far long work is: what is done, of how much, and a line that fills. */
export function Progress({ className = '', label, done, total, count }: ProgressProps): JSX.Element {
  return (
    <ProgressBar
      className={className === '' ? 'progress' : `progress ${className}`}
      value={done}
      maxValue={Math.max(1, total)}
      isIndeterminate={total === 0}
    >
      {({ percentage }) => (
        <>
          <Label>{label}</Label>
          <span className="count">{total === 0 ? '' : count(done, total)}</span>
          <span className="progress-track">
            <i style={{ width: `${percentage ?? 0}%` }} />
          </span>
        </>
      )}
    </ProgressBar>
  )
}
