import type { DatabaseStore } from '../../stores/database'

/** What is dragged between the panes: names as JSON. */
export const DRAG_USERS = 'application/x-keyswitch-users'
export const DRAG_GROUPS = 'application/x-keyswitch-groups'

export function namesIn(dragged: string): string[] {
  if (dragged === '') return []
  const names: unknown = JSON.parse(dragged)
  return Array.isArray(names) ? names.filter((name) => typeof name === 'string') : []
}

/** Puts users and groups into a group in one step; whoever is in it already is left alone. */
export async function putInto(
  store: DatabaseStore,
  group: string,
  { users, groups }: { users: readonly string[]; groups: readonly string[] },
): Promise<void> {
  const { id: database, edit } = store.getState()
  const join = [...users.map((user) => ({ group, user })), ...groups.map((member) => ({ group, member }))]
  await edit('groups.changeMembers', { database, join })
}

/** Takes members out of groups in one step. */
export async function takeOut(
  store: DatabaseStore,
  members: readonly ({ group: string; user: string } | { group: string; member: string })[],
): Promise<void> {
  const { id: database, edit } = store.getState()
  await edit('groups.changeMembers', { database, leave: [...members] })
}
