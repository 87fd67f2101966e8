import { useCallback, useEffect, useMemo, useState, type JSX } from 'react'
import type { Api } from '../../../contract/client'
import type { User } from '../../../contract/users'
import { useApi } from '../../api'
import { CheckBox } from '../../parts/CheckBox'
import { Choice } from '../../parts/Choice'
import { Grid } from '../../parts/Grid'
import { listRows } from '../../parts/gridRows'
import { NOTHING_SELECTED, type GridSelection } from '../../parts/gridSelection'
import type { GridColumn } from '../../parts/gridTypes'
import { Shown } from '../../parts/Shown'
import { failed, loaded, WAITING, type Loadable } from '../../stores/loadable'
import { importText } from '../../text/import'
import { useText } from '../../text/language'
import { usersText } from '../../text/users'

export type Chosen = { from: string; users: GridSelection; groups: GridSelection; rights: boolean }

type Offer = { users: readonly Entry[]; groups: readonly Entry[] }
type Entry = { name: string; about: string }

export type ImportChoiceProps = {
  sources: readonly { id: string; name: string }[]
  here: { users: readonly User[]; groups: readonly string[] }
  chosen: Chosen
  onChange: (chosen: Chosen) => void
}

/** Which users and groups to take, from which database. */
export function ImportChoice({ sources, here, chosen, onChange }: ImportChoiceProps): JSX.Element {
  const api = useApi()
  const text = useText(importText)
  const [offer, setOffer] = useState<Loadable<Offer>>(WAITING)
  const { from } = chosen

  const load = useCallback(() => {
    let current = true
    offerOf(api, from, here).then(
      (found) => current && setOffer(loaded(found)),
      (cause: unknown) => current && setOffer(failed(cause)),
    )
    return () => {
      current = false
    }
  }, [api, from, here])
  useEffect(load, [load])

  return (
    <>
      <Choice
        label={text.from}
        value={from}
        options={sources}
        onChange={(id) => onChange({ ...chosen, from: id, users: NOTHING_SELECTED, groups: NOTHING_SELECTED })}
      />
      <p className="dialog-note">{text.pick}</p>
      <div className="import-lists">
        <Shown of={offer} onRetry={load}>
          {({ users, groups }) =>
            users.length + groups.length === 0 ? (
              <p className="place-note">{text.nothing}</p>
            ) : (
              <>
                <Entries
                  label={text.users}
                  entries={users}
                  selection={chosen.users}
                  onSelection={(selection) => onChange({ ...chosen, users: selection })}
                />
                <Entries
                  label={text.groups}
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

/** What that database has and this one lacks. Accounts of the controller itself stay where they are. */
async function offerOf(api: Api, from: string, here: ImportChoiceProps['here']): Promise<Offer> {
  const userNames = new Set(here.users.map((user) => user.name))
  const groupNames = new Set(here.groups)
  const [{ users }, { groups }] = await Promise.all([
    api.call('users.list', { database: from }),
    api.call('groups.list', { database: from }),
  ])
  return {
    users: users.flatMap(({ name, groups: all, internal }) =>
      userNames.has(name) || internal ? [] : [{ name, about: all.join(', ') }],
    ),
    groups: groups.flatMap(({ name, groups: members }) =>
      groupNames.has(name) ? [] : [{ name, about: members.join(', ') }],
    ),
  }
}

const QUIET = { className: 'dim' }

type EntriesProps = {
  label: string
  entries: readonly Entry[]
  selection: GridSelection
  onSelection: (selection: GridSelection) => void
}

function Entries({ label, entries, selection, onSelection }: EntriesProps): JSX.Element {
  const text = useText(usersText)
  const rows = useMemo(() => listRows(entries, (entry) => entry.name), [entries])
  const columns = useMemo<readonly GridColumn<Entry>[]>(
    () => [
      { id: 'name', title: label, track: 'minmax(90px, 1fr)', cell: (entry) => entry.name },
      {
        id: 'about',
        title: text.groups,
        track: 'minmax(60px, 1fr)',
        cell: (entry) => entry.about,
        face: () => QUIET,
      },
    ],
    [label, text],
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
      />
    </div>
  )
}
