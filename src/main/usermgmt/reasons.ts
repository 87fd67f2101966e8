import { setImmediate } from 'node:timers/promises'
import type { Explanations, GroupReason, Right, UserReason } from '../../contract/access'
import { AppError } from '../../contract/errors'
import { ACCESS } from '../../contract/row'
import { reasonSentence } from '../../contract/sentences'
import type { GroupClosure, ObjectDb } from './backends'
import type { ManagerContext } from './context'
import { findGroup } from './groupEdits'
import type { Actor, Entry } from './operations'
import { reasonAllows, userReason, type UserGroups } from './rights'
import { findObject } from './rightsEdits'
import { findUser } from './userEdits'

/** Why somebody may or may not. */
export async function why(
  context: ManagerContext,
  actor: Actor,
  input: { subject: 'user' | 'group'; name: string; object: string; right: Right },
): Promise<{ allowed: boolean; reason: UserReason }> {
  await context.permit(actor, ACCESS, 'view')
  const db = context.objectBackEnd.required('rights.why')
  const [users, memberships, tree] = await Promise.all([context.users(), context.memberships(), context.tree()])
  const { subject, name, object, right } = input
  findObject(tree, object)
  if (subject === 'user') {
    findUser(users, name)
    const reason = userReason(memberships.rightsOf(name), (closure) => explainGroup(db, closure, object, right))
    return { allowed: reasonAllows(reason), reason }
  }
  findGroup(memberships, name)
  const closure = memberships.closures.get(name)
  const reason = closure === undefined ? undefined : explainGroup(db, closure, object, right)
  if (reason === undefined || reason.is === 'undecided') {
    return { allowed: false, reason: { is: 'undecided', groups: [name] } }
  }
  return { allowed: reasonAllows(reason), reason }
}

/** So many pairs of user and object are explained before others get their turn. */
const PAIRS_AT_ONCE = 5_000

/** Users × kept objects × rights; narrowed to one user or one object where asked. */
export async function explain(
  context: ManagerContext,
  actor: Actor,
  input: { user?: string; object?: string },
): Promise<Explanations> {
  await context.permit(actor, ACCESS, 'view')
  const db = context.objectBackEnd.required('databases.explain')
  const [users, memberships, tree] = await Promise.all([context.users(), context.memberships(), context.tree()])
  if (input.user !== undefined) findUser(users, input.user)
  if (input.object !== undefined) findObject(tree, input.object)
  if (users === undefined && input.user === undefined) {
    throw new AppError('not-available', { method: 'databases.explain' })
  }
  const names = input.user === undefined ? [...(users?.keys() ?? [])] : [input.user]
  const objects =
    input.object === undefined ? tree.names.filter((_, place) => tree.entries[place] !== undefined) : [input.object]
  const explained: [string, Explanations[string]][] = []
  let since = 0
  for (const name of names) {
    const user = memberships.rightsOf(name)
    const ofUser: [string, Explanations[string][string]][] = []
    for (const object of objects) {
      ofUser.push([object, explainUser(db, user, object)])
      since += 1
      if (since % PAIRS_AT_ONCE === 0) await setImmediate()
    }
    // A name such as __proto__ is a good name: entries, not assignments.
    explained.push([name, Object.fromEntries(ofUser)])
  }
  return Object.fromEntries(explained)
}

/** Every entry there is, in tree order. */
export async function listEntries(context: ManagerContext, actor: Actor): Promise<Entry[]> {
  await context.permit(actor, ACCESS, 'view')
  context.objectBackEnd.required('objects.list')
  const { names, entries } = await context.tree()
  const found: Entry[] = []
  for (const [place, object] of names.entries()) {
    const own = entries[place]
    if (own === undefined) continue
    for (const [group, { granted, denied }] of own) found.push({ object, group, masks: { granted, denied } })
  }
  return found
}

function explainUser(db: ObjectDb, user: UserGroups, object: string): Explanations[string][string] {
  const one = (right: Right): { allowed: boolean; because: string } => {
    const reason = userReason(user, (closure) => explainGroup(db, closure, object, right))
    return { allowed: reasonAllows(reason), because: reasonSentence(reason) }
  }
  return { view: one('view'), modify: one('modify'), execute: one('execute'), addRemove: one('addRemove') }
}

function explainGroup(db: ObjectDb, closure: GroupClosure, object: string, right: Right): GroupReason {
  if (closure.administrator !== undefined) return { is: 'administrator', via: [...closure.administrator] }
  return db.explain(closure, object, right)
}
