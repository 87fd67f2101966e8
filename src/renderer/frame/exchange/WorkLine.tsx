import type { JSX, ReactNode } from 'react'
import { Progress } from '../../parts/Progress'
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
    <Progress
      className="exchange-line exchange-work"
      label={stopping ? text.stopping : label}
      done={done}
      total={total}
      count={text.progress}
    />
  )
}
