import type { Group } from '../../../contract/users'

/** Administrator and every group nested in it: their members have every right everywhere (user-management 6). */
export function administratorGroups(groups: readonly Group[]): Set<string> {
  const byName = new Map(groups.map((group) => [group.name, group]))
  const found = new Set<string>()
  const visit = (name: string): void => {
    if (found.has(name)) return
    found.add(name)
    for (const member of byName.get(name)?.groups ?? []) visit(member)
  }
  if (byName.has('Administrator')) visit('Administrator')
  return found
}
