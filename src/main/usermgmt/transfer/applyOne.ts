import type { Difference } from '../../../contract/databases'
import { RIGHTS } from '../../../contract/rights'
import type { Masks } from '../backends'
import type { UserManager } from '../manager'
import type { Actor } from '../operations'
import { ALL_RIGHTS, RIGHT_BITS } from '../rights'
import { stateIn } from '../rightsEdits'
import { wantedMasks } from './differences'
import type { Snapshot } from './snapshot'
import type { Source } from './source'

const NOTHING: Masks = { granted: 0, denied: 0 }

export type Sides = {
  from: Source
  to: UserManager
  actor: Actor
  wanted: Snapshot
  /** The device's, once users and groups are those that are wanted. */
  objects: Snapshot['objects']
  /** As the device had them. */
  groups: Snapshot['groups']
}

export type Single = Difference & { subject: 'group' | 'object' | 'right' }

/** Changes one thing in the device, or fails with why not, having changed nothing. */
export async function applyOne(sides: Sides, difference: Single): Promise<void> {
  switch (difference.subject) {
    case 'group':
      return applyGroup(sides, difference)
    case 'object':
      return applyObject(sides, difference)
    case 'right':
      return setBits(sides, difference, RIGHT_BITS[difference.right])
  }
}

async function applyGroup(sides: Sides, { kind, name, was }: Single & { subject: 'group' }): Promise<void> {
  const { to, actor, wanted } = sides
  if (kind === 'removed') return to.groups.remove(actor, [name])
  if (was !== null) await to.groups.rename(actor, { name: was, to: name })
  const property = wanted.groups.get(name)?.property
  if (property !== undefined && differs(sides, was ?? name, property)) {
    await to.transfer.setGroupProperty(actor, { name, property })
  }
}

/** Bits of which nothing is known are nothing to be set. */
function differs({ groups }: Sides, name: string, property: number): boolean {
  const present = groups.get(name)?.property
  return present !== undefined && present !== property
}

async function applyObject(sides: Sides, { kind, name }: Single & { subject: 'object' }): Promise<void> {
  const { to, actor, wanted } = sides
  if (kind === 'removed') return to.transfer.removeObject(actor, name)
  if (kind === 'added') return to.transfer.addObject(actor, name)
  const groups = [wanted.objects, sides.objects].flatMap((objects) => [...(objects.get(name)?.keys() ?? [])])
  for (const group of new Set(groups)) await setBits(sides, { object: name, group }, otherBits(sides, name, group))
}

/** Every bit that no difference of its own is about: rights that somebody left out stay as they are. */
function otherBits({ wanted, objects }: Sides, object: string, group: string): number {
  const present = objects.get(object)?.get(group) ?? NOTHING
  const masks = wantedMasks(wanted, { object, group }, present)
  let bits = ALL_RIGHTS
  for (const right of RIGHTS) if (stateIn(present, right) !== stateIn(masks, right)) bits &= ~RIGHT_BITS[right]
  return bits
}

async function setBits(
  { to, actor, wanted, objects }: Sides,
  { object, group }: { object: string; group: string },
  bits: number,
): Promise<void> {
  const present = objects.get(object)?.get(group) ?? NOTHING
  const masks = wantedMasks(wanted, { object, group }, present)
  await to.transfer.setMasks(actor, { object, group, masks, bits })
}
