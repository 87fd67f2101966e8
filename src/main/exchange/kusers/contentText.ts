import { breathing } from '../../usermgmt/eachByItself'
import type { Content, ContentGroup, ContentObject, ContentUser } from '../../usermgmt/transfer/content'

/** The last second that a time in four digits of a year can say. */
const LAST_SECOND = 253_402_300_799
/** Settings in an order of their own, whatever the order they were given in. */
const SETTINGS = [
  'authenticationType',
  'rsaKeyLength',
  'enforce',
  'editTimeout',
  'passwordPolicy',
  'loginLock',
] as const

/**
 * The members of a `.kusers` document that say what is in it, each with its indentation; one entry to a line. Without
 * `credentials` nothing of passwords is in it. A password in clear never is.
 */
export async function contentMembers(content: Content, { credentials }: { credentials: boolean }): Promise<string[]> {
  const { users, groups, objects, settings } = content
  return [
    ...(users ? [await list('users', users, (user) => userMembers(user, credentials))] : []),
    ...(groups ? [await list('groups', groups, groupMembers)] : []),
    ...(objects ? [await list('objects', objects, objectMembers)] : []),
    ...(settings ? [`  "settings": ${JSON.stringify(inOrder(settings))}`] : []),
  ]
}

/** A whole document of members. */
export function documentText(members: readonly string[]): string {
  return `{\n${members.join(',\n')}\n}`
}

/** A 32-bit number as the runtime's files write it. */
function bits(value: number): string {
  return `0x${(value >>> 0).toString(16).padStart(8, '0')}`
}

async function list<T>(name: string, items: readonly T[], members: (item: T) => object): Promise<string> {
  const breathe = breathing()
  const lines: string[] = []
  for (const item of items) {
    await breathe()
    lines.push(`    ${JSON.stringify(members(item))}`)
  }
  return lines.length === 0 ? `  "${name}": []` : `  "${name}": [\n${lines.join(',\n')}\n  ]`
}

function userMembers(user: ContentUser, withCredentials: boolean): object {
  const { name, mayChangePassword, mustChangePassword, internal, lastChange, credentials } = user
  const said = lastChange !== null && Number.isSafeInteger(lastChange) && lastChange >= 0 && lastChange <= LAST_SECOND
  return {
    name,
    mayChangePassword,
    mustChangePassword,
    internal,
    lastChange: said ? new Date(lastChange * 1000).toISOString() : null,
    ...(withCredentials && credentials ? { credentials: Buffer.from(credentials).toString('base64') } : {}),
  }
}

function groupMembers({ name, property, users, groups }: ContentGroup): object {
  return { name, ...(property === undefined ? {} : { property: bits(property) }), users, groups }
}

function objectMembers({ name, entries }: ContentObject): object {
  const rights = entries.map(({ group, granted, denied }) => ({ group, granted: bits(granted), denied: bits(denied) }))
  return { name, rights }
}

function inOrder(settings: NonNullable<Content['settings']>): object {
  return Object.fromEntries(SETTINGS.flatMap((name) => (settings[name] === undefined ? [] : [[name, settings[name]]])))
}
