import { AppError } from '../../contract/errors'
import { ADMINISTRATOR } from '../../contract/nameRules'
import { parseCredential } from '../usermgmt/file/credentialRow'
import { scryptCredential } from '../usermgmt/file/userRows'
import type { UserManager } from '../usermgmt/manager'
import type { Actor } from '../usermgmt/operations'
import type { Content, ContentUser } from '../usermgmt/transfer/content'
import type { Snapshot } from '../usermgmt/transfer/snapshot'
import { contentSource, type Source } from '../usermgmt/transfer/source'
import { takeContent } from '../usermgmt/transfer/takeContent'

const NOTHING: Snapshot = { users: new Map(), groups: new Map(), objects: new Map() }

/**
 * What a database holds now, with stored passwords, to be applied elsewhere; later edits of it change nothing here. Fails
 * with `last-administrator` where nobody could administer what it is applied to.
 */
export async function takeWanted(manager: UserManager, actor: Actor): Promise<Source> {
  const content = await takeContent(manager, actor, { parts: ['users', 'groups', 'rights'], credentials: true })
  if (content.users === undefined) throw new AppError('not-available', { method: 'apply.plan' })
  if (!hasAdministrator(content)) throw new AppError('last-administrator', { name: null })
  return contentSource(content, NOTHING)
}

/** Somebody in Administrator, directly or nested, who can log in: no account of the controller, and with a known hash. */
function hasAdministrator({ users = [], groups = [] }: Content): boolean {
  const inside = new Map(groups.map((group) => [group.name, group]))
  const powerful = new Set([ADMINISTRATOR])
  for (const name of powerful) for (const member of inside.get(name)?.groups ?? []) powerful.add(member)
  const members = new Set([...powerful].flatMap((name) => inside.get(name)?.users ?? []))
  return users.some((user) => members.has(user.name) && canLogIn(user))
}

function canLogIn({ internal, credentials }: ContentUser): boolean {
  if (internal || credentials === undefined) return false
  try {
    return scryptCredential(parseCredential(credentials)) !== undefined
  } catch (error) {
    // Those of a manufacturer's own back end are not for files.
    if (error instanceof AppError) return false
    throw error
  }
}
