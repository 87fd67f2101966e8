import type { JSX } from 'react'
import { Input, SearchField } from 'react-aria-components'

/** A filter above a grid; Escape empties it, Arrow down goes on to what it filters. */
export function Filter({
  label,
  value,
  onChange,
  onDown,
}: {
  label: string
  value: string
  onChange: (text: string) => void
  onDown?: () => void
}): JSX.Element {
  return (
    <SearchField className="rights-filter" aria-label={label} value={value} onChange={onChange}>
      <Input
        className="input"
        data-filter=""
        placeholder={label}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowDown' || !onDown) return
          event.preventDefault()
          onDown()
        }}
      />
    </SearchField>
  )
}
