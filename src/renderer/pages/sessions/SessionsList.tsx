import { useDeferredValue, useMemo, useRef, useState, type JSX, type KeyboardEvent } from 'react'
import type { SessionRow } from '../../../contract/sessions'
import { Button } from '../../parts/Button'
import { ContextMenu } from '../../parts/ContextMenu'
import { asksToCopy } from '../../parts/copyText'
import { Grid } from '../../parts/Grid'
import { listRows } from '../../parts/gridRows'
import { NOTHING_SELECTED, type GridSelection } from '../../parts/gridSelection'
import type { GridHandle } from '../../parts/gridTypes'
import { Shown } from '../../parts/Shown'
import { valueOf } from '../../stores/loadable'
import { useApp, useSessions, useStation } from '../../stores/useApp'
import { useLanguage, useText } from '../../text/language'
import { sessionsText } from '../../text/sessions'
import { usersText } from '../../text/users'
import { closeSession } from './closing'
import { shownRows, SORTS, type Sort } from './sessionRows'
import { useCopy } from '../../parts/useCopy'
import { SESSIONS_WIDTH, useSessionColumns, type SessionItem } from './useSessionColumns'
import { ViewBar } from './ViewBar'

const NONE: readonly SessionRow[] = []

/** `onEnter`: Enter on a session, on to its nodes. */
export type SessionsListProps = { onEnter: () => void }

/** Every session of the daemon, live. */
export function SessionsList({ onEnter }: SessionsListProps): JSX.Element {
  const app = useApp()
  const sessions = useSessions((view) => view.sessions)
  const rows = valueOf(sessions) ?? NONE
  const text = useText(sessionsText)
  const { deleteKey } = useText(usersText)
  const language = useLanguage()
  const at = useSessions((view) => view.at)
  const most = valueOf(useSessions((view) => view.daemon))?.maxSessions
  const chosen = useStation((view) => view.session)
  const [filter, setFilter] = useState('')
  const [sort, setSort] = useState<Sort>({ column: 'endpoint', direction: 'ascending' })
  const [selected, setSelected] = useState<GridSelection>(NOTHING_SELECTED)
  const [menu, setMenu] = useState<{ x: number; y: number }>()
  const grid = useRef<GridHandle>(null)
  const columns = useSessionColumns()
  const copy = useCopy()
  const wanted = useDeferredValue(filter)

  const collator = useMemo(() => new Intl.Collator(language, { numeric: true }), [language])
  const items = useMemo(() => {
    const shown = shownRows(rows, wanted, sort, { user: text.user, security: text.security, collator })
    return listRows(
      shown.map((row): SessionItem => ({ row, at })),
      ({ row }) => row.session,
    )
  }, [rows, wanted, sort, text, collator, at])
  const row = rows.find((each) => each.session === chosen)

  const acts = {
    open: () => app.shell.getState().show({ is: 'open-session' }),
    close: row && (() => void closeSession(app, row)),
    copy: row && (() => copy(row.endpointUrl)),
  }

  const counted = (shown: string): string => (most === undefined ? shown : `${shown} ${text.most(most)}`)

  function onKey(event: KeyboardEvent): boolean {
    if (event.key === 'Insert') acts.open()
    else if (event.key === 'Delete') acts.close?.()
    else if (event.key === 'F5') void app.station.sessions.getState().reload()
    else if (asksToCopy(event)) acts.copy?.()
    else return false
    return true
  }

  function onSort(column: string): void {
    const chosenColumn = SORTS.find((each) => each === column)
    if (!chosenColumn) return
    const same = sort.column === chosenColumn
    setSort({ column: chosenColumn, direction: same && sort.direction === 'ascending' ? 'descending' : 'ascending' })
  }

  return (
    <section className="pane" aria-label={text.views.sessions} data-pane="sessions">
      <ViewBar
        count={sessions.is === 'data' ? counted(text.shown(items.length, rows.length)) : ''}
        filter={filter}
        onFilter={setFilter}
        filterLabel={text.filter}
        onLeave={() => grid.current?.focus()}
      >
        <Button onPress={acts.open} aria-label={text.openLong}>
          {text.open}
        </Button>
        <Button kind="flat" isDisabled={!acts.close} onPress={() => acts.close?.()}>
          {text.close}
        </Button>
      </ViewBar>
      <Shown of={sessions} onRetry={() => void app.station.sessions.getState().reload()}>
        {() => (
          <Grid<SessionItem>
            handle={grid}
            label={text.views.sessions}
            mode="one"
            rows={items}
            columns={columns}
            minWidth={SESSIONS_WIDTH}
            selection={selectionOf(selected, chosen)}
            onSelection={(selection) => {
              setSelected(selection)
              const [first] = selection.keys
              if (first !== chosen) app.station.view.getState().choose(first)
            }}
            onActivate={onEnter}
            onKey={onKey}
            onMenu={(_, place) => setMenu(place)}
            textOf={({ row }) => row.endpointUrl.replace(/^opc\.tcp:\/\//u, '')}
            hintOf={({ row }, column) =>
              column === 'endpoint'
                ? row.endpointUrl
                : column === 'security'
                  ? text.security(row.security)
                  : column === 'state'
                    ? text.stateWhy(row.state)
                    : undefined
            }
            rowClass={({ row }) => (row.state.is === 'open' ? undefined : `session-${row.state.is}`)}
            sort={sort}
            onSort={onSort}
            empty={
              <div className="place-note">
                <p>{rows.length > 0 ? text.noMatch : text.none}</p>
                {rows.length === 0 && <Button onPress={acts.open}>{text.openLong}</Button>}
              </div>
            }
          />
        )}
      </Shown>
      {menu && (
        <ContextMenu
          at={menu}
          label={text.views.sessions}
          onClose={() => setMenu(undefined)}
          acts={[
            { id: 'browse', name: text.menu.browse, keys: '↵', do: row && onEnter },
            { id: 'copy', name: text.menu.copy, do: acts.copy },
            '-',
            { id: 'close', name: text.menu.close, keys: deleteKey, do: acts.close, danger: true },
          ]}
        />
      )}
    </section>
  )
}

/** The chosen session is selected, also when the palette chose it. */
function selectionOf(selected: GridSelection, chosen: string | undefined): GridSelection {
  if (chosen === undefined) return { ...selected, keys: NOTHING_SELECTED.keys }
  if (selected.keys.has(chosen)) return selected
  const place = { row: chosen, column: undefined }
  return { keys: new Set([chosen]), active: place, anchor: place }
}
