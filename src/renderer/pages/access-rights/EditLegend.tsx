import type { JSX } from 'react'
import type { CellState } from '../../../contract/rights'
import { Button } from '../../parts/Button'
import { useText } from '../../text/language'
import { rightsText } from '../../text/rights'
import { Legend } from './Legend'
import type { RightsEdit } from './useRightsEdit'

const SIGNS = ['granted', 'denied', 'inherited-grant', 'unset', 'unused'] as const satisfies CellState[]

/** The legend of a view that edits: signs, keys, and what was told to be remembered. */
export function EditLegend({ edit, mixed = false }: { edit: RightsEdit; mixed?: boolean }): JSX.Element {
  const text = useText(rightsText)
  const states = mixed ? ([...SIGNS, 'mixed'] as const) : SIGNS
  return (
    <Legend signs={states.map((state) => ({ sign: state, name: text.legend[state] }))}>
      <span className="push" />
      {edit.remembered ? (
        <Button kind="flat" tip={text.below.askAgain} onPress={() => edit.askAgain()}>
          {text.below.remembered[edit.remembered]}
        </Button>
      ) : (
        <span className="legend-keys">{text.keys}</span>
      )}
    </Legend>
  )
}
