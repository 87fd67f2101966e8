import type { Group } from '../../../contract/users'
import type { TreeNode } from '../../parts/gridRows'

/**
 * A row of the Groups pane: a group at the top, or a member of the group `within`. A member group shows its own members
 * again, but not inside itself; `missing` is listed but does not exist.
 */
export type GroupItem =
  | { is: 'group'; group: Group; within: string | undefined }
  | { is: 'user'; user: string; within: string; missing: boolean }
  | { is: 'missing'; name: string; within: string }

export function groupKey(name: string): string {
  return `g\n${name}`
}

export type GroupTree = {
  roots: TreeNode<GroupItem>[]
  /** Groups that a filter found by a member: they are open without being opened. */
  found: ReadonlySet<string>
}

/** Every group with its members, in the order of the collator. Member groups are unfolded only when looked at. */
export function groupTree(
  groups: readonly Group[],
  users: ReadonlySet<string> | undefined,
  { filter, collator }: { filter: string; collator: Intl.Collator },
): GroupTree {
  const byName = new Map(groups.map((group) => [group.name, group]))
  const wanted = filter.trim().toLowerCase()
  const found = new Set<string>()
  const shown = groups.filter((group) => {
    if (wanted === '' || group.name.toLowerCase().includes(wanted)) return true
    const byMember = [...group.users, ...group.groups].some((member) => member.toLowerCase().includes(wanted))
    if (byMember) found.add(groupKey(group.name))
    return byMember
  })
  const sorted = shown.toSorted((one, other) => collator.compare(one.name, other.name))

  function node(group: Group, within: string | undefined, path: readonly string[]): TreeNode<GroupItem> {
    const key =
      within === undefined ? groupKey(group.name) : `${path.map(groupKey).join('\n')}\n${groupKey(group.name)}`
    let children: TreeNode<GroupItem>[] | undefined
    return {
      key,
      item: { is: 'group', group, within },
      get children() {
        children ??= members(group, [...path, group.name], key)
        return children
      },
    }
  }

  function members(group: Group, path: readonly string[], key: string): TreeNode<GroupItem>[] {
    const ofUsers = group.users.toSorted(collator.compare).map((user): TreeNode<GroupItem> => ({
      key: `${key}\nu\n${user}`,
      item: { is: 'user', user, within: group.name, missing: users !== undefined && !users.has(user) },
      children: [],
    }))
    const ofGroups = group.groups.toSorted(collator.compare).map((name): TreeNode<GroupItem> => {
      const member = byName.get(name)
      // A file may hold groups that contain each other; the tree ends where it would repeat itself.
      if (member && !path.includes(name)) return node(member, group.name, path)
      if (member)
        return {
          key: `${key}\n${groupKey(name)}`,
          item: { is: 'group', group: member, within: group.name },
          children: [],
        }
      return { key: `${key}\n${groupKey(name)}`, item: { is: 'missing', name, within: group.name }, children: [] }
    })
    return [...ofUsers, ...ofGroups]
  }

  return { roots: sorted.map((group) => node(group, undefined, [])), found }
}
