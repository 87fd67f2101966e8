import { AppError } from '../../contract/errors'
import { ACCESS, DATABASES, USERS } from '../../contract/row'
import type { ListedObject, ListedUser, Masks, UserDbConfig } from './backends'
import type { ManagerContext } from './context'
import { checkFlags, checkNewName, checkObjectName, keepAdministrator, takenNames } from './guards'
import type { MembershipTable } from './memberships'
import type { Actor, Entry } from './operations'
import { groupObject } from './standardObjects'
import { findUser, makeMoves, planMoves } from './userEdits'

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

/** What somebody's password is carried over as. `none`: nobody can log in as a newcomer until one is set. */
export type Carried = { is: 'stored'; credentials: Uint8Array } | { is: 'password'; password: string } | { is: 'none' }

/** A user with a password that nobody needs to know. `internal`: what the credentials say about it. */
export type CarriedUser = { name: string; credentials: Uint8Array; internal: boolean }
export type CarriedNewUser = CarriedUser & { mayChangePassword: boolean; mustChangePassword: boolean }

/**
 * What carrying a whole user management over to another one needs besides the ordinary operations; for the room
 * `transfer`, never for a handler: it deals in stored passwords. Guarded as everything else.
 */
export type TransferOperations = {
  /** As it was at one moment. Credentials, unless told otherwise, take the right to change users. */
  read(actor: Actor, options?: { credentials?: boolean }): Promise<Held>
  /** Undefined where the user database gives nothing out. */
  exportCredentials(actor: Actor, name: string): Promise<Uint8Array | undefined>
  /**
   * Each by itself: gives why not for every one that was refused. Memberships that an earlier user of the name left
   * behind go. Many at once, because reading all users for each of thousands takes minutes.
   */
  addUsers(actor: Actor, users: readonly CarriedNewUser[]): Promise<(AppError | undefined)[]>
  setCredentials(actor: Actor, user: CarriedUser): Promise<void>
  /** Unlike `rights.addObject` it looks at no other object: there may be thousands to add. */
  addObject(actor: Actor, name: string): Promise<void>
  removeObject(actor: Actor, name: string): Promise<void>
  /** Both masks of one entry with all their bits; also for a group that does not exist, whose entries are to go. */
  setMasks(actor: Actor, entry: Entry): Promise<void>
}

export function transferOperations(context: ManagerContext): TransferOperations {
  return {
    read: (actor, options) => context.edit([], () => read(context, actor, options)),
    async exportCredentials(actor, name) {
      await context.permit(actor, USERS, 'modify')
      return configOf(context)?.exportCredentials?.(name)
    },
    addUsers: (actor, users) => context.edit(['users', 'groups'], () => addUsers(context, actor, users)),
    setCredentials: (actor, user) => context.edit(['users'], () => setCredentials(context, actor, user)),
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
  for (const user of users?.values() ?? []) {
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

async function addUsers(context: ManagerContext, actor: Actor, newcomers: readonly CarriedNewUser[]) {
  await context.permit(actor, USERS, 'addRemove')
  const config = carrying(context)
  const [users, memberships] = await Promise.all([context.users(), context.memberships()])
  if (users === undefined) throw new AppError('not-available', { method: 'users.list' })
  const taken = takenNames(users.keys())
  const refusals: (AppError | undefined)[] = []
  for (const { name, credentials, mayChangePassword, mustChangePassword } of newcomers) {
    try {
      checkNewName('user', name, taken)
      checkFlags(name, { mayChangePassword, mustChangePassword })
      const leftBehind = await planMoves(context, actor, memberships, { names: [name], groups: [] })
      await makeMoves(context, leftBehind)
      await config.importCredentials(name, credentials)
      taken.exact.add(name)
      taken.folded.add(name.toLowerCase())
      await config.changeUser(name, { mayChangePassword, mustChangePassword })
      refusals.push(undefined)
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      refusals.push(error)
    }
  }
  return refusals
}

async function setCredentials(context: ManagerContext, actor: Actor, user: CarriedUser): Promise<void> {
  await context.permit(actor, USERS, 'modify')
  const config = carrying(context)
  const [users, memberships] = await Promise.all([context.users(), context.memberships()])
  const { name, credentials, internal } = user
  const present = findUser(users, name)
  if (users !== undefined && present !== undefined) {
    const after = new Map(users).set(name, { ...present, internal })
    keepAdministrator({ users, memberships }, { users: after, memberships })
  }
  await config.importCredentials(name, credentials)
  context.passwordSet(name, actor)
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

async function setMasks(context: ManagerContext, actor: Actor, { object, group, masks }: Entry): Promise<void> {
  await context.permit(actor, ACCESS, 'modify')
  const config = context.objectBackEnd.config()
  const db = context.objectBackEnd.required('rights.set')
  if (!db.hasObject(object)) throw new AppError('not-found', { subject: 'object', name: object })
  await context.permitGroups(actor, [group])
  if (same(db.masks(object, group), masks)) return
  await config.setMasks(object, group, masks)
}

function same(present: Masks | undefined, { granted, denied }: Masks): boolean {
  return (present?.granted ?? 0) === granted && (present?.denied ?? 0) === denied
}

/** Where nothing can be configured nothing is given out either. */
function configOf({ userBackEnd }: ManagerContext): UserDbConfig | undefined {
  return userBackEnd.configurable ? userBackEnd.config() : undefined
}

function carrying({ userBackEnd }: ManagerContext) {
  const config = userBackEnd.config()
  if (config.importCredentials === undefined) throw new AppError('not-configurable', { subject: 'users' })
  return {
    importCredentials: config.importCredentials.bind(config),
    changeUser: config.changeUser.bind(config),
  }
}
