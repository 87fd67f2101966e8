import type { ListedUser, UserDb, UserDbConfig, UserProperties } from '../main/usermgmt/backends'
import { collect, demand, type Conformance, type Made } from './check'

/** `config`: not configurable; `listing`: does not list its users; `rename`, `export`: its configuration half refuses these. */
export type UserAbility = 'config' | 'listing' | 'rename' | 'export'

/** `people`: users it holds from the start, with their passwords; needed where it takes no changes. */
export type MadeUserDb = Made<UserDb, UserDbConfig> & { people?: readonly { name: string; password: string }[] }

export type UserDbConformance = Conformance<MadeUserDb, UserAbility>

/** The listing of a database that lists. */
export function usersOf(db: UserDb): AsyncIterable<ListedUser> {
  if (db.users === undefined) throw new TypeError('this user database does not list its users')
  return db.users()
}

/** Copies, so that what comes later can be compared with them. */
export async function listedUsers(db: UserDb): Promise<ListedUser[]> {
  return (await collect(usersOf(db))).map((user) => ({ ...user }))
}

/** Properties of a user are there and of the right kinds. */
export function demandProperties(found: UserProperties | undefined, where: string): void {
  demand(found !== undefined, true, `${where} gives the properties of a user with the right password.`)
  if (found === undefined) return
  for (const flag of ['mayChangePassword', 'mustChangePassword', 'internal'] as const) {
    demand(typeof found[flag], 'boolean', `${where}: ${flag} is true or false.`)
  }
  const { lastChange } = found
  const good = lastChange === null || (Number.isInteger(lastChange) && lastChange >= 0 && lastChange < 1e11)
  demand(good, true, `${where}: lastChange is whole seconds since 1970, or null.`)
}
