import type { Difference } from '../../../contract/databases'
import { AppError } from '../../../contract/errors'
import type { Download, RefusedDifference } from '../../../contract/sync'
import type { UserManager } from '../manager'
import type { Actor, Work } from '../operations'
import { addUsers, applyMembers, applyOne, type MemberDifference, type Sides } from './applyOne'
import { asItWillBe } from './asItWillBe'
import { changing } from './renames'
import { snapshot } from './snapshot'
import type { Source } from './source'

export type Transfer = {
  /** Holds what is wanted. */
  from: Source
  /** Is changed through its guarded operations. */
  to: UserManager
  /** Who changes it. */
  actor: Actor
  /** As `differences` gives them. */
  differences: readonly Difference[]
  work?: Work
}

type NewUser = Difference & { subject: 'user'; kind: 'added' }
type Refusal = { difference: Difference; error: AppError }

/** Reading all users, or who is in which group, takes long where there are thousands: once for so many. */
const TOGETHER = 128
/** What another difference can make possible; anything else is refused for good. */
const WAITING = new Set(['group-cycle', 'last-administrator', 'name-refused', 'already-exists', 'not-found'])
/** Milliseconds of work after which others have their turn. */
const TURN = 20

/**
 * Changes a user management to what another one holds, item by item. What is refused is listed with its reason and the
 * rest goes on; a membership of a user who was refused is refused as that of a user who is not there. Cancelling leaves
 * what was done: everything else is listed as `cancelled`.
 */
export async function applyDifferences({ from, to, actor, differences, work = {} }: Transfer): Promise<Download> {
  const [wanted, device] = [await from.snapshot(), await snapshot(to)]
  const { objects } = asItWillBe(device, changing(device, wanted))
  const sides: Sides = { from, to, actor, wanted, objects }
  const breathe = turns()
  const refused: Refusal[] = []
  let applied = 0
  let queue = steps(differences)
  while (queue.length > 0) {
    const before = applied
    const waiting: Refusal[] = []
    for (const [index, step] of queue.entries()) {
      await breathe()
      if (work.signal?.aborted) {
        const left = [...waiting.map(({ difference }) => difference), ...queue.slice(index).flat()]
        const cancelled = left.map((difference) => ({ difference, error: new AppError('cancelled') }))
        return { applied, refused: [...refused, ...cancelled].map(told) }
      }
      const refusals = await applyStep(sides, step)
      applied += step.length - refusals.length
      for (const refusal of refusals) (WAITING.has(refusal.error.code) ? waiting : refused).push(refusal)
      work.progress?.(applied + refused.length, differences.length)
    }
    // What stood in the way may be gone now; without anything done nothing is.
    queue = applied > before ? steps(waiting.map(({ difference }) => difference)) : []
    if (applied === before) refused.push(...waiting)
  }
  work.progress?.(differences.length, differences.length)
  return { applied, refused: refused.map(told) }
}

/** Neighbours that are memberships of one kind, or new users, go together. */
function steps(differences: readonly Difference[]): Difference[][] {
  const found: Difference[][] = []
  for (const difference of differences) {
    const step = found.at(-1)
    const [first] = step ?? []
    const alike = first?.subject === difference.subject && first.kind === difference.kind
    const many = difference.subject === 'member' || isNewUser(difference)
    if (step && alike && many && step.length < TOGETHER) step.push(difference)
    else found.push([difference])
  }
  return found
}

async function applyStep(sides: Sides, step: readonly Difference[]): Promise<Refusal[]> {
  const members = step.filter((difference): difference is MemberDifference => difference.subject === 'member')
  if (members.length > 0) return applyTogether(sides, members)
  const newcomers = step.filter(isNewUser)
  if (newcomers.length > 0) return addTogether(sides, newcomers)
  const refusals = await Promise.all(step.map((difference) => refusalOf(difference, () => applyOne(sides, difference))))
  return refusals.flat()
}

async function addTogether(sides: Sides, newcomers: readonly NewUser[]): Promise<Refusal[]> {
  try {
    const names = newcomers.map(({ name }) => name)
    const refusals = await addUsers(sides, names)
    return newcomers.flatMap((difference, index) => {
      const error = refusals[index]
      return error ? [{ difference, error }] : []
    })
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return newcomers.map((difference) => ({ difference, error }))
  }
}

/** All, or after a refusal each half: what is refused is found, and what is there already is left alone. */
async function applyTogether(sides: Sides, members: readonly MemberDifference[]): Promise<Refusal[]> {
  const [first] = members
  if (first === undefined) return []
  const refusals = await refusalOf(first, () => applyMembers(sides, members))
  if (refusals.length === 0 || members.length === 1) return refusals
  const middle = Math.ceil(members.length / 2)
  return [
    ...(await applyTogether(sides, members.slice(0, middle))),
    ...(await applyTogether(sides, members.slice(middle))),
  ]
}

async function refusalOf(difference: Difference, apply: () => Promise<void>): Promise<Refusal[]> {
  try {
    await apply()
    return []
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return [{ difference, error }]
  }
}

function isNewUser(difference: Difference): difference is NewUser {
  return difference.subject === 'user' && difference.kind === 'added'
}

function told({ difference, error }: Refusal): RefusedDifference {
  const details = Object.entries(error.details).map(([key, value]) => [key, isList(value) ? [...value] : value])
  return { difference, code: error.code, details: Object.fromEntries(details) }
}

function isList(value: unknown): value is readonly string[] {
  return Array.isArray(value)
}

/** Lets other work have its turn when this one has taken long enough. */
function turns(): () => Promise<void> {
  let since = performance.now()
  return async () => {
    if (performance.now() - since < TURN) return
    await new Promise((next) => setImmediate(next))
    since = performance.now()
  }
}
