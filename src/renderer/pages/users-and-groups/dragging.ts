import type { DatabaseStore } from '../../stores/database'
import { valueOf } from '../../stores/loadable'
import { regroupings } from './memberships'

/** What is dragged between the panes: names as JSON. */
export const DRAG_USERS = 'application/x-keyswitch-users'
export const DRAG_GROUPS = 'application/x-keyswitch-groups'

export function namesIn(dragged: string): string[] {
  if (dragged === '') return []
  const names: unknown = JSON.parse(dragged)
  return Array.isArray(names) ? names.filter((name) => typeof name === 'string') : []
}

/** Puts users and groups into a group; whoever is in it already is left alone. */
export async function putInto(
  store: DatabaseStore,
  group: string,
  { users, groups }: { users: readonly string[]; groups: readonly string[] },
): Promise<void> {
  const { id: database, edit, ...view } = store.getState()
  const wanted = new Set(users)
  const known = (valueOf(view.users) ?? []).filter((user) => wanted.has(user.name))
  for (const { names, groups: all } of regroupings(known, new Map([[group, 'all']]))) {
    const outcome = await edit('users.setGroups', { database, name: names, groups: all })
    if (outcome.is === 'refused') return
  }
  const inside = valueOf(view.groups)?.find((each) => each.name === group)?.groups ?? []
  for (const member of groups) {
    if (inside.includes(member)) continue
    const outcome = await edit('groups.addMember', { database, group, member })
    if (outcome.is === 'refused') return
  }
}

/** Takes members out of groups, one after the other. */
export async function takeOut(
  store: DatabaseStore,
  members: readonly ({ group: string; user: string } | { group: string; member: string })[],
): Promise<void> {
  const { id: database, edit } = store.getState()
  for (const member of members) {
    const outcome = await edit('groups.removeMember', { database, ...member })
    if (outcome.is === 'refused') return
  }
}
