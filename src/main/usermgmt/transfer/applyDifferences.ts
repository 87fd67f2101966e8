import type { Difference } from '../../../contract/databases'
import { AppError } from '../../../contract/errors'
import type { Download, RefusedDifference } from '../../../contract/sync'
import { breathing, type Refusals } from '../eachByItself'
import type { UserManager } from '../manager'
import type { Actor, Work } from '../operations'
import { addGroups, applyMembers, applyUsers, hashes, type MemberDifference, type UserDifference } from './applyMany'
import { applyOne, type Sides, type Single } from './applyOne'
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

type Refusal = { difference: Difference; error: AppError }

/**
 * Reading all users, or who is in which group, takes long where there are thousands: once for so many. Meanwhile nobody
 * else edits; passwords are hashed for as long in far smaller steps.
 */
const TOGETHER = 16_384
const HASHED_TOGETHER = 128
/** What another difference can make possible; anything else is refused for good. */
const WAITING = new Set(['group-cycle', 'last-administrator', 'name-refused', 'already-exists', 'not-found'])

/**
 * Changes a user management to what another one holds, item by item. What is refused is listed with its reason and the
 * rest goes on; a membership of a user who was refused is refused as that of a user who is not there. Cancelling leaves
 * what was done: everything else is listed as `cancelled`. An entry that is not among the differences stays as it is.
 */
export async function applyDifferences({ from, to, actor, differences, work = {} }: Transfer): Promise<Download> {
  const [wanted, device] = [await from.snapshot(), await snapshot(to)]
  const { objects } = asItWillBe(device, changing(device, wanted))
  const sides: Sides = { from, to, actor, wanted, objects, groups: device.groups }
  const breathe = breathing()
  const refused: Refusal[] = []
  let applied = 0
  let queue = steps(sides, differences)
  while (queue.length > 0) {
    const before = applied
    const waiting: Refusal[] = []
    for (const [index, step] of queue.entries()) {
      await breathe()
      if (work.signal?.aborted) {
        const left = [...waiting.map(({ difference }) => difference), ...queue.slice(index).flat()]
        const error = new AppError('cancelled')
        return { applied, refused: [...refused, ...left.map((difference) => ({ difference, error }))].map(told) }
      }
      const through = applied + refused.length
      const outcomes = await applyStep(sides, step, {
        ...work,
        progress: (done) => work.progress?.(through + done, differences.length),
      })
      for (const [at, error] of outcomes.entries()) {
        const difference = step[at]
        if (error === undefined || difference === undefined) applied += 1
        else (WAITING.has(error.code) ? waiting : refused).push({ difference, error })
      }
      work.progress?.(applied + refused.length, differences.length)
    }
    // What stood in the way may be gone now; without anything done nothing is.
    queue =
      applied > before
        ? steps(
            sides,
            waiting.map(({ difference }) => difference),
          )
        : []
    if (applied === before) refused.push(...waiting)
  }
  work.progress?.(differences.length, differences.length)
  return { applied, refused: refused.map(told) }
}

/** Neighbours that are users, new groups or memberships of one kind go together. */
function steps(sides: Sides, differences: readonly Difference[]): Difference[][] {
  const found: Difference[][] = []
  let present: { key: string; most: number } | undefined
  for (const difference of differences) {
    const { key, most } = alike(sides, difference)
    const step = found.at(-1)
    if (step && present?.key === key && step.length < most) step.push(difference)
    else found.push([difference])
    present = { key, most }
  }
  return found
}

function alike(sides: Sides, difference: Difference): { key: string; most: number } {
  const { subject, kind } = difference
  if (subject === 'user' && hashes(sides, difference))
    return { key: `${subject} ${kind} hashed`, most: HASHED_TOGETHER }
  const many = subject === 'user' || subject === 'member' || (subject === 'group' && kind === 'added')
  return { key: `${subject} ${kind}`, most: many ? TOGETHER : 1 }
}

/** What became of each difference of a step. */
async function applyStep(sides: Sides, step: readonly Difference[], work: Work): Promise<Refusals> {
  const [first] = step
  try {
    if (first?.subject === 'user') return await applyUsers(sides, step.filter(isUser), work)
    if (first?.subject === 'member') return await applyMembers(sides, step.filter(isMember), work)
    const groups = step.flatMap((each) => (each.subject === 'group' && each.kind === 'added' ? [each.name] : []))
    if (groups.length > 0) return await addGroups(sides, groups, work)
    for (const single of step.filter(isSingle)) await applyOne(sides, single)
    return [undefined]
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return step.map(() => error)
  }
}

function isUser(difference: Difference): difference is UserDifference {
  return difference.subject === 'user'
}

function isMember(difference: Difference): difference is MemberDifference {
  return difference.subject === 'member'
}

function isSingle(difference: Difference): difference is Single {
  return !isUser(difference) && !isMember(difference)
}

function told({ difference, error }: Refusal): RefusedDifference {
  const details = Object.entries(error.details).map(([key, value]) => [key, isList(value) ? [...value] : value])
  return { difference, code: error.code, details: Object.fromEntries(details) }
}

function isList(value: unknown): value is readonly string[] {
  return Array.isArray(value)
}
