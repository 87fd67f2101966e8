import { GROUPS } from '../../contract/row'
import type { Group } from '../../contract/users'
import { changeMembers } from './changeMembers'
import type { ManagerContext } from './context'
import { addGroup, addMember, removeAllGroups, removeGroups, removeMember, renameGroup } from './groupEdits'
import { importGroups } from './groupImport'
import type { Actor, GroupOperations } from './operations'

/** The groups' part of a manager. */
export function groupOperations(context: ManagerContext): GroupOperations {
  const edit = <T>(work: () => Promise<T>) => context.edit(['groups', 'objects'], work)
  return {
    list: (actor) => listGroups(context, actor),
    add: (actor, name) => edit(() => addGroup(context, actor, name)),
    rename: (actor, change) => edit(() => renameGroup(context, actor, change)),
    remove: (actor, names) => edit(() => removeGroups(context, actor, names)),
    removeAll: (actor) => edit(() => removeAllGroups(context, actor)),
    addMember: (actor, membership) => context.edit(['groups'], () => addMember(context, actor, membership)),
    removeMember: (actor, membership) => context.edit(['groups'], () => removeMember(context, actor, membership)),
    changeMembers: (actor, change) => context.edit(['groups'], () => changeMembers(context, actor, change)),
    import: (actor, input, work) => edit(() => importGroups(context, actor, input, work)),
  }
}

async function listGroups(context: ManagerContext, actor: Actor): Promise<Group[]> {
  await context.permit(actor, GROUPS, 'view')
  context.groupBackEnd.required('groups.list')
  const [memberships, tree] = await Promise.all([context.memberships(), context.tree()])
  const counts = new Map<string, number>()
  for (const entries of tree.entries) {
    for (const group of entries?.keys() ?? []) counts.set(group, (counts.get(group) ?? 0) + 1)
  }
  return memberships.groups.map((name) => ({
    name,
    users: [...(memberships.usersOf.get(name) ?? [])],
    groups: [...(memberships.membersOf.get(name) ?? [])],
    rights: counts.get(name) ?? 0,
  }))
}
