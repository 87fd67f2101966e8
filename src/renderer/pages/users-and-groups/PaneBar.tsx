import type { JSX, ReactNode } from 'react'
import { Button, Input, SearchField } from 'react-aria-components'
import { Icon } from '../../parts/Icon'
import { useText } from '../../text/language'
import { usersText } from '../../text/users'

export type PaneBarProps = {
  title: string
  shown: number | undefined
  all: number | undefined
  filter: string
  onFilter: (filter: string) => void
  filterLabel: string
  /** Escape in an empty filter goes back to the rows. */
  onLeave: () => void
  children: ReactNode
}

/** Title, count, acts and filter of a pane. */
export function PaneBar(props: PaneBarProps): JSX.Element {
  const { title, shown, all, filter, onFilter, filterLabel, onLeave, children } = props
  const text = useText(usersText)
  const count = all === undefined ? '' : shown === all ? String(all) : text.shown(String(shown), String(all))
  return (
    <div className="bar">
      <h2 className="bar-title">{title}</h2>
      <span className="count">{count}</span>
      {children}
      <SearchField
        className="filter"
        data-filter=""
        aria-label={filterLabel}
        value={filter}
        onChange={onFilter}
        onKeyDown={(event) => {
          if (event.key === 'ArrowDown' || (event.key === 'Escape' && filter === '')) onLeave()
        }}
      >
        <Input className="input" placeholder={filterLabel} />
        <Button className="filter-clear" aria-label={text.clearFilter}>
          <Icon name="close" />
        </Button>
      </SearchField>
    </div>
  )
}
