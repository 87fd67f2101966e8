import type { UserDb, UserProperties } from '../backends'
import { openExactly, walk, withHandle, type Awaitable, type Given } from './legacyHandles'
import { evenly } from './refusal'

/**
 * A user database as it was before V3.5 SP16 (seed 003, 3.1), its functions under their old names. Every handle that
 * GetFirst, GetNext or Open gives is closed with UserDBClose exactly once. Error codes of old become exceptions; “no such
 * user” and “no next user” are undefined, a password that does not match is false.
 */
export interface LegacyUserDb<User> {
  UserDBGetFirst(): Given<User>
  UserDBGetNext(previous: User): Given<User>
  UserDBClose(user: User): Awaitable<void>
  UserDBGetName(user: User): Awaitable<string>
  UserDBOpen(name: string): Given<User>
  UserDBGetProperty(user: User): Awaitable<number>
  UserDBCheckPassword(user: User, password: string): Awaitable<boolean>
}

/** How a user is opened by name. */
export function userHandles<User>(old: Pick<LegacyUserDb<User>, 'UserDBOpen' | 'UserDBGetName' | 'UserDBClose'>) {
  return {
    open: (name: string) => old.UserDBOpen(name),
    nameOf: (user: User) => old.UserDBGetName(user),
    close: (user: User) => old.UserDBClose(user),
  }
}

/** Bits of an old property, from published headers of the old interface. */
export const LEGACY_BITS = { passwordUpToDate: 0x1000, mayChangePassword: 0x2000 } as const

export type LegacyOptions = {
  /** Where an implementation gave the bits another meaning. */
  properties?: (property: number) => UserProperties
  /** Milliseconds after which a refusal is told: old implementations answer sooner for an unknown name. */
  refusalAfter?: number
}

/** The new interface on an old implementation. */
export function fromLegacyUserDb<User>(old: LegacyUserDb<User>, options: LegacyOptions = {}): UserDb {
  const { properties = legacyProperties, refusalAfter = 250 } = options
  const close = (user: User) => old.UserDBClose(user)

  return {
    // UserDBGetFirst, UserDBGetNext: names and properties come while running over the users.
    users: () =>
      walk({
        first: () => old.UserDBGetFirst(),
        next: (previous) => old.UserDBGetNext(previous),
        close,
        read: async (user) => ({
          name: await old.UserDBGetName(user),
          ...properties(await old.UserDBGetProperty(user)),
        }),
      }),
    // UserDBOpen, UserDBCheckPassword, UserDBGetProperty: one question now.
    authenticate: (name, password) =>
      evenly(refusalAfter, async () => {
        const user = await openExactly(name, userHandles(old))
        if (user === undefined) return undefined
        return withHandle(user, close, async () =>
          (await old.UserDBCheckPassword(user, password)) ? properties(await old.UserDBGetProperty(user)) : undefined,
        )
      }),
  }
}

/**
 * A user who may not change the password is never told to: the old interface calls the two together an invalid
 * combination. When a password was last changed, an old database cannot say.
 */
export function legacyProperties(property: number): UserProperties {
  const mayChangePassword = (property & LEGACY_BITS.mayChangePassword) !== 0
  const mustChangePassword = mayChangePassword && (property & LEGACY_BITS.passwordUpToDate) === 0
  return { mayChangePassword, mustChangePassword, internal: false, lastChange: null }
}
