import { AppError } from '../../contract/errors'
import { ACCESS, GROUPS } from '../../contract/row'
import type { ManagerContext } from './context'
import { addGroupObject } from './groupEdits'
import { checkNewName, checkNoCycle, takenNames } from './guards'
import { groupsAround, NO_MEMBERSHIPS } from './memberships'
import type { Actor, GroupImport, Work } from './operations'

/** The body of `GroupOperations.import`: all is checked before the first group is added. Run inside `edit`. */
export async function importGroups(
  context: ManagerContext,
  actor: Actor,
  input: GroupImport,
  work: Work = {},
): Promise<{ added: number }> {
  await context.permit(actor, GROUPS, 'addRemove')
  const names = new Set(input.groups)
  const entries = (input.entries ?? []).filter(({ group }) => names.has(group))
  if (entries.length > 0) await context.permit(actor, ACCESS, 'modify')
  const config = context.groupBackEnd.config()
  const memberships = await context.memberships()
  const source = new Map(input.from.map((group) => [group.name, group]))
  const taken = takenNames(memberships.groups)
  const membersOf = new Map<string, string[]>()
  for (const name of names) {
    const from = source.get(name)
    if (from === undefined) throw new AppError('not-found', { subject: 'group', name })
    checkNewName('group', name, taken)
    taken.exact.add(name)
    taken.folded.add(name.toLowerCase())
    await context.permitGroups(actor, groupsAround(memberships, name))
    const nested: string[] = []
    membersOf.set(name, nested)
    for (const member of from.groups.filter((member) => names.has(member))) {
      checkNoCycle({ ...NO_MEMBERSHIPS, membersOf }, { group: name, member })
      nested.push(member)
    }
  }
  const rights = entries.length > 0 ? context.objectBackEnd : undefined
  const objectConfig = rights?.config()

  const total = names.size + entries.length
  let done = 0
  const step = (): void => {
    done += 1
    work.progress?.(done, total)
    if (work.signal?.aborted) throw new AppError('cancelled')
  }
  for (const name of names) {
    await config.addGroup(name)
    await addGroupObject(context, name)
    step()
  }
  for (const [group, members] of membersOf) {
    for (const member of members) await config.addMemberTo(group, member)
  }
  for (const { object, group, masks } of entries) {
    if (rights?.db?.hasObject(object)) await objectConfig?.setMasks(object, group, masks)
    step()
  }
  return { added: names.size }
}
