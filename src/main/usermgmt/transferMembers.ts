import { AppError } from '../../contract/errors'
import { ADMINISTRATOR } from '../../contract/nameRules'
import { GROUPS } from '../../contract/row'
import type { GroupDbConfig } from './backends'
import type { ManagerContext } from './context'
import { eachByItself, type Refusals } from './eachByItself'
import { findGroup } from './groupEdits'
import { checkNoCycle } from './guards'
import { withinGroup } from './memberships'
import { oneLook, type OneLook } from './oneLook'
import type { Actor, Membership, Work } from './operations'
import { findUser } from './userEdits'

/** Joining or leaving, many at once. */
export type ManyMembers = { is: 'join' | 'leave'; members: readonly Membership[] }

/** Who is in which group while many join or leave. */
type Planned = { usersOf: Map<string, Set<string>>; membersOf: Map<string, Set<string>> }

/** Each by itself; what holds already is left alone. Run inside `edit`. */
export async function changeMembersEach(
  context: ManagerContext,
  actor: Actor,
  { is, members }: ManyMembers,
  work: Work = {},
): Promise<Refusals> {
  await context.permit(actor, GROUPS, 'modify')
  const config = context.groupBackEnd.config()
  const look = await oneLook(context)
  const planned: Planned = { usersOf: new Map(), membersOf: new Map() }
  const keepAdministrator = is === 'leave' ? administratorKeeper(look, planned, members) : undefined
  const act = async (membership: Membership) => {
    findGroup(look.seen, membership.group)
    const there = listOf(look, planned, membership)
    const name = nameOf(membership)
    if (is === 'join') {
      checkMember(look, membership)
      if (there.has(name)) return
      if ('member' in membership) checkNoCycle(tableOf(look, planned), membership)
      await look.permitGroups(actor, [membership.group])
      await joinOne(config, membership)
      there.add(name)
    } else if (there.delete(name)) {
      try {
        keepAdministrator?.(membership)
        await look.permitGroups(actor, [membership.group])
        await leaveOne(config, membership)
      } catch (error) {
        there.add(name)
        throw error
      }
    }
  }
  return eachByItself(members, { act, work })
}

/**
 * The last administrator stays one (user-management 6). One administrator is kept in mind, if possible one who leaves no
 * group: as long as that one stays, nothing has to be looked for among thousands.
 */
function administratorKeeper(look: OneLook, planned: Planned, members: readonly Membership[]) {
  const leaving = new Set(members.flatMap((membership) => ('user' in membership ? [membership.user] : [])))
  const find = (): string | undefined => {
    let found: string | undefined
    for (const group of withinGroup(tableOf(look, planned), ADMINISTRATOR).keys()) {
      for (const user of planned.usersOf.get(group) ?? look.seen.usersOf.get(group) ?? []) {
        if (look.people !== undefined && look.people.get(user)?.internal !== false) continue
        if (!leaving.has(user)) return user
        found = user
      }
    }
    return found
  }
  let kept = [...look.administrators].find((user) => !leaving.has(user)) ?? look.administrators.values().next().value
  return (membership: Membership): void => {
    if (kept === undefined || ('user' in membership && membership.user !== kept)) return
    const other = find()
    if (other === undefined) throw new AppError('last-administrator', { name: kept })
    kept = other
  }
}

function checkMember({ people, seen }: OneLook, membership: Membership): void {
  if ('user' in membership) findUser(people, membership.user)
  else if (!seen.closures.has(membership.member)) {
    throw new AppError('not-found', { subject: 'member', name: membership.member })
  }
}

function nameOf(membership: Membership): string {
  return 'user' in membership ? membership.user : membership.member
}

/** Groups that nobody asks about are not copied. */
function listOf({ seen }: OneLook, planned: Planned, membership: Membership): Set<string> {
  const kind = 'user' in membership ? 'usersOf' : 'membersOf'
  return copied(planned[kind], seen[kind], membership.group)
}

function copied(
  sets: Map<string, Set<string>>,
  lists: ReadonlyMap<string, readonly string[]>,
  group: string,
): Set<string> {
  const known = sets.get(group)
  if (known) return known
  const made = new Set(lists.get(group))
  sets.set(group, made)
  return made
}

/** The nesting as it is now; who is a user of which group does not matter to it. */
function tableOf({ seen }: OneLook, { membersOf }: Planned) {
  const changed = Array.from(membersOf, ([group, members]) => [group, [...members]] as const)
  return { ...seen, membersOf: new Map([...seen.membersOf, ...changed]) }
}

function joinOne(config: GroupDbConfig, each: Membership): Promise<void> {
  return 'user' in each ? config.addUserTo(each.group, each.user) : config.addMemberTo(each.group, each.member)
}

function leaveOne(config: GroupDbConfig, each: Membership): Promise<void> {
  return 'user' in each
    ? config.removeUserFrom(each.group, each.user)
    : config.removeMemberFrom(each.group, each.member)
}
