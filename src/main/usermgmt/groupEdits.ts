import { AppError } from '../../contract/errors'
import { ADMINISTRATOR } from '../../contract/nameRules'
import { GROUPS } from '../../contract/row'
import type { ObjectDb, ObjectDbConfig } from './backends'
import type { ManagerContext } from './context'
import { checkNewName, checkNoCycle, keepAdministrator, keepAdministratorGroup, takenNames } from './guards'
import { groupsAround, type Memberships } from './memberships'
import type { Actor, Membership } from './operations'
import { withoutGroups, withoutMemberIn, withoutUserIn } from './plan'
import { groupObject } from './standardObjects'
import { findUser } from './userEdits'

/** Edits of groups; each is checked whole before the first call of a back end. Run inside `edit`. */

export async function addGroup(context: ManagerContext, actor: Actor, name: string): Promise<void> {
  await context.permit(actor, GROUPS, 'addRemove')
  const config = context.groupBackEnd.config()
  const memberships = await context.memberships()
  checkNewName('group', name, takenNames(memberships.groups))
  // A damaged file may hold the name as a member already: the new group would be in those groups at once.
  await context.permitGroups(actor, groupsAround(memberships, name))
  await config.addGroup(name)
  await addGroupObject(context, name)
}

export async function renameGroup(
  context: ManagerContext,
  actor: Actor,
  { name, to }: { name: string; to: string },
): Promise<void> {
  await context.permit(actor, GROUPS, 'modify')
  const config = context.groupBackEnd.config()
  const memberships = await context.memberships()
  findGroup(memberships, name)
  keepAdministratorGroup(name)
  // Whoever may not change Administrator may not make a group of that name either.
  await context.permitGroups(actor, [name, to])
  if (to === name) return
  checkNewName('group', to, takenNames(memberships.groups, name))
  await context.permitGroups(actor, groupsAround(memberships, to))
  const rights = await rightsOfGroups(context, [name])
  await config.renameGroup(name, to)
  if (rights === undefined) return
  await rights.config.groupRenamed(name, to)
  if (!rights.db.hasObject(groupObject(name))) return
  // What was left over from an earlier group of that name would stand in the way.
  if (rights.db.hasObject(groupObject(to))) await rights.config.removeObject(groupObject(to))
  await rights.config.renameObject(groupObject(name), groupObject(to))
}

export async function removeGroups(context: ManagerContext, actor: Actor, asked: readonly string[]): Promise<void> {
  await context.permit(actor, GROUPS, 'addRemove')
  const config = context.groupBackEnd.config()
  const [users, memberships] = await Promise.all([context.users(), context.memberships()])
  const names = new Set(asked)
  for (const name of names) {
    findGroup(memberships, name)
    keepAdministratorGroup(name)
  }
  keepAdministrator({ users, memberships }, { users, memberships: withoutGroups(memberships, names) })
  const around = [...names].flatMap((member) =>
    groupsAround(memberships, member)
      .filter((group) => !names.has(group))
      .map((group) => ({ group, member })),
  )
  await context.permitGroups(actor, new Set([...names, ...around.map(({ group }) => group)]))
  const rights = await rightsOfGroups(context, [...names])
  for (const { group, member } of around) await config.removeMemberFrom(group, member)
  for (const name of names) {
    await config.removeGroup(name)
    await rights?.config.groupRemoved(name)
    if (rights?.db.hasObject(groupObject(name))) await rights.config.removeObject(groupObject(name))
  }
}

export async function removeAllGroups(context: ManagerContext, actor: Actor): Promise<void> {
  await context.permit(actor, GROUPS, 'addRemove')
  const config = context.groupBackEnd.config()
  const memberships = await context.memberships()
  if (memberships.closures.has(ADMINISTRATOR)) keepAdministratorGroup(ADMINISTRATOR)
  await context.permitGroups(actor, memberships.groups)
  const rights = await rightsOfGroups(context, memberships.groups)
  await config.deleteAllGroups()
  for (const name of memberships.groups) {
    await rights?.config.groupRemoved(name)
    if (rights?.db.hasObject(groupObject(name))) await rights.config.removeObject(groupObject(name))
  }
}

export async function addMember(context: ManagerContext, actor: Actor, membership: Membership): Promise<void> {
  const { group } = membership
  const { config, memberships } = await forMembers(context, actor, group)
  if ('user' in membership) {
    const { user } = membership
    findUser(await context.users(), user)
    if (memberships.groupsOf(user).includes(group)) {
      throw new AppError('already-exists', { subject: 'member', name: user })
    }
    return config.addUserTo(group, user)
  }
  const { member } = membership
  if (!memberships.closures.has(member)) throw new AppError('not-found', { subject: 'member', name: member })
  if (memberships.membersOf.get(group)?.includes(member)) {
    throw new AppError('already-exists', { subject: 'member', name: member })
  }
  checkNoCycle(memberships, { group, member })
  await config.addMemberTo(group, member)
}

/** Also takes out a member that does not exist as a user or group, which a damaged file may hold. */
export async function removeMember(context: ManagerContext, actor: Actor, membership: Membership): Promise<void> {
  const { group } = membership
  const { config, memberships } = await forMembers(context, actor, group)
  const users = await context.users()
  if ('user' in membership) {
    const { user } = membership
    if (!memberships.usersOf.get(group)?.includes(user)) {
      throw new AppError('not-found', { subject: 'member', name: user })
    }
    keepAdministrator({ users, memberships }, { users, memberships: withoutUserIn(memberships, group, user) })
    return config.removeUserFrom(group, user)
  }
  const { member } = membership
  if (!memberships.membersOf.get(group)?.includes(member)) {
    throw new AppError('not-found', { subject: 'member', name: member })
  }
  keepAdministrator({ users, memberships }, { users, memberships: withoutMemberIn(memberships, group, member) })
  await config.removeMemberFrom(group, member)
}

/** The group's object, where groups have objects at all and these can be changed; without one the group inherits. */
export async function addGroupObject(context: ManagerContext, group: string): Promise<void> {
  const { db, configurable } = context.objectBackEnd
  if (!configurable || !db?.hasObject(GROUPS) || db.hasObject(groupObject(group))) return
  await context.objectBackEnd.config().addObject(groupObject(group))
}

export function findGroup(memberships: Memberships, name: string): void {
  if (!memberships.closures.has(name)) throw new AppError('not-found', { subject: 'group', name })
}

async function forMembers(context: ManagerContext, actor: Actor, group: string) {
  await context.permit(actor, GROUPS, 'modify')
  const config = context.groupBackEnd.config()
  const memberships = await context.memberships()
  findGroup(memberships, group)
  await context.permitGroups(actor, [group])
  return { config, memberships }
}

/**
 * What has to be told when groups go or get a new name; undefined where the object database says nothing about them.
 * Fails with `not-configurable` where it does and cannot be changed: rights would be left to whoever takes the name next.
 */
async function rightsOfGroups(
  context: ManagerContext,
  groups: readonly string[],
): Promise<{ db: ObjectDb; config: ObjectDbConfig } | undefined> {
  const db = context.objectBackEnd.db
  if (db === undefined) return undefined
  const { entries } = await context.tree()
  const spoken =
    groups.some((group) => db.hasObject(groupObject(group))) ||
    entries.some((own) => own !== undefined && groups.some((group) => own.has(group)))
  return spoken ? { db, config: context.objectBackEnd.config() } : undefined
}
