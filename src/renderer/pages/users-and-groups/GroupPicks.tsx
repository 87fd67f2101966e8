import { useId, useState, type JSX } from 'react'
import { CheckBox } from '../../parts/CheckBox'
import { useText } from '../../text/language'
import { usersText } from '../../text/users'
import type { Tri } from './memberships'

export type GroupPicksProps = {
  label: string
  groups: readonly string[]
  stateOf: (group: string) => Tri
  onToggle: (group: string) => void
}

/** More than this and a filter helps. */
const FILTER_FROM = 10

/** A list of groups with a tick box each, in three states. */
export function GroupPicks({ label, groups, stateOf, onToggle }: GroupPicksProps): JSX.Element {
  const text = useText(usersText)
  const id = useId()
  const [filter, setFilter] = useState('')
  const wanted = filter.trim().toLowerCase()
  const shown = groups.filter((group) => group.toLowerCase().includes(wanted))
  return (
    <fieldset className="field" aria-labelledby={id}>
      <span className="label" id={id}>
        {label}
      </span>
      <div className="picks-box">
        {groups.length > FILTER_FROM && (
          <input
            className="input picks-filter"
            value={filter}
            placeholder={text.filterGroups}
            aria-label={text.filterGroups}
            onChange={(event) => setFilter(event.target.value)}
          />
        )}
        <div className="picks">
          {shown.map((group) => {
            const state = stateOf(group)
            return (
              <CheckBox
                key={group}
                isSelected={state === 'all'}
                isIndeterminate={state === 'some'}
                onChange={() => onToggle(group)}
              >
                {group}
                {state === 'some' && <span className="dim"> ({text.someOf})</span>}
              </CheckBox>
            )
          })}
          {shown.length === 0 && <p className="dim">{text.noMatch}</p>}
        </div>
      </div>
    </fieldset>
  )
}
