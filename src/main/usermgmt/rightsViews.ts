import { setImmediate } from 'node:timers/promises'
import type { GroupRights, ObjectList } from '../../contract/access'
import { ACCESS } from '../../contract/row'
import { CELL_CODES, RIGHTS, type Right } from '../../contract/rights'
import type { GroupClosure, ObjectDb } from './backends'
import { cellCode, groupOnObject, type CellCode } from './cells'
import type { ManagerContext } from './context'
import { entriesBelow } from './objectTree'
import type { Actor, RightsOfGroups } from './operations'
import { allows, RIGHT_BITS, userMasks } from './rights'
import { findObject } from './rightsEdits'
import { usedRights } from './standardObjects'
import { findUser } from './userEdits'

/** Rights as the pages show them. */

export async function listObjects(context: ManagerContext, actor: Actor): Promise<ObjectList> {
  await context.permit(actor, ACCESS, 'view')
  context.objectBackEnd.required('objects.list')
  const { names, entries } = await context.tree()
  return { names: [...names], own: entries.map((own) => own?.size ?? -1) }
}

/** So many pairs of object and group are looked at before others get their turn. */
const PAIRS_AT_ONCE = 20_000

export async function rightsByObject(
  context: ManagerContext,
  actor: Actor,
  asked: readonly string[],
): Promise<RightsOfGroups> {
  await context.permit(actor, ACCESS, 'view')
  const db = context.objectBackEnd.required('rights.byObject')
  const [memberships, tree] = await Promise.all([context.memberships(), context.tree()])
  const objects = [...new Set(asked)]
  const places = objects.map((object) => findObject(tree, object))
  const groups: GroupRights[] = []
  let pairs = 0
  for (const closure of memberships.closures.values()) {
    groups.push(rowOf(db, closure, objects))
    pairs += objects.length
    if (pairs < PAIRS_AT_ONCE) continue
    pairs = 0
    await setImmediate()
  }
  return { groups, entriesBelow: entriesBelow(tree, places).length }
}

type Merged = CellCode | 'mixed' | undefined

/** One group over all objects; objects that do not use a right do not take part in its cell unless none does. */
function rowOf(db: ObjectDb, closure: GroupClosure, objects: readonly string[]): GroupRights {
  const merged: Record<Right, Merged> = { addRemove: undefined, modify: undefined, view: undefined, execute: undefined }
  for (const object of objects) {
    const rights = groupOnObject(db, closure, object)
    for (const right of RIGHTS) merged[right] = merge(merged[right], cellCode(rights, right))
    if (RIGHTS.every((right) => merged[right] === 'mixed')) break
  }
  const [only, ...others] = objects
  const cell = (right: Right): GroupRights['cells'][Right] => {
    const code = merged[right]
    if (code === 'mixed' || code === undefined) return { state: 'mixed', reason: null }
    const reason = only === undefined || others.length > 0 || code === 'x' ? null : db.explain(closure, only, right)
    return { state: CELL_CODES[code], reason }
  }
  return {
    group: closure.group,
    administrator: closure.administrator !== undefined,
    cells: { addRemove: cell('addRemove'), modify: cell('modify'), view: cell('view'), execute: cell('execute') },
  }
}

function merge(sofar: Merged, code: CellCode): Merged {
  if (sofar === undefined || sofar === 'x') return code
  return code === 'x' || code === sofar ? sofar : 'mixed'
}

export async function rightsMatrix(
  context: ManagerContext,
  actor: Actor,
  { right, objects }: { right: Right; objects: readonly string[] },
): Promise<{ groups: string[]; rows: string[] }> {
  await context.permit(actor, ACCESS, 'view')
  const db = context.objectBackEnd.required('rights.matrix')
  const [memberships, tree] = await Promise.all([context.memberships(), context.tree()])
  for (const object of objects) findObject(tree, object)
  const closures = [...memberships.closures.values()]
  const rows = objects.map((object) => {
    let row = ''
    for (const closure of closures) row += cellCode(groupOnObject(db, closure, object), right)
    return row
  })
  return { groups: [...memberships.groups], rows }
}

export async function personRights(
  context: ManagerContext,
  actor: Actor,
  name: string,
): Promise<{ rights: Record<Right, string> }> {
  await context.permit(actor, ACCESS, 'view')
  const db = context.objectBackEnd.required('rights.person')
  const [users, memberships, tree] = await Promise.all([context.users(), context.memberships(), context.tree()])
  findUser(users, name)
  const user = memberships.rightsOf(name)
  const rights: Record<Right, string> = { addRemove: '', modify: '', view: '', execute: '' }
  for (const object of tree.names) {
    const masks = userMasks(user, db, object)
    const used = usedRights(object)
    for (const right of RIGHTS) {
      const hidden = used !== RIGHTS && !used.includes(right) && !isSet(object, right)
      rights[right] += hidden ? 'x' : allows(masks, right) ? '+' : '-'
    }
  }
  return { rights }

  /** Whether one of the user's groups has the right set on this very object: that is not to be hidden. */
  function isSet(object: string, right: Right): boolean {
    return user.groups.some(({ group }) => {
      const own = db.masks(object, group)
      return own !== undefined && ((own.granted | own.denied) & RIGHT_BITS[right]) !== 0
    })
  }
}
