import { AppError } from '../../contract/errors'
import { GROUPS } from '../../contract/row'
import type { GroupDbConfig } from './backends'
import type { ManagerContext } from './context'
import { findGroup } from './groupEdits'
import { checkNoCycle, keepAdministrator } from './guards'
import type { Actor, MemberChange, Membership } from './operations'
import { asLists, asSets, type MembershipSets } from './plan'
import { findUser } from './userEdits'

/** Many memberships in one step, judged by what they lead to. Joins come first, so that nobody is without a group in between. */
export async function changeMembers(context: ManagerContext, actor: Actor, change: MemberChange): Promise<void> {
  await context.permit(actor, GROUPS, 'modify')
  const config = context.groupBackEnd.config()
  const [users, memberships] = await Promise.all([context.users(), context.memberships()])
  for (const each of [...change.join, ...change.leave]) findGroup(memberships, each.group)
  for (const each of change.join) {
    if ('user' in each) findUser(users, each.user)
    else if (!memberships.closures.has(each.member)) {
      throw new AppError('not-found', { subject: 'member', name: each.member })
    }
  }
  const planned = asSets(memberships)
  const join = change.join.filter((each) => {
    const fresh = !has(planned, each)
    if (fresh && 'member' in each) checkNoCycle(asLists(planned), each)
    if (fresh) listOf(planned, each).add(nameOf(each))
    return fresh
  })
  const leave = change.leave.filter((each) => listOf(planned, each).delete(nameOf(each)))
  keepAdministrator({ users, memberships }, { users, memberships: asLists(planned) })
  await context.permitGroups(actor, new Set([...join, ...leave].map(({ group }) => group)))
  for (const each of join) await joinOne(config, each)
  for (const each of leave) await leaveOne(config, each)
}

function nameOf(membership: Membership): string {
  return 'user' in membership ? membership.user : membership.member
}

function listOf(sets: MembershipSets, membership: Membership): Set<string> {
  const lists = 'user' in membership ? sets.usersOf : sets.membersOf
  const known = lists.get(membership.group)
  if (known) return known
  const made = new Set<string>()
  lists.set(membership.group, made)
  return made
}

function has(sets: MembershipSets, membership: Membership): boolean {
  return listOf(sets, membership).has(nameOf(membership))
}

function joinOne(config: GroupDbConfig, each: Membership): Promise<void> {
  return 'user' in each ? config.addUserTo(each.group, each.user) : config.addMemberTo(each.group, each.member)
}

function leaveOne(config: GroupDbConfig, each: Membership): Promise<void> {
  return 'user' in each
    ? config.removeUserFrom(each.group, each.user)
    : config.removeMemberFrom(each.group, each.member)
}
