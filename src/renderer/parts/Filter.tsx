import type { JSX } from 'react'
import { Button, Input, SearchField } from 'react-aria-components'
import { Icon } from './Icon'
import { useText } from '../text/language'
import { frameText } from '../text/frame'

export type FilterProps = {
  label: string
  /** Shown in the empty field; the label unless told, where there is little room. */
  hint?: string
  value: string
  onChange: (text: string) => void
  /** Arrow down, or Escape in an empty filter: on to what is filtered. */
  onLeave: () => void
}

/** A filter above a grid. */
export function Filter({ label, hint = label, value, onChange, onLeave }: FilterProps): JSX.Element {
  const text = useText(frameText)
  return (
    <SearchField
      className="filter"
      data-filter=""
      aria-label={label}
      value={value}
      onChange={onChange}
      onKeyDown={(event) => {
        if (event.key === 'ArrowDown' || (event.key === 'Escape' && value === '')) onLeave()
      }}
    >
      <Input className="input" placeholder={hint} />
      <Button className="filter-clear" aria-label={text.clearFilter}>
        <Icon name="close" />
      </Button>
    </SearchField>
  )
}
