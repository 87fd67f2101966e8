import { AppError } from '../../../contract/errors'
import type { UserDbConfig } from '../backends'
import { openExactly, walk, withHandle, type Awaitable } from './legacyHandles'
import { LEGACY_BITS, userHandles, type LegacyUserDb } from './legacyUserDb'

/**
 * What of the old configuration functions is still there (seed 003, 3.3). UserDBGetPasswordMD5 and UserDBSetPasswordMD5
 * are not: nothing here can call them. The seed names UserDBSetPassword; the other names are those of published headers.
 */
export interface LegacyUserDbConfig<User> extends LegacyUserDb<User> {
  /** Gives an open handle; fails where the name is taken. */
  UserDBAdd(name: string): Awaitable<User>
  /** The handle stays open. */
  UserDBRemove(user: User): Awaitable<void>
  UserDBSetPassword(user: User, password: string): Awaitable<void>
  UserDBSetProperty(user: User, property: number): Awaitable<void>
}

/**
 * The new interface on an old implementation. The old one could neither rename a user nor give out credentials but as
 * MD5: both fail with `not-configurable`. For implementations whose property bits have the old meaning (`LEGACY_BITS`).
 */
export function fromLegacyUserDbConfig<User>(old: LegacyUserDbConfig<User>): UserDbConfig {
  const close = (user: User) => old.UserDBClose(user)
  const unable = async (): Promise<never> => {
    throw new AppError('not-configurable', { subject: 'users' })
  }

  async function opened(name: string): Promise<User> {
    const user = await openExactly(name, userHandles(old))
    if (user === undefined) throw new AppError('not-found', { subject: 'user', name })
    return user
  }

  async function added(name: string): Promise<User> {
    try {
      return await old.UserDBAdd(name)
    } catch (error) {
      const present = await old.UserDBOpen(name)
      if (present === undefined) throw error
      await close(present)
      throw new AppError('already-exists', { subject: 'user', name }, error)
    }
  }

  return {
    exportUsers: unable,
    importUsers: unable,
    async addUser(name, password, properties) {
      await withHandle(await added(name), close, async (user) => {
        try {
          await old.UserDBSetProperty(user, withFlags(await old.UserDBGetProperty(user), properties))
          await old.UserDBSetPassword(user, password)
        } catch (error) {
          // A user without the password that was meant for it must not stay.
          await old.UserDBRemove(user)
          throw error
        }
      })
    },
    async changeUser(name, { to = name, ...flags }) {
      await withHandle(await opened(name), close, async (user) => {
        if (to !== name) await unable()
        const property = await old.UserDBGetProperty(user)
        await old.UserDBSetProperty(user, withFlags(property, flags))
      })
    },
    async removeUser(name) {
      await withHandle(await opened(name), close, (user) => old.UserDBRemove(user))
    },
    async setCredentials(name, password) {
      await withHandle(await opened(name), close, (user) => old.UserDBSetPassword(user, password))
    },
    async deleteAllUsers() {
      const names: string[] = []
      const users = walk({
        first: () => old.UserDBGetFirst(),
        next: (previous) => old.UserDBGetNext(previous),
        close,
        read: (user) => old.UserDBGetName(user),
      })
      // First all names: what a walk does while users vanish under it is anybody's guess.
      for await (const name of users) names.push(name)
      for (const name of names) await withHandle(await opened(name), close, (user) => old.UserDBRemove(user))
    },
  }
}

/** All other bits stay as they are. */
function withFlags(
  property: number,
  { mayChangePassword, mustChangePassword }: { mayChangePassword?: boolean; mustChangePassword?: boolean },
): number {
  let bits = property
  const set = (bit: number, on: boolean | undefined) => {
    if (on !== undefined) bits = on ? bits | bit : bits & ~bit
  }
  set(LEGACY_BITS.mayChangePassword, mayChangePassword)
  set(LEGACY_BITS.passwordUpToDate, mustChangePassword === undefined ? undefined : !mustChangePassword)
  return bits >>> 0
}
