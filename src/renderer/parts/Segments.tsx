import type { JSX } from 'react'
import { ToggleButton, ToggleButtonGroup } from 'react-aria-components'

/** One of a few, all in sight. */
export function Segments<Id extends string>({
  label,
  options,
  value,
  onChange,
  isDisabled = false,
}: {
  label: string
  options: readonly { readonly id: Id; readonly name: string }[]
  value: Id
  onChange: (id: Id) => void
  isDisabled?: boolean
}): JSX.Element {
  return (
    <ToggleButtonGroup
      className="segments"
      aria-label={label}
      selectionMode="single"
      disallowEmptySelection
      isDisabled={isDisabled}
      selectedKeys={[value]}
      onSelectionChange={(keys) => {
        const chosen = options.find((option) => keys.has(option.id))
        if (chosen) onChange(chosen.id)
      }}
    >
      {options.map((option) => (
        <ToggleButton key={option.id} id={option.id} className="segment">
          {option.name}
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  )
}
