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

type InGroup = { group: string; user: string }

/** The memberships to begin and to end so that the wishes come about; `some` leaves each user as it is. */
export function moves(users: readonly User[], wishes: ReadonlyMap<string, Tri>): { join: InGroup[]; leave: InGroup[] } {
  const join: InGroup[] = []
  const leave: InGroup[] = []
  for (const [group, wish] of wishes) {
    for (const user of users) {
      const inside = user.groups.includes(group)
      if (wish === 'all' && !inside) join.push({ group, user: user.name })
      if (wish === 'none' && inside) leave.push({ group, user: user.name })
    }
  }
  return { join, leave }
}
