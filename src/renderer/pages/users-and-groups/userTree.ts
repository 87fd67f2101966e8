import type { User } from '../../../contract/users'
import type { TreeNode } from '../../parts/gridRows'

/** A row of the Users pane: a user, or a group the user above is in. */
export type UserItem = { is: 'user'; user: User } | { is: 'group'; user: string; group: string }

export type UserSort = { column: 'name' | 'groups' | 'lastChange'; direction: 'ascending' | 'descending' }

export function userKey(name: string): string {
  return `u\n${name}`
}

/** Each user with its groups beneath, in the order asked for; with a filter only those whose name or a group contains it. */
export function userTree(
  users: readonly User[],
  { filter, sort, collator }: { filter: string; sort: UserSort; collator: Intl.Collator },
): TreeNode<UserItem>[] {
  const wanted = filter.trim().toLowerCase()
  const found = wanted === '' ? [...users] : users.filter((user) => contains(user, wanted))
  const sign = sort.direction === 'ascending' ? 1 : -1
  const byName = (one: User, other: User): number => collator.compare(one.name, other.name)
  found.sort((one, other) => {
    if (sort.column === 'lastChange')
      return sign * ((one.lastChange ?? 0) - (other.lastChange ?? 0)) || byName(one, other)
    if (sort.column === 'groups')
      return sign * collator.compare(one.groups.join(', '), other.groups.join(', ')) || byName(one, other)
    return sign * byName(one, other)
  })
  return found.map((user) => ({
    key: userKey(user.name),
    item: { is: 'user', user },
    children: user.groups.map((group) => ({
      key: `${userKey(user.name)}\n${group}`,
      item: { is: 'group', user: user.name, group },
      children: [],
    })),
  }))
}

function contains(user: User, wanted: string): boolean {
  return user.name.toLowerCase().includes(wanted) || user.groups.some((group) => group.toLowerCase().includes(wanted))
}
