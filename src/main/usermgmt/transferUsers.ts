import { AppError } from '../../contract/errors'
import { USERS } from '../../contract/row'
import type { UserDbConfig } from './backends'
import type { ManagerContext } from './context'
import { eachByItself, type Refusals } from './eachByItself'
import { checkFlags, checkNewName, takenNames } from './guards'
import { oneLook, type OneLook } from './oneLook'
import type { Actor, Work } from './operations'
import { changeUser, findUser, makeMoves, planMoves } from './userEdits'

/** What somebody's password is carried over as. `none`: nobody can log in as a newcomer until one is set. */
export type Carried = { is: 'stored'; credentials: Uint8Array } | { is: 'password'; password: string } | { is: 'none' }

type Flags = { mayChangePassword: boolean; mustChangePassword: boolean }
/** `internal`: what the credentials say about the user, or what a user without any is to be. */
export type CarriedNewUser = Flags & { name: string; carried: Carried; internal: boolean }
export type CarriedChange = {
  /** Present name. */
  name: string
  to?: string
  /** Absent: the password stays. */
  carried?: Carried
  /** What the credentials say. */
  internal: boolean
  flags?: Flags
}

/** So many passwords are hashed at a time, to keep the back end busy and logins going. */
const AT_ONCE = 4

/** Edits of many users, each by itself. Run inside `edit`. */

export async function addUsers(
  context: ManagerContext,
  actor: Actor,
  newcomers: readonly CarriedNewUser[],
  work: Work = {},
): Promise<Refusals> {
  await context.permit(actor, USERS, 'addRemove')
  const config = context.userBackEnd.config()
  const look = await oneLook(context)
  const { people } = look
  if (people === undefined) throw new AppError('not-available', { method: 'users.list' })
  const taken = takenNames(people.keys())
  const act = async (user: CarriedNewUser) => {
    const { name, carried } = user
    checkNewName('user', name, taken)
    checkFlags(name, user)
    const folded = name.toLowerCase()
    // Before anything is waited for: others may be on their way to the same name.
    taken.exact.add(name)
    taken.folded.add(folded)
    try {
      if (carried.is === 'password') await context.checkPassword(name, carried.password)
      // Memberships that an earlier user of the name left behind are not this user's.
      await makeMoves(look, await planMoves(look, actor, look.seen, { names: [name], groups: [] }))
      await addOne(config, user)
    } catch (error) {
      taken.exact.delete(name)
      taken.folded.delete(folded)
      throw error
    }
  }
  return eachByItself(newcomers, { act, atOnce: atOnceFor(newcomers), work })
}

export async function changeUsers(
  context: ManagerContext,
  actor: Actor,
  changes: readonly CarriedChange[],
  work: Work = {},
): Promise<Refusals> {
  await context.permit(actor, USERS, 'modify')
  const look = await oneLook(context)
  const act = async ({ name, to = name, carried, internal, flags }: CarriedChange) => {
    const renamed = to !== name
    // Memberships under the new name may be those of somebody who was renamed just before.
    if (renamed && look.seen.groupsOf(to).length > 0) await look.again()
    if (flags) checkFlags(to, flags)
    if (renamed && carried) checkNewName('user', to, takenNames(look.people?.keys() ?? [], name))
    if (carried?.is === 'stored')
      await setCredentials(look, actor, { name, credentials: carried.credentials, internal })
    const password = carried?.is === 'password' ? carried.password : undefined
    if (password === undefined && flags === undefined && !renamed) return
    await changeUser(look, actor, {
      name,
      ...(renamed ? { to } : {}),
      ...(password === undefined ? {} : { password }),
      ...flags,
    })
    noteChange(look, { name, to, flags })
  }
  const single = changes.some(({ to, name }) => to !== undefined && to !== name)
  return eachByItself(changes, { act, atOnce: single ? 1 : atOnceFor(changes), work })
}

export async function removeUsers(
  context: ManagerContext,
  actor: Actor,
  names: readonly string[],
  work: Work = {},
): Promise<Refusals> {
  await context.permit(actor, USERS, 'addRemove')
  const config = context.userBackEnd.config()
  const look = await oneLook(context)
  const act = async (name: string) => {
    findUser(look.people, name)
    keepOneBut(look, name)
    const moves = await planMoves(look, actor, look.seen, { names: [name], groups: [] })
    // The user first: if the back end fails in between, a membership without a user gives nobody any right.
    await config.removeUser(name)
    context.userRemoved(name)
    look.people?.delete(name)
    look.administrators.delete(name)
    await makeMoves(look, moves)
  }
  return eachByItself(names, { act, work })
}

async function addOne(config: UserDbConfig, { name, carried, internal, ...flags }: CarriedNewUser): Promise<void> {
  const { mayChangePassword, mustChangePassword } = flags
  switch (carried.is) {
    case 'password':
      return config.addUser(name, carried.password, { mayChangePassword, mustChangePassword })
    case 'none':
      if (config.addWithoutPassword === undefined) throw new AppError('password-refused', { missing: ['empty'] })
      return config.addWithoutPassword(name, { mayChangePassword, mustChangePassword, internal })
    case 'stored':
      if (config.importCredentials === undefined) throw new AppError('not-configurable', { subject: 'users' })
      await config.importCredentials(name, carried.credentials)
      return config.changeUser(name, { mayChangePassword, mustChangePassword })
  }
}

type Stored = { name: string; credentials: Uint8Array; internal: boolean }

async function setCredentials(look: OneLook, actor: Actor, { name, credentials, internal }: Stored): Promise<void> {
  const config = look.userBackEnd.config()
  if (config.importCredentials === undefined) throw new AppError('not-configurable', { subject: 'users' })
  const present = findUser(look.people, name)
  if (present !== undefined && internal) keepOneBut(look, name)
  await config.importCredentials(name, credentials)
  look.passwordSet(name, actor)
  if (present === undefined) return
  look.people?.set(name, { ...present, internal })
  if (internal) look.administrators.delete(name)
  else if (look.seen.rightsOf(name).administrator !== undefined) look.administrators.add(name)
}

/** The last administrator stays one (user-management 6). */
function keepOneBut({ administrators }: OneLook, name: string): void {
  if (administrators.size === 1 && administrators.has(name)) throw new AppError('last-administrator', { name })
}

function noteChange(look: OneLook, { name, to, flags }: { name: string; to: string; flags: Flags | undefined }): void {
  const present = look.people?.get(name)
  if (look.people === undefined || present === undefined) return
  if (to !== name) {
    look.people.delete(name)
    if (look.administrators.delete(name)) look.administrators.add(to)
  }
  look.people.set(to, { ...present, ...flags, name: to })
}

/** Hashing takes long; everything else is quickest one after the other. */
function atOnceFor(users: readonly { carried?: Carried }[]): number {
  return users.every(({ carried }) => carried?.is === 'password') ? AT_ONCE : 1
}
