import type { JSX, ReactNode } from 'react'
import { Checkbox as AriaCheckbox } from 'react-aria-components'

export type CheckBoxProps = {
  isSelected: boolean
  /** Some of several have it. */
  isIndeterminate?: boolean
  onChange: (selected: boolean) => void
  isDisabled?: boolean
  /** For screen readers, where what stands beside it says less. */
  'aria-label'?: string
  children: ReactNode
}

export function CheckBox({ children, ...rest }: CheckBoxProps): JSX.Element {
  return (
    <AriaCheckbox className="check" {...rest}>
      <span className="check-box" aria-hidden="true">
        <svg viewBox="0 0 16 16" className="icon">
          <path d={rest.isIndeterminate ? 'M4 8h8' : 'm3.5 8.5 3 3 6-7'} />
        </svg>
      </span>
      <span>{children}</span>
    </AriaCheckbox>
  )
}
