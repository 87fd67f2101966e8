import type { Difference } from '../../../contract/databases'
import { AppError } from '../../../contract/errors'
import type { Refusals } from '../eachByItself'
import type { Membership, Work } from '../operations'
import type { CarriedChange, CarriedNewUser } from '../transferUsers'
import type { Sides } from './applyOne'
import type { SnapshotUser } from './snapshot'

type Of<Subject extends Difference['subject']> = Difference & { subject: Subject }
export type UserDifference = Of<'user'>
export type MemberDifference = Of<'member'>

/** Groups that are new, with their bits. */
export function addGroups({ to, actor, wanted }: Sides, names: readonly string[], work: Work): Promise<Refusals> {
  const groups = names.map((name) => {
    const property = wanted.groups.get(name)?.property
    return { name, ...(property === undefined ? {} : { property }) }
  })
  return to.transfer.addGroups(actor, groups, work)
}

/** Memberships of one kind. Those that are there, or gone, already are fine. */
export function applyMembers({ to, actor }: Sides, members: readonly MemberDifference[], work: Work) {
  const is = members.some(({ kind }) => kind === 'removed') ? 'leave' : 'join'
  const memberships = members.map(({ group, user, member }): Membership =>
    user === null ? { group, member: member ?? '' } : { group, user },
  )
  return to.transfer.changeMembers(actor, { is, members: memberships }, work)
}

/** Differences of users of one kind. */
export async function applyUsers(sides: Sides, users: readonly UserDifference[], work: Work): Promise<Refusals> {
  const { to, actor } = sides
  switch (users[0]?.kind) {
    case 'added':
      return ofThoseCarried(
        users,
        (user) => newUser(sides, user),
        (known) => to.transfer.addUsers(actor, known, work),
      )
    case 'changed':
      return ofThoseCarried(
        users,
        (user) => change(sides, user),
        (known) => to.transfer.changeUsers(actor, known, work),
      )
    case 'removed':
      return to.transfer.removeUsers(
        actor,
        users.map(({ name }) => name),
        work,
      )
    case undefined:
      return []
  }
}

/** Whether a password is to be hashed for it, which takes a thousand times as long. */
export function hashes({ wanted }: Pick<Sides, 'wanted'>, { kind, name, fields }: UserDifference): boolean {
  if (wanted.users?.get(name)?.newPassword !== true) return false
  return kind === 'added' || fields.includes('password')
}

/** Those of whom not all is known are refused, the others go on together. */
async function ofThoseCarried<T>(
  users: readonly UserDifference[],
  know: (user: UserDifference) => Promise<T>,
  act: (known: readonly T[]) => Promise<Refusals>,
): Promise<Refusals> {
  const refusals: Refusals = users.map(() => undefined)
  const known: T[] = []
  const places: number[] = []
  for (const [place, user] of users.entries()) {
    try {
      known.push(await know(user))
      places.push(place)
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      refusals[place] = error
    }
  }
  for (const [index, refusal] of (await act(known)).entries()) refusals[places[index] ?? -1] = refusal
  return refusals
}

async function newUser(sides: Sides, { name }: UserDifference): Promise<CarriedNewUser> {
  const { mayChangePassword, mustChangePassword, internal } = wantedUser(sides, name)
  return { name, mayChangePassword, mustChangePassword, internal, carried: await sides.from.carried(name) }
}

async function change(sides: Sides, { name, was, fields }: UserDifference): Promise<CarriedChange> {
  const { mayChangePassword, mustChangePassword, internal } = wantedUser(sides, name)
  const flags = fields.includes('mayChangePassword') || fields.includes('mustChangePassword')
  return {
    name: was ?? name,
    internal,
    ...(was === null ? {} : { to: name }),
    ...(flags ? { flags: { mayChangePassword, mustChangePassword } } : {}),
    ...(fields.includes('password') || fields.includes('other') ? { carried: await sides.from.carried(name) } : {}),
  }
}

function wantedUser({ wanted }: Sides, name: string): SnapshotUser {
  const user = wanted.users?.get(name)
  if (user === undefined) throw new AppError('not-found', { subject: 'user', name })
  return user
}
