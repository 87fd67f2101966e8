import type { JSX, ReactNode } from 'react'
import type { CellState } from '../../../contract/rights'
import { useText } from '../../text/language'
import { rightsText } from '../../text/rights'

/** What the signs mean, in one line under the grid. */
export function Legend({
  signs,
  children,
}: {
  signs: readonly { readonly sign: CellState | 'may' | 'may-not'; readonly name: string }[]
  children?: ReactNode
}): JSX.Element {
  const text = useText(rightsText)
  return (
    <div className="legend" role="note" aria-label={text.legendLabel}>
      {signs.map(({ sign, name }) => (
        <span key={sign} className="legend-item">
          <i className={`sign sign-${sign}`} aria-hidden />
          {name}
        </span>
      ))}
      {children}
    </div>
  )
}
