import { useDeferredValue, useEffect, useMemo, useRef, useState, type JSX, type KeyboardEvent } from 'react'
import { ADMINISTRATOR } from '../../../contract/nameRules'
import { Button } from '../../parts/Button'
import { ContextMenu } from '../../parts/ContextMenu'
import { Grid } from '../../parts/Grid'
import type { GridPlace } from '../../parts/gridSelection'
import type { GridColumn, GridHandle } from '../../parts/gridTypes'
import type { GridRow } from '../../parts/gridRows'
import { Icon } from '../../parts/Icon'
import { Shown } from '../../parts/Shown'
import { valueOf } from '../../stores/loadable'
import { useApp } from '../../stores/useApp'
import { useDatabase, useDatabaseStore, useSlice } from '../../stores/useDatabase'
import { useLanguage, useText } from '../../text/language'
import { usersText } from '../../text/users'
import { DRAG_GROUPS, DRAG_USERS, namesIn, putInto, takeOut } from './dragging'
import { groupKey, groupTree, type GroupItem } from './groupTree'
import { PaneBar, PaneButton } from './PaneBar'
import { useGoal } from './useGoal'
import { usePaneTree } from './usePaneTree'
import { actOfKey } from './UsersPane'

/** Groups, each with its member users and member groups. Users and groups are dropped onto them. */
export function GroupsPane({ configurable }: { configurable: boolean }): JSX.Element {
  const { shell } = useApp()
  const store = useDatabaseStore()
  const text = useText(usersText)
  const language = useLanguage()
  const groups = useSlice('groups')
  const users = valueOf(useSlice('users'))
  const target = useDatabase((view) => view.target)
  const [filter, setFilter] = useState('')
  const [menu, setMenu] = useState<{ x: number; y: number }>()
  const grid = useRef<GridHandle>(null)
  const columns = useGroupColumns()
  const wanted = useDeferredValue(filter)

  const collator = useMemo(() => new Intl.Collator(language, { numeric: true }), [language])
  // Known before the list itself, so that nothing moves as that comes.
  const inAll = valueOf(useDatabase((view) => view.state))?.counts.groups
  const list = valueOf(groups)
  const known = useMemo(() => users && new Set(users.map((user) => user.name)), [users])
  const { roots, found } = useMemo(
    () => groupTree(list ?? [], known, { filter: wanted, collator }),
    [list, known, wanted, collator],
  )
  const tree = usePaneTree(roots, found)
  const { selection } = tree

  const items = tree.rows.filter((row) => selection.keys.has(row.key)).map((row) => row.item)
  const names = items.flatMap((item) => (item.is === 'group' && item.within === undefined ? [item.group.name] : []))
  const members = items.flatMap(membership)
  const one = items.length === 1 && items[0]?.is === 'group' ? items[0].group.name : undefined
  const member = items.length === 1 && items[0]?.is === 'user' ? items[0].user : undefined
  const { show } = shell.getState()
  useEffect(() => store.getState().chooseGroup(one), [store, one])

  useGoal({
    goal:
      target && 'group' in target && !('object' in target)
        ? { key: groupKey(target.group), seq: target.seq }
        : undefined,
    rows: wanted === '' ? tree.rows : undefined,
    clear: () => setFilter(''),
    select: tree.select,
    grid,
  })

  const acts = {
    add: configurable ? () => show({ is: 'add-group' }) : undefined,
    edit: one !== undefined && configurable ? () => show({ is: 'edit-group', name: one }) : undefined,
    rename:
      one !== undefined && one !== ADMINISTRATOR && configurable
        ? () => show({ is: 'rename', subject: 'group', name: one })
        : undefined,
    members: !configurable
      ? undefined
      : one !== undefined
        ? () => show({ is: 'edit-group', name: one })
        : member !== undefined
          ? () => show({ is: 'members', users: [member] })
          : undefined,
    remove:
      !configurable || items.length === 0
        ? undefined
        : names.length > 0
          ? () => show({ is: 'remove-groups', names })
          : () => void takeOut(store, members),
  }

  function onKey(event: KeyboardEvent): boolean {
    const act = actOfKey(event)
    if (act === undefined) return false
    acts[act]?.()
    return true
  }

  function onActivate(place: GridPlace): void {
    const item = tree.rows.find((row) => row.key === place.row)?.item
    if (item?.is === 'group' && configurable) show({ is: 'edit-group', name: item.group.name })
    if (item?.is === 'user') store.getState().goTo({ user: item.user })
  }

  return (
    <section className="pane" aria-label={text.groups} data-pane="groups">
      <PaneBar
        title={text.groups}
        shown={list ? roots.length : inAll}
        all={list?.length ?? inAll}
        filter={filter}
        onFilter={setFilter}
        filterLabel={text.filterGroups}
        onLeave={() => grid.current?.focus()}
      >
        <Button isDisabled={!acts.add} onPress={() => acts.add?.()} aria-label={text.addGroupLabel}>
          {text.add}
        </Button>
        <PaneButton icon="edit" name={text.edit} act={acts.edit} />
        <PaneButton icon="remove" name={text.remove} act={acts.remove} />
      </PaneBar>
      <Shown of={groups} onRetry={() => void store.getState().reload('groups')}>
        {(all) => (
          <Grid<GroupItem>
            handle={grid}
            label={text.groups}
            tree
            rows={tree.rows}
            columns={columns}
            selection={selection}
            onSelection={tree.select}
            onExpand={tree.expand}
            onActivate={onActivate}
            onKey={onKey}
            onMenu={(_, at) => setMenu(at)}
            rowClass={(item) => (item.is === 'group' && item.within === undefined ? undefined : 'row-child')}
            drag={(row) => (configurable ? dragged(row) : undefined)}
            drop={{
              accepts: ({ item }, types) =>
                configurable && item.is === 'group' && (types.includes(DRAG_USERS) || types.includes(DRAG_GROUPS)),
              drop: ({ item }, data) => {
                if (item.is !== 'group') return
                const dropped = { users: namesIn(data(DRAG_USERS)), groups: namesIn(data(DRAG_GROUPS)) }
                void putInto(store, item.group.name, dropped)
              },
            }}
            empty={
              <p className="place-note">
                {all.length > 0 ? text.noMatch : text.noGroups}
                {all.length === 0 && acts.add && <Button onPress={acts.add}>{text.addGroup}</Button>}
              </p>
            }
          />
        )}
      </Shown>
      {menu && (
        <ContextMenu
          at={menu}
          label={text.groups}
          onClose={() => setMenu(undefined)}
          acts={[
            { id: 'edit', name: text.menu.edit, keys: '↵', do: acts.edit },
            { id: 'rename', name: text.menu.rename, keys: 'F2', do: acts.rename },
            {
              id: 'members',
              name: one === undefined ? text.menu.members : text.menu.memberOf,
              keys: 'M',
              do: acts.members,
            },
            '-',
            {
              id: 'remove',
              name: names.length > 0 ? text.menu.remove : text.menu.leave,
              keys: text.deleteKey,
              do: acts.remove,
              danger: names.length > 0,
            },
          ]}
        />
      )}
    </section>
  )
}

function membership(item: GroupItem): ({ group: string; user: string } | { group: string; member: string })[] {
  if (item.is === 'user') return [{ group: item.within, user: item.user }]
  if (item.is === 'missing') return [{ group: item.within, member: item.name }]
  return item.within === undefined ? [] : [{ group: item.within, member: item.group.name }]
}

function dragged({ item }: GridRow<GroupItem>): Record<string, string> | undefined {
  if (item.is === 'user') return { [DRAG_USERS]: JSON.stringify([item.user]) }
  return item.is === 'group' ? { [DRAG_GROUPS]: JSON.stringify([item.group.name]) } : undefined
}

function useGroupColumns(): readonly GridColumn<GroupItem>[] {
  const text = useText(usersText)
  return useMemo(
    () => [
      {
        id: 'name',
        title: text.columns.name,
        track: 'minmax(120px, 1fr)',
        cell: (item) => {
          if (item.is === 'group')
            return (
              <>
                <Icon name="group" />
                <span className="cell-text">{item.group.name}</span>
              </>
            )
          const missing = item.is === 'missing' || item.missing
          return (
            <>
              <span className="cell-text">{item.is === 'user' ? item.user : item.name}</span>
              {missing && <span className="tag tag-warn">{text.missingMember}</span>}
            </>
          )
        },
      },
      {
        id: 'members',
        title: text.columns.members,
        header: text.columns.membersShort,
        track: '84px',
        align: 'end',
        cell: (item) =>
          item.is === 'group' ? (
            <>
              <span className="count" aria-hidden="true">
                {counted(item.group)}
              </span>
              <span className="unseen">{text.memberCount(item.group.users.length, item.group.groups.length)}</span>
            </>
          ) : null,
      },
    ],
    [text],
  )
}

/** “1 + 1”: users, and groups where there are any. */
function counted(group: { users: readonly string[]; groups: readonly string[] }): string {
  return group.groups.length === 0 ? String(group.users.length) : `${group.users.length} + ${group.groups.length}`
}
