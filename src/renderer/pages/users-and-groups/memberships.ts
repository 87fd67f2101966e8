import type { User } from '../../../contract/users'

/** Whether all, some or none of several have a group. */
export type Tri = 'all' | 'some' | 'none'

export function triOf(users: readonly User[], group: string): Tri {
  const having = users.filter((user) => user.groups.includes(group)).length
  return having === 0 ? 'none' : having === users.length ? 'all' : 'some'
}

/** What a click does: some → all → none → some again where it was some. */
export function nextTri(now: Tri, before: Tri): Tri {
  if (now === 'some') return 'all'
  if (now === 'all') return 'none'
  return before === 'some' ? 'some' : 'all'
}

/** Users that end up with the same groups; each set is one edit of all of them. */
export type Regrouping = { names: string[]; groups: string[] }

/** The edits that bring the wished memberships about; `some` leaves each as it is. Users that stay as they are are left out. */
export function regroupings(users: readonly User[], wishes: ReadonlyMap<string, Tri>): Regrouping[] {
  const byGroups = new Map<string, Regrouping>()
  for (const user of users) {
    const groups = wished(user, wishes)
    if (groups.length === user.groups.length && groups.every((group) => user.groups.includes(group))) continue
    const key = JSON.stringify(groups)
    const together = byGroups.get(key)
    if (together) together.names.push(user.name)
    else byGroups.set(key, { names: [user.name], groups })
  }
  return [...byGroups.values()]
}

function wished(user: User, wishes: ReadonlyMap<string, Tri>): string[] {
  const kept = user.groups.filter((group) => wishes.get(group) !== 'none')
  const added = [...wishes].flatMap(([group, wish]) => (wish === 'all' && !user.groups.includes(group) ? [group] : []))
  return [...kept, ...added]
}
