import { createHash } from 'node:crypto'
import type { Masks } from '../backends'
import { breathing } from '../eachByItself'
import type { UserManager } from '../manager'
import type { Actor } from '../operations'

/** What a user management held at one moment, to be compared with another; nothing in it is secret. */
export type Snapshot = {
  /** Undefined where the user database does not list them: then nothing is known of users. */
  users: ReadonlyMap<string, SnapshotUser> | undefined
  groups: ReadonlyMap<string, SnapshotGroup>
  objects: ReadonlyMap<string, ReadonlyMap<string, Masks>>
}
export type SnapshotUser = {
  mayChangePassword: boolean
  mustChangePassword: boolean
  internal: boolean
  /** SHA-256 of what is stored for the password, salt included; undefined where that is not given out. */
  fingerprint: string | undefined
  /** A password in clear is to be set, whatever is stored now. */
  newPassword?: true
}
/** Direct members. `property`: bits that the group's database keeps; undefined where nothing is known of them. */
export type SnapshotGroup = {
  users: ReadonlySet<string>
  groups: ReadonlySet<string>
  property?: number | undefined
}

const OWNER: Actor = { is: 'owner' }
/** One for all objects without entries. */
export const NO_ENTRIES: ReadonlyMap<string, Masks> = new Map()

/** Looks at everything once, as its owner. */
export async function snapshot(manager: UserManager): Promise<Snapshot> {
  const { users, memberships, properties, objects } = await manager.transfer.read(OWNER)
  const breathe = breathing()
  const people = new Map<string, SnapshotUser>()
  for (const { name, mayChangePassword, mustChangePassword, internal, credentials } of users ?? []) {
    await breathe()
    people.set(name, {
      mayChangePassword,
      mustChangePassword,
      internal,
      fingerprint: credentials && digest(credentials),
    })
  }
  return {
    users: users && people,
    groups: new Map(
      memberships.groups.map((group) => [
        group,
        {
          users: new Set(memberships.usersOf.get(group)),
          groups: new Set(memberships.membersOf.get(group)),
          property: properties.get(group),
        },
      ]),
    ),
    // Most objects have no entries; those of the others may be changed in place by their back end.
    objects: new Map(objects.map(({ name, entries }) => [name, entries.size === 0 ? NO_ENTRIES : new Map(entries)])),
  }
}

/** What is stored for a password, so that it can be compared and not used. */
export function digest(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('base64')
}
