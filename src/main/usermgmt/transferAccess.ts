import { AppError } from '../../contract/errors'
import { ACCESS, DATABASES, GROUPS, USERS } from '../../contract/row'
import type { ListedGroup, ListedObject, ListedUser, UserDbConfig } from './backends'
import type { ManagerContext } from './context'
import { breathing, eachByItself, type Refusals } from './eachByItself'
import { addGroupObject, findGroup } from './groupEdits'
import { checkNewName, checkObjectName, takenNames } from './guards'
import { groupsAround, type MembershipTable } from './memberships'
import { oneLook } from './oneLook'
import type { Actor, Entry, Work } from './operations'
import { ALL_RIGHTS } from './rights'
import { groupObject } from './standardObjects'
import { changeMembersEach, type ManyMembers } from './transferMembers'
import { addUsers, changeUsers, removeUsers, type CarriedChange, type CarriedNewUser } from './transferUsers'

/** Everything a user management holds. Users are undefined where the user database does not list them. */
export type Held = {
  users: readonly HeldUser[] | undefined
  memberships: MembershipTable
  /** Bits of groups, of those whose database keeps some. */
  properties: ReadonlyMap<string, number>
  objects: readonly ListedObject[]
}
/** `credentials`: what is stored for the password, in the back end's own form; absent where it gives nothing out. */
export type HeldUser = ListedUser & { credentials?: Uint8Array }

/**
 * What carrying a whole user management over to another one needs besides the ordinary operations; for the room
 * `transfer`, never for a handler: it deals in stored passwords. Guarded as everything else. Those that give `Refusals` do
 * each by itself; many at once, because reading everything for each of thousands takes minutes.
 */
export type TransferOperations = {
  /** As it was at one moment. Credentials, unless told otherwise, take the right to change users. */
  read(actor: Actor, options?: { credentials?: boolean }): Promise<Held>
  /** Undefined where the user database gives nothing out. */
  exportCredentials(actor: Actor, name: string): Promise<Uint8Array | undefined>
  /** Memberships that an earlier user of the name left behind go. */
  addUsers(actor: Actor, users: readonly CarriedNewUser[], work?: Work): Promise<Refusals>
  changeUsers(actor: Actor, changes: readonly CarriedChange[], work?: Work): Promise<Refusals>
  /** Memberships go with them. */
  removeUsers(actor: Actor, names: readonly string[], work?: Work): Promise<Refusals>
  /** Each with its object; bits where the group database keeps some. */
  addGroups(actor: Actor, groups: readonly ListedGroup[], work?: Work): Promise<Refusals>
  setGroupProperty(actor: Actor, group: { name: string; property: number }): Promise<void>
  changeMembers(actor: Actor, change: ManyMembers, work?: Work): Promise<Refusals>
  /** Unlike `rights.addObject` it looks at no other object: there may be thousands to add. */
  addObject(actor: Actor, name: string): Promise<void>
  removeObject(actor: Actor, name: string): Promise<void>
  /**
   * Both masks of one entry, also for a group that does not exist, whose entries are to go. `bits`: the others stay as
   * they are; all 32 when absent.
   */
  setMasks(actor: Actor, entry: Entry & { bits?: number }): Promise<void>
}

export function transferOperations(context: ManagerContext): TransferOperations {
  const people = <T>(work: () => Promise<T>) => context.edit(['users', 'groups'], work)
  return {
    read: (actor, options) => context.edit([], () => read(context, actor, options)),
    async exportCredentials(actor, name) {
      await context.permit(actor, USERS, 'modify')
      return configOf(context)?.exportCredentials?.(name)
    },
    addUsers: (actor, users, work) => people(() => addUsers(context, actor, users, work)),
    changeUsers: (actor, changes, work) => people(() => changeUsers(context, actor, changes, work)),
    removeUsers: (actor, names, work) => people(() => removeUsers(context, actor, names, work)),
    addGroups: (actor, groups, work) =>
      context.edit(['groups', 'objects'], () => addGroups(context, actor, groups, work)),
    setGroupProperty: (actor, group) => context.edit(['groups'], () => setGroupProperty(context, actor, group)),
    changeMembers: (actor, change, work) =>
      context.edit(['groups'], () => changeMembersEach(context, actor, change, work)),
    addObject: (actor, name) => context.edit(['objects'], () => addObject(context, actor, name)),
    removeObject: (actor, name) => context.edit(['objects'], () => removeObject(context, actor, name)),
    setMasks: (actor, entry) => context.edit(['objects'], () => setMasks(context, actor, entry)),
  }
}

async function read(context: ManagerContext, actor: Actor, { credentials = true } = {}): Promise<Held> {
  await context.permit(actor, DATABASES, 'view')
  if (credentials) await context.permit(actor, USERS, 'modify')
  const [users, memberships, tree] = await Promise.all([context.users(), context.memberships(), context.tree()])
  const config = credentials ? configOf(context) : undefined
  const held: HeldUser[] = []
  const breathe = breathing()
  for (const user of users?.values() ?? []) {
    await breathe()
    const stored = await config?.exportCredentials?.(user.name)
    held.push(stored === undefined ? user : { ...user, credentials: stored })
  }
  const objects = tree.listed.flatMap((place) => {
    const [name, entries] = [tree.names[place], tree.entries[place]]
    return name === undefined || entries === undefined ? [] : [{ name, entries }]
  })
  const { groups, usersOf, membersOf } = memberships
  const properties = await propertiesOf(context)
  return { users: users && held, memberships: { groups, usersOf, membersOf }, properties, objects }
}

async function propertiesOf({ groupBackEnd }: ManagerContext): Promise<Map<string, number>> {
  const properties = new Map<string, number>()
  for await (const { name, property } of groupBackEnd.db?.groups() ?? []) {
    if (property !== undefined) properties.set(name, property)
  }
  return properties
}

async function addGroups(
  context: ManagerContext,
  actor: Actor,
  newcomers: readonly ListedGroup[],
  work: Work = {},
): Promise<Refusals> {
  await context.permit(actor, GROUPS, 'addRemove')
  const config = context.groupBackEnd.config()
  const look = await oneLook(context)
  const taken = takenNames(look.seen.groups)
  const act = async ({ name, property }: ListedGroup) => {
    checkNewName('group', name, taken)
    // A damaged file may hold the name as a member already: the new group would be in those groups at once.
    await look.permitGroups(actor, groupsAround(look.seen, name))
    await config.addGroup(name, config.setGroupProperty && property)
    taken.exact.add(name)
    taken.folded.add(name.toLowerCase())
    await addGroupObject(context, name)
  }
  return eachByItself(newcomers, { act, work })
}

async function setGroupProperty(
  context: ManagerContext,
  actor: Actor,
  { name, property }: { name: string; property: number },
): Promise<void> {
  await context.permit(actor, GROUPS, 'modify')
  const config = context.groupBackEnd.config()
  findGroup(await context.memberships(), name)
  await context.permitGroups(actor, [name])
  if (config.setGroupProperty === undefined) throw new AppError('not-configurable', { subject: 'groups' })
  await config.setGroupProperty(name, property)
}

async function addObject(context: ManagerContext, actor: Actor, name: string): Promise<void> {
  await context.permit(actor, ACCESS, 'addRemove')
  const config = context.objectBackEnd.config()
  const db = context.objectBackEnd.required('rights.addObject')
  // The object of a group that is here has the group's name in it, whatever that is.
  const { closures } = await context.memberships()
  if (!closures.has(name.slice(groupObject('').length)) || !name.startsWith(groupObject(''))) {
    checkObjectName(name, (root) => db.hasObject(root))
  }
  if (db.hasObject(name)) throw new AppError('already-exists', { subject: 'object', name })
  await config.addObject(name)
}

async function removeObject(context: ManagerContext, actor: Actor, name: string): Promise<void> {
  await context.permit(actor, ACCESS, 'addRemove')
  const config = context.objectBackEnd.config()
  const db = context.objectBackEnd.required('rights.removeObject')
  if (!db.hasObject(name)) throw new AppError('not-found', { subject: 'object', name })
  const { groups } = await context.memberships()
  await context.permitGroups(
    actor,
    groups.filter((group) => db.masks(name, group) !== undefined),
  )
  await config.removeObject(name)
}

async function setMasks(
  context: ManagerContext,
  actor: Actor,
  { object, group, masks: wanted, bits = ALL_RIGHTS }: Entry & { bits?: number },
): Promise<void> {
  await context.permit(actor, ACCESS, 'modify')
  const config = context.objectBackEnd.config()
  const db = context.objectBackEnd.required('rights.set')
  if (!db.hasObject(object)) throw new AppError('not-found', { subject: 'object', name: object })
  await context.permitGroups(actor, [group])
  const present = db.masks(object, group) ?? { granted: 0, denied: 0 }
  const masks = {
    granted: ((present.granted & ~bits) | (wanted.granted & bits)) >>> 0,
    denied: ((present.denied & ~bits) | (wanted.denied & bits)) >>> 0,
  }
  if (present.granted === masks.granted && present.denied === masks.denied) return
  await config.setMasks(object, group, masks)
}

/** Where nothing can be configured nothing is given out either. */
function configOf({ userBackEnd }: ManagerContext): UserDbConfig | undefined {
  return userBackEnd.configurable ? userBackEnd.config() : undefined
}
