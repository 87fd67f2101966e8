import type { Difference } from '../../../contract/databases'
import { AppError } from '../../../contract/errors'
import type { UserManager } from '../manager'
import type { Source } from './source'
import type { Actor, Membership } from '../operations'
import type { CarriedNewUser, CarriedUser } from '../transferAccess'
import { wantedMasks } from './differences'
import type { Snapshot, SnapshotUser } from './snapshot'

export type Sides = {
  from: Source
  to: UserManager
  actor: Actor
  wanted: Snapshot
  /** The device's, once users and groups are those that are wanted. */
  objects: Snapshot['objects']
}
export type MemberDifference = Difference & { subject: 'member' }

/** Changes one thing in the device, or fails with why not, having changed nothing. New users go through `addUsers`. */
export async function applyOne(sides: Sides, difference: Difference): Promise<void> {
  switch (difference.subject) {
    case 'user':
      return applyUser(sides, difference)
    case 'group':
      return applyGroup(sides, difference)
    case 'member':
      return applyMembers(sides, [difference])
    case 'object':
      return applyObject(sides, difference)
    case 'right':
      return setEntry(sides, difference)
  }
}

/** Memberships of one kind; all or none. Those that are there, or gone, already are fine. */
export async function applyMembers({ to, actor }: Sides, members: readonly MemberDifference[]): Promise<void> {
  const join: Membership[] = []
  const leave: Membership[] = []
  for (const { kind, group, user, member } of members) {
    const list = kind === 'removed' ? leave : join
    if (user !== null) list.push({ group, user })
    else if (member !== null) list.push({ group, member })
  }
  await to.groups.changeMembers(actor, { join, leave })
}

async function applyUser(sides: Sides, { kind, name, was, fields }: Difference & { subject: 'user' }): Promise<void> {
  const { to, actor, wanted } = sides
  if (kind === 'removed') return to.users.remove(actor, [name])
  const { mayChangePassword, mustChangePassword } = wantedUser(wanted, name)
  const present = was ?? name
  if (fields.includes('password') || fields.includes('other')) {
    await to.transfer.setCredentials(actor, { ...(await carried(sides, name)), name: present })
  }
  if (fields.every((field) => field === 'password' || field === 'other')) return
  await to.users.change(actor, {
    name: present,
    ...(was === null ? {} : { to: name }),
    mayChangePassword,
    mustChangePassword,
  })
}

/** Why not, for each that was refused. */
export async function addUsers(sides: Sides, names: readonly string[]): Promise<(AppError | undefined)[]> {
  const { to, actor, wanted } = sides
  const users: CarriedNewUser[] = []
  const refusals = new Map<string, AppError>()
  for (const name of names) {
    try {
      const { mayChangePassword, mustChangePassword } = wantedUser(wanted, name)
      users.push({ ...(await carried(sides, name)), mayChangePassword, mustChangePassword })
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      refusals.set(name, error)
    }
  }
  const told = await to.transfer.addUsers(actor, users)
  for (const [index, { name }] of users.entries()) {
    const refusal = told[index]
    if (refusal) refusals.set(name, refusal)
  }
  return names.map((name) => refusals.get(name))
}

function wantedUser({ users }: Snapshot, name: string): SnapshotUser {
  const user = users?.get(name)
  if (user === undefined) throw new AppError('not-found', { subject: 'user', name })
  return user
}

async function carried({ from, wanted }: Sides, name: string): Promise<CarriedUser> {
  const password = await from.carried(name)
  if (password.is !== 'stored') throw new AppError('password-refused', { missing: ['not-carried'] })
  return { name, credentials: password.credentials, internal: wanted.users?.get(name)?.internal ?? false }
}

async function applyGroup({ to, actor }: Sides, { kind, name, was }: Difference & { subject: 'group' }): Promise<void> {
  if (kind === 'removed') return to.groups.remove(actor, [name])
  if (kind === 'added') return to.groups.add(actor, name)
  if (was !== null) return to.groups.rename(actor, { name: was, to: name })
}

async function applyObject(sides: Sides, { kind, name }: Difference & { subject: 'object' }): Promise<void> {
  const { to, actor, wanted } = sides
  if (kind === 'removed') return to.transfer.removeObject(actor, name)
  if (kind === 'added') return to.transfer.addObject(actor, name)
  const groups = [wanted.objects, sides.objects].flatMap((objects) => [...(objects.get(name)?.keys() ?? [])])
  for (const group of new Set(groups)) await setEntry(sides, { object: name, group })
}

/** The whole entry with all its bits: rights of the same entry that come after it are there already. */
async function setEntry(
  { to, actor, wanted, objects }: Sides,
  place: { object: string; group: string },
): Promise<void> {
  const present = objects.get(place.object)?.get(place.group) ?? { granted: 0, denied: 0 }
  const { object, group } = place
  await to.transfer.setMasks(actor, { object, group, masks: wantedMasks(wanted, place, present) })
}
