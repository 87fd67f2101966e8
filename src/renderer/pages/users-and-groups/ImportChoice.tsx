import { useMemo, type JSX } from 'react'
import { CheckBox } from '../../parts/CheckBox'
import { Choice } from '../../parts/Choice'
import { Grid } from '../../parts/Grid'
import { listRows } from '../../parts/gridRows'
import { NOTHING_SELECTED, type GridSelection } from '../../parts/gridSelection'
import type { GridColumn } from '../../parts/gridTypes'
import { Shown } from '../../parts/Shown'
import type { Loadable } from '../../stores/loadable'
import { importText } from '../../text/import'
import { useText } from '../../text/language'
import { usersText } from '../../text/users'
import type { Entry, Offer } from './useOffer'

export type Chosen = { from: string; users: GridSelection; groups: GridSelection; rights: boolean }

export type ImportChoiceProps = {
  sources: readonly { id: string; name: string }[]
  offer: Loadable<Offer>
  onRetry: () => void
  chosen: Chosen
  onChange: (chosen: Chosen) => void
}

/** Which users and groups to take, from which database. */
export function ImportChoice({ sources, offer, onRetry, chosen, onChange }: ImportChoiceProps): JSX.Element {
  const text = useText(importText)
  const words = useText(usersText)
  return (
    <>
      <Choice
        label={text.from}
        value={chosen.from}
        options={sources}
        onChange={(id) => onChange({ ...chosen, from: id, users: NOTHING_SELECTED, groups: NOTHING_SELECTED })}
      />
      <p className="dialog-note">{text.pick}</p>
      <div className="import-lists">
        <Shown of={offer} onRetry={onRetry}>
          {({ users, groups }) =>
            users.length + groups.length === 0 ? (
              <p className="place-note">{text.nothing}</p>
            ) : (
              <>
                <Entries
                  label={text.users}
                  about={words.groups}
                  entries={users}
                  selection={chosen.users}
                  onSelection={(selection) => onChange({ ...chosen, users: selection })}
                />
                <Entries
                  label={text.groups}
                  about={words.columns.membersShort}
                  entries={groups}
                  selection={chosen.groups}
                  onSelection={(selection) => onChange({ ...chosen, groups: selection })}
                />
              </>
            )
          }
        </Shown>
      </div>
      <CheckBox isSelected={chosen.rights} onChange={(rights) => onChange({ ...chosen, rights })}>
        {text.rights}
      </CheckBox>
    </>
  )
}

const QUIET = { className: 'dim' }

type EntriesProps = {
  label: string
  about: string
  entries: readonly Entry[]
  selection: GridSelection
  onSelection: (selection: GridSelection) => void
}

function Entries({ label, about, entries, selection, onSelection }: EntriesProps): JSX.Element {
  const text = useText(importText)
  const rows = useMemo(() => listRows(entries, (entry) => entry.name), [entries])
  const columns = useMemo<readonly GridColumn<Entry>[]>(
    () => [
      { id: 'name', title: label, track: 'minmax(90px, 1fr)', cell: (entry) => entry.name },
      {
        id: 'about',
        title: about,
        track: 'minmax(60px, 1fr)',
        cell: (entry) => entry.about,
        face: () => QUIET,
      },
    ],
    [label, about],
  )
  return (
    <div className="import-list">
      <Grid<Entry>
        label={label}
        rows={rows}
        columns={columns}
        selection={selection}
        onSelection={onSelection}
        textOf={(entry) => entry.name}
        empty={<p className="place-note">{text.nothing}</p>}
      />
    </div>
  )
}
