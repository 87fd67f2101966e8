import { expect } from 'vitest'
import { AppError, type ErrorDetails } from '../../src/contract/errors'
import type { UserDb } from '../../src/main/usermgmt/backends'
import { UserManager, type ManagerParts } from '../../src/main/usermgmt/manager'
import type { Actor } from '../../src/main/usermgmt/operations'
import { groupObject, NEW_DATABASE } from '../../src/main/usermgmt/standardObjects'
import { MemoryGroups, MemoryObjects, MemoryUsers } from '../support/memoryBackEnds'

export const owner: Actor = { is: 'owner' }

/** A good password for any user of the line. */
export const PASSWORD = 'Filling-line 1'

/** A user management like the sample's, in memory: admin, anna, bogdan, chidi, dörte and an internal account. */
export function fillingLine(parts: ManagerParts = {}, watched: (users: MemoryUsers) => UserDb = (users) => users) {
  const users = new MemoryUsers()
  for (const name of ['admin', 'anna', 'bogdan', 'chidi', 'dörte']) users.put(name, { password: PASSWORD })
  users.put('runtime', { password: PASSWORD, internal: true })
  const groups = new MemoryGroups()
    .put('Administrator', { users: ['admin'] })
    .put('Developer', { users: ['anna'] })
    .put('Service', { users: ['chidi'], groups: ['Night shift'] })
    .put('Watch', { users: ['bogdan'] })
    .put('Night shift', { users: ['dörte'] })
  const objects = new MemoryObjects().putAll(NEW_DATABASE.objects).put(groupObject('Night shift'))
  const manager = new UserManager(parts)
  manager.registerUsers(watched(users), users)
  manager.registerGroups(groups, groups)
  manager.registerObjects(objects, objects)
  return { manager, users, groups, objects }
}

/** The actor that a user of the line is after logging in. */
export async function loggedIn(manager: UserManager, name: string, password = PASSWORD): Promise<Actor> {
  return { is: 'session', session: await manager.openSession({ name, password }) }
}

/** The call fails with this code, and these details where they are given. */
export async function refuses(call: Promise<unknown>, code: string, details?: ErrorDetails): Promise<void> {
  const failure: unknown = await call.then(
    () => 'nothing was refused',
    (error: unknown) => error,
  )
  if (!(failure instanceof AppError)) throw new Error(`expected ${code}, got ${String(failure)}`, { cause: failure })
  expect(failure.code).toBe(code)
  if (details !== undefined) expect(failure.details).toEqual(details)
}

/** Everything there is, to see that a refused call changed nothing. */
export async function everything(manager: UserManager): Promise<unknown> {
  const [users, groups, objects, entries] = await Promise.all([
    manager.users.list(owner),
    manager.groups.list(owner),
    manager.rights.objects(owner),
    manager.rights.entries(owner),
  ])
  return { users, groups, objects, entries }
}
