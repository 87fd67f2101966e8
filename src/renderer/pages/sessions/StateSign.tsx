import type { JSX } from 'react'
import type { SessionState } from '../../../contract/sessions'

const SIGNS = { open: '●', opening: '◌', lost: '▲' } as const

/** Beside the word for a state; shapes differ, not only colours. */
export function StateSign({ is }: { is: SessionState['is'] | 'ended' }): JSX.Element {
  return (
    <span className={`state-sign state-${is}`} aria-hidden="true">
      {is === 'ended' ? '○' : SIGNS[is]}
    </span>
  )
}
