import { AppError } from '../../contract/errors'
import { USERS } from '../../contract/row'
import type { ManagerContext, UserTable } from './context'
import { checkFlags, checkNewName, keepAdministrator, takenNames } from './guards'
import type { Memberships } from './memberships'
import type { Actor, Credentials, NewUser, UserChange } from './operations'
import { usersBut, withoutUsers, withUsersIn } from './plan'

/** Edits of users; each is checked whole before the first call of a back end. Run inside `edit`. */

export async function addUser(context: ManagerContext, actor: Actor, user: NewUser): Promise<void> {
  await context.permit(actor, USERS, 'addRemove')
  const config = context.userBackEnd.config()
  const [users, memberships] = await Promise.all([context.users(), context.memberships()])
  const { name, password } = user
  const properties = {
    mayChangePassword: user.mayChangePassword ?? true,
    mustChangePassword: user.mustChangePassword ?? false,
  }
  checkNewName('user', name, takenNames(users?.keys() ?? []))
  await context.checkPassword(name, password)
  checkFlags(name, properties)
  const moves = await planMoves(context, actor, memberships, { names: [name], groups: user.groups ?? [] })
  await config.addUser(name, password, properties)
  await makeMoves(context, moves)
}

export async function changeUser(context: ManagerContext, actor: Actor, change: UserChange): Promise<void> {
  await context.permit(actor, USERS, 'modify')
  const [users, memberships] = await Promise.all([context.users(), context.memberships()])
  const { name, password } = change
  const to = change.to ?? name
  const present = findUser(users, name)
  if (to !== name) checkNewName('user', to, takenNames(users?.keys() ?? [], name))
  if (password !== undefined) await context.checkPassword(to, password)
  const flags = flagsOf(change)
  if (flags !== undefined) {
    checkFlags(to, {
      mayChangePassword: flags.mayChangePassword ?? present?.mayChangePassword ?? true,
      mustChangePassword: flags.mustChangePassword ?? present?.mustChangePassword ?? false,
    })
  }
  const renamed = to !== name
  const groups = change.groups ?? memberships.groupsOf(name)
  if (change.groups !== undefined) {
    keepAdministrator({ users, memberships }, { users, memberships: withUsersIn(memberships, [name], groups) })
  }
  const moves = await planMoves(context, actor, memberships, { names: [name], groups })
  // Memberships left over from an earlier user of the new name are not this user's.
  const leftOver = renamed
    ? await planMoves(context, actor, memberships, { names: [to], groups: [] })
    : { join: [], leave: [] }
  const config = renamed || flags !== undefined || password !== undefined ? context.userBackEnd.config() : undefined
  const follows = renamed && memberships.groupsOf(name).length > 0 ? context.groupBackEnd.config() : undefined

  await makeMoves(context, moves)
  if (password !== undefined) {
    await config?.setCredentials(name, password)
    context.passwordSet(name, actor)
  }
  if (renamed || flags !== undefined) await config?.changeUser(name, { ...flags, ...(renamed ? { to } : {}) })
  if (!renamed) return
  context.userRenamed(name, to)
  await makeMoves(context, leftOver)
  await follows?.userRenamed(name, to)
}

export async function setPassword(context: ManagerContext, actor: Actor, credentials: Credentials): Promise<void> {
  await context.permit(actor, USERS, 'modify')
  const config = context.userBackEnd.config()
  findUser(await context.users(), credentials.name)
  await context.checkPassword(credentials.name, credentials.password)
  await config.setCredentials(credentials.name, credentials.password)
  context.passwordSet(credentials.name, actor)
}

export async function setGroups(
  context: ManagerContext,
  actor: Actor,
  change: { names: readonly string[]; groups: readonly string[] },
): Promise<void> {
  await context.permit(actor, USERS, 'modify')
  const [users, memberships] = await Promise.all([context.users(), context.memberships()])
  const names = [...new Set(change.names)]
  for (const name of names) findUser(users, name)
  const planned = withUsersIn(memberships, names, change.groups)
  keepAdministrator({ users, memberships }, { users, memberships: planned })
  await makeMoves(context, await planMoves(context, actor, memberships, { names, groups: change.groups }))
}

export async function removeUsers(context: ManagerContext, actor: Actor, asked: readonly string[]): Promise<void> {
  await context.permit(actor, USERS, 'addRemove')
  const config = context.userBackEnd.config()
  const [users, memberships] = await Promise.all([context.users(), context.memberships()])
  const names = new Set(asked)
  for (const name of names) findUser(users, name)
  keepAdministrator(
    { users, memberships },
    { users: usersBut(users, names), memberships: withoutUsers(memberships, names) },
  )
  const moves = await planMoves(context, actor, memberships, { names: [...names], groups: [] })
  // The user first: if the back end fails in between, a membership without a user gives nobody any right.
  for (const name of names) {
    await config.removeUser(name)
    context.userRemoved(name)
  }
  await makeMoves(context, moves)
}

export async function removeAllUsers(context: ManagerContext, actor: Actor): Promise<void> {
  await context.permit(actor, USERS, 'addRemove')
  const config = context.userBackEnd.config()
  const [users, memberships] = await Promise.all([context.users(), context.memberships()])
  const members = new Set([...memberships.usersOf.values()].flat())
  const nobody = { ...memberships, usersOf: new Map<string, readonly string[]>() }
  keepAdministrator({ users, memberships }, { users: new Map(), memberships: nobody })
  const moves = await planMoves(context, actor, memberships, { names: [...members], groups: [] })
  await config.deleteAllUsers()
  for (const name of new Set([...(users?.keys() ?? []), ...members])) context.userRemoved(name)
  await makeMoves(context, moves)
}

/** The listed user; undefined where users are not listed and only the back end can tell. */
export function findUser(users: UserTable, name: string) {
  const found = users?.get(name)
  if (users !== undefined && found === undefined) throw new AppError('not-found', { subject: 'user', name })
  return found
}

type Move = { group: string; user: string }
export type Moves = { join: Move[]; leave: Move[] }

/** What has to change so that each user is in exactly these groups; refuses what the actor may not. */
export async function planMoves(
  context: ManagerContext,
  actor: Actor,
  memberships: Memberships,
  wanted: { names: readonly string[]; groups: readonly string[] },
): Promise<Moves> {
  const groups = new Set(wanted.groups)
  for (const name of groups) {
    if (!memberships.closures.has(name)) throw new AppError('not-found', { subject: 'group', name })
  }
  const moves: Moves = { join: [], leave: [] }
  for (const user of wanted.names) {
    const present = memberships.groupsOf(user)
    for (const group of groups) if (!present.includes(group)) moves.join.push({ group, user })
    for (const group of present) if (!groups.has(group)) moves.leave.push({ group, user })
  }
  const touched = new Set([...moves.join, ...moves.leave].map(({ group }) => group))
  await context.permitGroups(actor, touched)
  if (touched.size > 0) context.groupBackEnd.config()
  return moves
}

/** Joins first, so that nobody is without a group in between. */
export async function makeMoves(context: ManagerContext, moves: Moves): Promise<void> {
  if (moves.join.length + moves.leave.length === 0) return
  const config = context.groupBackEnd.config()
  for (const { group, user } of moves.join) await config.addUserTo(group, user)
  for (const { group, user } of moves.leave) await config.removeUserFrom(group, user)
}

function flagsOf(change: UserChange): { mayChangePassword?: boolean; mustChangePassword?: boolean } | undefined {
  const { mayChangePassword, mustChangePassword } = change
  if (mayChangePassword === undefined && mustChangePassword === undefined) return undefined
  return {
    ...(mayChangePassword === undefined ? {} : { mayChangePassword }),
    ...(mustChangePassword === undefined ? {} : { mustChangePassword }),
  }
}
