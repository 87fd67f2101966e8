import { useDeferredValue, useMemo, useRef, useState, type JSX, type KeyboardEvent } from 'react'
import { Button } from '../../parts/Button'
import { ContextMenu } from '../../parts/ContextMenu'
import { Grid } from '../../parts/Grid'
import type { GridPlace } from '../../parts/gridSelection'
import type { GridHandle } from '../../parts/gridTypes'
import { Shown } from '../../parts/Shown'
import { useApp } from '../../stores/useApp'
import { useDatabase, useDatabaseStore, useSlice } from '../../stores/useDatabase'
import { valueOf } from '../../stores/loadable'
import { importText } from '../../text/import'
import { useLanguage, useText } from '../../text/language'
import { usersText } from '../../text/users'
import { DRAG_USERS, takeOut } from './dragging'
import { PaneBar, PaneButton } from './PaneBar'
import { useUserColumns } from './userColumns'
import { useGoal } from './useGoal'
import { usePaneTree } from './usePaneTree'
import { userKey, userTree, type UserItem, type UserSort } from './userTree'

const BY_NAME: UserSort = { column: 'name', direction: 'ascending' }
const MIN_WIDTH = 490
const SHORT = 16

/** Users, each with its groups beneath. */
export function UsersPane({ configurable }: { configurable: boolean }): JSX.Element {
  const { shell } = useApp()
  const store = useDatabaseStore()
  const text = useText(usersText)
  const fromOther = useText(importText).title
  const language = useLanguage()
  const users = useSlice('users')
  const target = useDatabase((view) => view.target)
  const [filter, setFilter] = useState('')
  const [sort, setSort] = useState(BY_NAME)
  const [menu, setMenu] = useState<{ x: number; y: number }>()
  const grid = useRef<GridHandle>(null)
  const columns = useUserColumns()
  const wanted = useDeferredValue(filter)

  const collator = useMemo(() => new Intl.Collator(language, { numeric: true }), [language])
  // Known before the list itself, so that nothing moves as that comes.
  const inAll = valueOf(useDatabase((view) => view.state))?.counts.users
  const list = valueOf(users)
  const roots = useMemo(() => userTree(list ?? [], { filter: wanted, sort, collator }), [list, wanted, sort, collator])
  const tree = usePaneTree(roots)
  const { selection } = tree

  const items = tree.rows.filter((row) => selection.keys.has(row.key)).map((row) => row.item)
  const names = items.flatMap((item) => (item.is === 'user' ? [item.user.name] : []))
  const memberships = items.flatMap((item) => (item.is === 'group' ? [{ group: item.group, user: item.user }] : []))
  const one = names.length === 1 ? names[0] : undefined
  const { show } = shell.getState()

  useGoal({
    goal: target && 'user' in target ? { key: userKey(target.user), seq: target.seq } : undefined,
    rows: wanted === '' ? tree.rows : undefined,
    clear: () => setFilter(''),
    select: tree.select,
    grid,
  })

  const acts = {
    add: configurable ? () => show({ is: 'add-user' }) : undefined,
    edit: one !== undefined && configurable ? () => show({ is: 'edit-user', name: one }) : undefined,
    rename: one !== undefined && configurable ? () => show({ is: 'rename', subject: 'user', name: one }) : undefined,
    members: names.length > 0 && configurable ? () => show({ is: 'members', users: names }) : undefined,
    remove:
      !configurable || items.length === 0
        ? undefined
        : names.length > 0
          ? () => show({ is: 'remove-users', names })
          : () => void takeOut(store, memberships),
  }

  function onKey(event: KeyboardEvent): boolean {
    const act = actOfKey(event)
    if (act === undefined) return false
    acts[act]?.()
    return true
  }

  function onActivate(place: GridPlace): void {
    const item = tree.rows.find((row) => row.key === place.row)?.item
    if (item?.is === 'user' && configurable) show({ is: 'edit-user', name: item.user.name })
    if (item?.is === 'group') store.getState().goTo({ group: item.group })
  }

  return (
    <section className="pane" aria-label={text.users} data-pane="users">
      <PaneBar
        title={text.users}
        shown={list ? roots.length : inAll}
        all={list?.length ?? inAll}
        filter={filter}
        onFilter={setFilter}
        filterLabel={text.filterUsers}
        onLeave={() => grid.current?.focus()}
      >
        <Button isDisabled={!acts.add} onPress={() => acts.add?.()} aria-label={text.addUserLabel}>
          {text.add}
        </Button>
        <PaneButton icon="edit" name={text.edit} act={acts.edit} />
        <PaneButton icon="remove" name={text.remove} act={acts.remove} />
        <Button kind="flat" isDisabled={!configurable} onPress={() => show({ is: 'import' })} tip={fromOther}>
          {text.import}
        </Button>
      </PaneBar>
      <Shown of={users} onRetry={() => void store.getState().reload('users')}>
        {(all) => (
          <Grid<UserItem>
            handle={grid}
            label={text.users}
            tree
            rows={tree.rows}
            columns={columns}
            selection={selection}
            onSelection={tree.select}
            onExpand={tree.expand}
            onActivate={onActivate}
            onKey={onKey}
            onMenu={(_, at) => setMenu(at)}
            minWidth={MIN_WIDTH}
            sort={sort}
            onSort={(column) => setSort((before) => nextSort(before, column))}
            rowClass={(item) => (item.is === 'group' ? 'row-child' : item.user.internal ? 'row-quiet' : undefined)}
            hintOf={hintOf}
            drag={({ item, key }) =>
              item.is === 'user' && configurable
                ? { [DRAG_USERS]: JSON.stringify(selection.keys.has(key) ? names : [item.user.name]) }
                : undefined
            }
            empty={
              <p className="place-note">
                {all.length > 0 ? text.noMatch : text.noUsers}
                {all.length === 0 && acts.add && <Button onPress={acts.add}>{text.addUser}</Button>}
              </p>
            }
          />
        )}
      </Shown>
      {menu && (
        <ContextMenu
          at={menu}
          label={text.users}
          onClose={() => setMenu(undefined)}
          acts={[
            { id: 'edit', name: text.menu.edit, keys: '↵', do: acts.edit },
            { id: 'rename', name: text.menu.rename, keys: 'F2', do: acts.rename },
            { id: 'members', name: text.menu.members, keys: 'M', do: acts.members },
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

/** What a narrow column cuts off. */
function hintOf(item: UserItem, column: string): string | undefined {
  if (item.is === 'group') return undefined
  if (column === 'name') return item.user.name.length > SHORT ? item.user.name : undefined
  return column === 'groups' && item.user.groups.length > 0 ? item.user.groups.join(', ') : undefined
}

/** The keys of both panes. */
export function actOfKey(event: KeyboardEvent): 'add' | 'rename' | 'members' | 'remove' | undefined {
  if (event.ctrlKey || event.metaKey || event.altKey) return undefined
  switch (event.key) {
    case 'Insert':
      return 'add'
    case 'F2':
      return 'rename'
    case 'm':
    case 'M':
      return 'members'
    case 'Delete':
      return 'remove'
    default:
      return undefined
  }
}

function nextSort(before: UserSort, column: string): UserSort {
  if (column !== 'name' && column !== 'groups' && column !== 'lastChange') return before
  const turned = before.column === column && before.direction === 'ascending'
  return { column, direction: turned ? 'descending' : 'ascending' }
}
