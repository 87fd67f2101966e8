import type { GroupDb } from '../backends'
import { openExactly, walk, withHandle, type Awaitable, type Given } from './legacyHandles'
import { userHandles, type LegacyUserDb } from './legacyUserDb'

/**
 * A group database as it was before V3.5 SP16 (seed 003, 3.2), its functions under their old names. Groups have handles
 * of their own, closed with UserDBGroupClose exactly once; users in a group come as handles of the user database.
 */
export interface LegacyGroupDb<Group, User> {
  UserDBGroupGetFirst(): Given<Group>
  UserDBGroupGetNext(previous: Group): Given<Group>
  UserDBGroupOpen(name: string): Given<Group>
  UserDBGroupClose(group: Group): Awaitable<void>
  UserDBGroupGetName(group: Group): Awaitable<string>
  UserDBGroupGetProperty(group: Group): Awaitable<number>
  UserDBGroupHasUser(group: Group, user: User): Awaitable<boolean>
  UserDBGroupGetFirstUser(group: Group): Given<User>
  UserDBGroupGetNextUser(group: Group, previous: User): Given<User>
  UserDBGroupHasMember(group: Group, member: Group): Awaitable<boolean>
  UserDBGroupGetFirstMember(group: Group): Given<Group>
  UserDBGroupGetNextMember(group: Group, previous: Group): Given<Group>
}

/** The three functions of the old user database that the old group database cannot do without. */
export type LegacyUserHandles<User> = Pick<LegacyUserDb<User>, 'UserDBOpen' | 'UserDBClose' | 'UserDBGetName'>

/** The new interface on an old implementation; in most of them users and groups are one object. */
export function fromLegacyGroupDb<Group, User>(old: LegacyGroupDb<Group, User> & LegacyUserHandles<User>): GroupDb {
  const close = (group: Group) => old.UserDBGroupClose(group)
  const closeUser = (user: User) => old.UserDBClose(user)

  const opened = (name: string): Promise<Group | undefined> =>
    openExactly(name, {
      open: (group) => old.UserDBGroupOpen(group),
      nameOf: (group) => old.UserDBGroupGetName(group),
      close,
    })

  /** The group stays open as long as its members are walked over. */
  async function* inside<Item>(name: string, items: (group: Group) => AsyncIterable<Item>): AsyncIterable<Item> {
    const group = await opened(name)
    if (group === undefined) return
    try {
      yield* items(group)
    } finally {
      await close(group)
    }
  }

  return {
    // UserDBGroupGetFirst, UserDBGroupGetNext, with UserDBGroupGetName and UserDBGroupGetProperty on the way.
    groups: () =>
      walk({
        first: () => old.UserDBGroupGetFirst(),
        next: (previous) => old.UserDBGroupGetNext(previous),
        close,
        read: async (group) => ({
          name: await old.UserDBGroupGetName(group),
          property: await old.UserDBGroupGetProperty(group),
        }),
      }),
    usersOf: (name) =>
      inside(name, (group) =>
        walk({
          first: () => old.UserDBGroupGetFirstUser(group),
          next: (previous) => old.UserDBGroupGetNextUser(group, previous),
          close: closeUser,
          read: (user) => old.UserDBGetName(user),
        }),
      ),
    membersOf: (name) =>
      inside(name, (group) =>
        walk({
          first: () => old.UserDBGroupGetFirstMember(group),
          next: (previous) => old.UserDBGroupGetNextMember(group, previous),
          close,
          read: (member) => old.UserDBGroupGetName(member),
        }),
      ),
    async hasUser(name, user) {
      const group = await opened(name)
      if (group === undefined) return false
      return withHandle(group, close, async () => {
        const handle = await openExactly(user, userHandles(old))
        if (handle === undefined) return false
        return withHandle(handle, closeUser, () => old.UserDBGroupHasUser(group, handle))
      })
    },
    async hasMember(name, member) {
      const group = await opened(name)
      if (group === undefined) return false
      return withHandle(group, close, async () => {
        const handle = await opened(member)
        if (handle === undefined) return false
        return withHandle(handle, close, () => old.UserDBGroupHasMember(group, handle))
      })
    },
  }
}
