import type { Part } from '../../../contract/exchange'
import type { UserManager } from '../manager'
import type { Actor } from '../operations'
import type { Content } from './content'

export type Taking = {
  /** Settings are kept elsewhere: asking for them gives nothing. */
  parts: readonly Part[]
  /** Also what is stored for passwords, which takes the right to change users. */
  credentials: boolean
}

/** Reads a user management, as it is at one moment, to be written somewhere; users and groups in the order they are kept. */
export async function takeContent(
  manager: UserManager,
  actor: Actor,
  { parts, credentials }: Taking,
): Promise<Content> {
  const wanted = new Set(parts)
  const held = await manager.transfer.read(actor, { credentials: credentials && wanted.has('users') })
  const { memberships, properties, objects } = held
  const content: Content = {}
  if (wanted.has('users') && held.users !== undefined) {
    content.users = held.users.map((user) => ({
      name: user.name,
      mayChangePassword: user.mayChangePassword,
      mustChangePassword: user.mustChangePassword,
      internal: user.internal,
      lastChange: user.lastChange,
      ...(user.credentials === undefined ? {} : { credentials: user.credentials }),
    }))
  }
  if (wanted.has('groups')) {
    content.groups = memberships.groups.map((name) => {
      const property = properties.get(name)
      return {
        name,
        ...(property === undefined ? {} : { property }),
        users: [...(memberships.usersOf.get(name) ?? [])],
        groups: [...(memberships.membersOf.get(name) ?? [])],
      }
    })
  }
  if (wanted.has('rights')) {
    content.objects = objects.map(({ name, entries }) => ({
      name,
      entries: Array.from(entries, ([group, { granted, denied }]) => ({ group, granted, denied })),
    }))
  }
  return content
}
