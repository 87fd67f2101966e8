import type { Activation } from '../../contract/databases'

/**
 * The state of a user management (user-management 2). `users`: how many people can log in; undefined where a user
 * database does not list its users, which is taken as some. `database`: whether a user database is registered.
 */
export function activationOf(about: { database: boolean; enforced: boolean; users: number | undefined }): Activation {
  const users = about.database ? about.users : 0
  if (users !== 0) return 'active'
  if (about.enforced) return 'to-be-set-up'
  return about.database ? 'active-empty' : 'deactivated'
}
