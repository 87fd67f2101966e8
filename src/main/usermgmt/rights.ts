import type { GroupReason, Right, UserReason } from '../../contract/access'
import { parentName } from '../../contract/objectPath'
import type { GroupClosure, Masks, ObjectDb } from './backends'

/** Bits of the four rights in both masks (user-management 6); the upper eight bits are for manufacturers. */
export const RIGHT_BITS: Record<Right, number> = { view: 1, modify: 2, execute: 4, addRemove: 8 }
export const ALL_RIGHTS = 0xffffffff

/** An object in its tree; `parent` is the nearest object above that is kept. Unchanging for the evaluation. */
export type ObjectNode = {
  readonly name: string
  parent: ObjectNode | undefined
  entries: ReadonlyMap<string, Masks>
}

/** What the rights of a user are made from: the groups the user is directly in. `administrator` is the chain to it. */
export type UserGroups = { groups: readonly GroupClosure[]; administrator: readonly string[] | undefined }

const EVERYTHING: Masks = Object.freeze({ granted: ALL_RIGHTS, denied: 0 })
const NO_ENTRIES: ReadonlyMap<string, Masks> = new Map()

/**
 * All rights of a group on an object in one walk to the root; bits in neither mask are undecided. The first object
 * where the group or one it belongs to has a bit decides that bit, and denied beats granted there (user-management 6).
 * Pure, O(depth × closure).
 */
export function decideMasks(closure: GroupClosure, node: ObjectNode | undefined): Masks {
  if (closure.administrator !== undefined) return EVERYTHING
  const members = closure.members
  let granted = 0
  let denied = 0
  let open = ~0
  for (let at = node; at !== undefined && open !== 0; at = at.parent) {
    const entries = at.entries
    if (entries.size === 0) continue
    let grantedHere = 0
    let deniedHere = 0
    for (const member of members) {
      const masks = entries.get(member.group)
      if (masks === undefined) continue
      grantedHere |= masks.granted
      deniedHere |= masks.denied
    }
    denied |= deniedHere & open
    granted |= grantedHere & ~deniedHere & open
    open &= ~(grantedHere | deniedHere)
  }
  // `>>> 0`: bit operators answer in signed 32 bits, masks are unsigned.
  return { granted: granted >>> 0, denied: denied >>> 0 }
}

/** The same for one right, with its reason; of several deciding groups the asked one is named, else the nearest. */
export function explainRight(closure: GroupClosure, node: ObjectNode | undefined, right: Right): GroupReason {
  if (closure.administrator !== undefined) return { is: 'administrator', via: [...closure.administrator] }
  const bit = RIGHT_BITS[right]
  for (let at = node; at !== undefined; at = at.parent) {
    const { name, entries } = at
    const inherited = at !== node
    const denying = closure.members.find(({ group }) => ((entries.get(group)?.denied ?? 0) & bit) !== 0)
    if (denying) return { is: 'denied', via: [...denying.via], at: name, inherited }
    const granting = closure.members.find(({ group }) => ((entries.get(group)?.granted ?? 0) & bit) !== 0)
    if (granting) return { is: 'granted', via: [...granting.via], at: name, inherited }
  }
  return { is: 'undecided' }
}

/** The node of an object. One that is not kept has no entries of its own and inherits from the nearest kept object above it. */
export function nodeOf(object: string, find: (name: string) => ObjectNode | undefined): ObjectNode {
  const kept = find(object)
  if (kept) return kept
  let above = parentName(object)
  let parent: ObjectNode | undefined
  while (above !== undefined && parent === undefined) {
    parent = find(above)
    above = parentName(above)
  }
  return { name: object, parent, entries: NO_ENTRIES }
}

/** All rights of a user on an object: denied for one of the user's groups beats granted for another (user-management 6). */
export function userMasks(user: UserGroups, objects: Pick<ObjectDb, 'decide'>, object: string): Masks {
  if (user.administrator !== undefined) return EVERYTHING
  let granted = 0
  let denied = 0
  for (const closure of user.groups) {
    const masks = objects.decide(closure, object)
    granted |= masks.granted
    denied |= masks.denied
  }
  return { granted: (granted & ~denied) >>> 0, denied: denied >>> 0 }
}

/** Whether masks allow a right: undecided is no (user-management 6). */
export function allows(masks: Masks, right: Right): boolean {
  return (masks.granted & RIGHT_BITS[right]) !== 0
}

/** Why a user has or lacks a right, from the reasons of the user's groups. */
export function userReason(user: UserGroups, explain: (closure: GroupClosure) => GroupReason): UserReason {
  if (user.administrator !== undefined) return { is: 'administrator', via: [...user.administrator] }
  if (user.groups.length === 0) return { is: 'no-group' }
  const reasons = user.groups.map((closure) => explain(closure))
  return (
    reasons.find((reason) => reason.is === 'denied') ??
    reasons.find((reason) => reason.is === 'granted') ?? {
      is: 'undecided',
      groups: user.groups.map((closure) => closure.group),
    }
  )
}

/** Whether a reason means that the right is there. */
export function reasonAllows(reason: GroupReason | UserReason): boolean {
  return reason.is === 'administrator' || reason.is === 'granted'
}
