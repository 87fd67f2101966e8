import type { UserManager } from '../manager'
import type { Carried } from '../transferUsers'
import { asItWillBe } from './asItWillBe'
import { AppError } from '../../../contract/errors'
import type { Content, ContentGroup, ContentObject, ContentUser } from './content'
import { changing } from './renames'
import { digest, NO_ENTRIES, snapshot, type Snapshot, type SnapshotGroup, type SnapshotUser } from './snapshot'

/** Where a user management comes from that another one is to be made equal to. */
export type Source = {
  snapshot(): Promise<Snapshot>
  /** Fails with `password-refused` where a password is not given out. */
  carried(name: string): Promise<Carried>
}

/** A user management that is here, looked at as its owner. */
export function managerSource(manager: UserManager): Source {
  return {
    snapshot: () => snapshot(manager),
    async carried(name) {
      const credentials = await manager.transfer.exportCredentials({ is: 'owner' }, name)
      if (credentials === undefined) throw new AppError('password-refused', { missing: ['not-carried'] })
      return { is: 'stored', credentials }
    },
  }
}

/**
 * What a file or a table wants a user management to be that holds `base` now. Parts of which it says nothing are as they
 * will be once the others are: memberships and rights follow those who get another name, and go with those who go.
 */
export function contentSource(content: Content, base: Snapshot): Source {
  const wanted = completed(content, base)
  const users = new Map(content.users?.map((user) => [user.name, user]))
  return {
    snapshot: async () => wanted,
    carried: async (name) => carriedOf(users.get(name)),
  }
}

function completed(content: Content, base: Snapshot): Snapshot {
  const users = content.users ? new Map(content.users.map((user) => [user.name, userOf(user)])) : base.users
  const people = changing(base, { users, groups: base.groups, objects: base.objects })
  const groups = content.groups
    ? new Map(content.groups.map((group) => [group.name, groupOf(group, users)]))
    : asItWillBe(base, people).groups
  const objects = content.objects
    ? new Map(content.objects.map((object) => [object.name, entriesOf(object)]))
    : asItWillBe(base, changing(base, { users, groups, objects: base.objects })).objects
  return { users, groups, objects }
}

function userOf({ mayChangePassword, mustChangePassword, internal, credentials, password }: ContentUser): SnapshotUser {
  return {
    mayChangePassword,
    mustChangePassword,
    internal,
    fingerprint: credentials && digest(credentials),
    ...(password === undefined ? {} : { newPassword: true as const }),
  }
}

function groupOf({ users, groups, property }: ContentGroup, people: Snapshot['users']): SnapshotGroup {
  const there = people === undefined ? users : users.filter((user) => people.has(user))
  return { users: new Set(there), groups: new Set(groups), property }
}

function entriesOf({ entries }: ContentObject) {
  if (entries.length === 0) return NO_ENTRIES
  return new Map(entries.map(({ group, granted, denied }) => [group, { granted, denied }]))
}

function carriedOf(user: ContentUser | undefined): Carried {
  if (user?.password !== undefined) return { is: 'password', password: user.password }
  if (user?.credentials !== undefined) return { is: 'stored', credentials: user.credentials }
  return { is: 'none' }
}
