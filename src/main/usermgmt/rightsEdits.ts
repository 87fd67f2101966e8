import { AppError } from '../../contract/errors'
import { ACCESS } from '../../contract/row'
import type { Right, RightState } from '../../contract/rights'
import type { Masks } from './backends'
import type { ManagerContext } from './context'
import { findGroup } from './groupEdits'
import { checkObjectName } from './guards'
import { entriesBelow, type ObjectTree } from './objectTree'
import type { Actor, RightsChange } from './operations'
import { RIGHT_BITS } from './rights'

/** Edits of objects and rights; each is checked whole before the first call of a back end. Run inside `edit`. */

export async function addObject(context: ManagerContext, actor: Actor, name: string): Promise<void> {
  await context.permit(actor, ACCESS, 'addRemove')
  const config = context.objectBackEnd.config()
  const { places } = await context.tree()
  checkObjectName(name, (known) => places.has(known))
  if (context.objectBackEnd.db?.hasObject(name)) throw new AppError('already-exists', { subject: 'object', name })
  await config.addObject(name)
}

export async function removeObject(context: ManagerContext, actor: Actor, name: string): Promise<void> {
  await context.permit(actor, ACCESS, 'addRemove')
  const config = context.objectBackEnd.config()
  const tree = await context.tree()
  const entries = tree.entries[findObject(tree, name)]
  if (entries === undefined) throw new AppError('not-found', { subject: 'object', name })
  const { closures } = await context.memberships()
  await context.permitGroups(
    actor,
    [...entries.keys()].filter((group) => closures.has(group)),
  )
  await config.removeObject(name)
}

export async function setRights(context: ManagerContext, actor: Actor, change: RightsChange): Promise<void> {
  await context.permit(actor, ACCESS, 'modify')
  const config = context.objectBackEnd.config()
  const db = context.objectBackEnd.required('rights.set')
  const [memberships, tree] = await Promise.all([context.memberships(), context.tree()])
  const groups = [...new Set(change.groups)]
  for (const group of groups) findGroup(memberships, group)
  const chosen = [...new Set(change.objects)].map((object) => findObject(tree, object))
  await context.permitGroups(actor, groups)
  const implied = chosen.filter((place) => tree.entries[place] === undefined)
  if (implied.length > 0 && change.state !== 'neutral') {
    await context.permit(actor, ACCESS, 'addRemove')
    for (const place of implied) await config.addObject(nameAt(tree, place))
  }
  const write = async (place: number, wanted: (present: RightState) => boolean): Promise<void> => {
    const object = nameAt(tree, place)
    for (const group of groups) {
      const masks = db.masks(object, group)
      for (const right of change.rights) {
        // What is there already is not written again: its row keeps its bytes.
        const present = stateIn(masks, right)
        if (present !== change.state && wanted(present)) await config.setRight(object, group, right, change.state)
      }
    }
  }
  for (const place of chosen) await write(place, () => true)
  if (!change.below) return
  // Underneath, what decides nothing inherits already.
  for (const place of entriesBelow(tree, chosen)) await write(place, (present) => present !== 'neutral')
}

/** The place of an object, kept or implied. */
export function findObject(tree: ObjectTree, name: string): number {
  const place = tree.places.get(name)
  if (place === undefined) throw new AppError('not-found', { subject: 'object', name })
  return place
}

function nameAt(tree: ObjectTree, place: number): string {
  const name = tree.names[place]
  if (name === undefined) throw new AppError('not-found', { subject: 'object', name: String(place) })
  return name
}

/** What one right of an entry is set to; denied beats granted (user-management 6). */
export function stateIn(masks: Masks | undefined, right: Right): RightState {
  const bit = RIGHT_BITS[right]
  if (((masks?.denied ?? 0) & bit) !== 0) return 'deny'
  return ((masks?.granted ?? 0) & bit) !== 0 ? 'grant' : 'neutral'
}
