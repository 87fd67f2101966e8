import { AppError } from '../../contract/errors'
import { USERS } from '../../contract/row'
import type { User } from '../../contract/users'
import type { ManagerContext } from './context'
import type { Actor, Credentials, UserOperations } from './operations'
import { addUser, changeUser, removeAllUsers, removeUsers, setGroups, setPassword } from './userEdits'
import { importUsers } from './userImport'

/** The users' part of a manager. */
export function userOperations(context: ManagerContext): UserOperations {
  const edit = (work: () => Promise<void>) => context.edit(['users', 'groups'], work)
  return {
    list: (actor) => listUsers(context, actor),
    verify: (actor, credentials) => verify(context, actor, credentials),
    add: (actor, user) => edit(() => addUser(context, actor, user)),
    change: (actor, change) => edit(() => changeUser(context, actor, change)),
    setPassword: (actor, credentials) => edit(() => setPassword(context, actor, credentials)),
    setGroups: (actor, change) => edit(() => setGroups(context, actor, change)),
    remove: (actor, names) => edit(() => removeUsers(context, actor, names)),
    removeAll: (actor) => edit(() => removeAllUsers(context, actor)),
    import: (actor, input, work) => context.edit(['users', 'groups'], () => importUsers(context, actor, input, work)),
  }
}

async function listUsers(context: ManagerContext, actor: Actor): Promise<User[]> {
  await context.permit(actor, USERS, 'view')
  context.userBackEnd.required('users.list')
  const [users, memberships] = await Promise.all([context.users(), context.memberships()])
  if (users === undefined) throw new AppError('not-available', { method: 'users.list' })
  return [...users.values()].map((user) => ({
    name: user.name,
    mayChangePassword: user.mayChangePassword,
    mustChangePassword: user.mustChangePassword,
    internal: user.internal,
    lastChange: user.lastChange,
    ...(user.outdated ? { outdated: true as const } : {}),
    ...(context.isLocked(user.name) ? { locked: true as const } : {}),
    groups: [...memberships.groupsOf(user.name)],
  }))
}

async function verify(context: ManagerContext, actor: Actor, credentials: Credentials) {
  await context.permit(actor, USERS, 'view')
  const db = context.userBackEnd.required('users.verify')
  const properties = await context.checkCredentials(db, actor, credentials)
  if (properties === undefined) throw new AppError('login-failed')
  return { mustChangePassword: properties.mustChangePassword }
}
