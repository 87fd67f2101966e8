import type { JSX, ReactNode } from 'react'
import { Button as FlatButton } from '../../parts/Button'
import { Filter } from '../../parts/Filter'
import { Icon, type IconName } from '../../parts/Icon'
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
      <Filter label={filterLabel} hint={text.filter} value={filter} onChange={onFilter} onLeave={onLeave} />
    </div>
  )
}

/** An act of a pane: its word, or where the words do not fit its picture. */
export function PaneButton({
  icon,
  name,
  act,
}: {
  icon: IconName
  name: string
  act: (() => void) | undefined
}): JSX.Element {
  return (
    <FlatButton kind="flat" isDisabled={!act} onPress={() => act?.()} aria-label={name}>
      <Icon name={icon} />
      <span className="bar-word">{name}</span>
    </FlatButton>
  )
}
