import type { JSX, ReactNode } from 'react'
import { Progress } from '../../parts/Progress'
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
    <Progress
      className="work-line"
      label={stopping ? text.stopping[is] : text.working[is]}
      done={done}
      total={total}
      count={text.progress}
    />
  )
}
