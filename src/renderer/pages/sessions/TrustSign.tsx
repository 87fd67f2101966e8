import type { JSX } from 'react'
import type { Trust } from '../../../contract/sessions'

const SIGNS: Record<Trust, string> = { trusted: '✓', unknown: '?', changed: '▲', rejected: '×' }

/** Beside the word for what was decided about a certificate. */
export function TrustSign({ is }: { is: Trust }): JSX.Element {
  return (
    <span className={`state-sign trust-${is}`} aria-hidden="true">
      {SIGNS[is]}
    </span>
  )
}
