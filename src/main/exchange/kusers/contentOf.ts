import { securitySchema } from '../../../contract/security'
import { breathing } from '../../usermgmt/eachByItself'
import type { Content, ContentGroup, ContentObject, ContentUser } from '../../usermgmt/transfer/content'
import { fieldsOf, type Fields } from './fields'
import { LIMITS, notUnderstood } from './format'
import type { Member, Outline } from './jsonOutline'

/** The members of a document that say what is in it. */
export const CONTENT_MEMBERS = ['users', 'groups', 'objects', 'settings'] as const

/** Far above what any back end stores for a password. */
const CREDENTIAL_BYTES = 65_536
const USER = ['name', 'mayChangePassword', 'mustChangePassword', 'internal', 'lastChange', 'credentials']
const GROUP = ['name', 'property', 'users', 'groups']
const OBJECT = ['name', 'rights']
const ENTRY = ['group', 'granted', 'denied']

const settingsSchema = securitySchema.partial().strict()

type From = { file: string; fields: Fields }

/**
 * What a document says, all of it or `file-not-understood`. Names are looked at by the guards, as everywhere, when
 * somebody new would get one: a database that holds an unusual one since long must come back from its own file.
 */
export async function contentOf(
  document: Outline,
  { file, credentials }: { file: string; credentials: boolean },
): Promise<Content> {
  const from: From = { file, fields: fieldsOf(file) }
  const [users, groups, objects, settings] = CONTENT_MEMBERS.map((part) => document.get(part))
  const content: Content = {}
  if (users) content.users = await entries(from, users, (user) => userOf(from, user, credentials))
  if (groups) content.groups = await entries(from, groups, (group) => groupOf(from, group))
  if (objects) content.objects = await entries(from, objects, (object) => objectOf(from, object))
  if (settings) content.settings = settingsOf(from, settings)
  if (Object.keys(content).length === 0) throw notUnderstood(file, 'nothing')
  return content
}

/** In their order; no name twice. */
async function entries<T extends { name: string }>(
  { file }: From,
  member: Member,
  read: (entry: unknown) => T,
): Promise<T[]> {
  if (member.is !== 'list') throw notUnderstood(file, 'form')
  const breathe = breathing()
  const names = new Set<string>()
  const found: T[] = []
  for (const entry of member.entries) {
    await breathe()
    const one = read(entry())
    if (names.has(one.name)) throw notUnderstood(file, 'form')
    names.add(one.name)
    found.push(one)
  }
  return found
}

function userOf({ file, fields }: From, value: unknown, withCredentials: boolean): ContentUser {
  const user = fields.record(value, USER)
  const stored = user['credentials']
  // A file in clear that says what is stored for a password was not made by us.
  if (stored !== undefined && !withCredentials) throw notUnderstood(file, 'form')
  return {
    name: fields.text(user['name'], LIMITS.name),
    mayChangePassword: fields.flag(user['mayChangePassword']),
    mustChangePassword: fields.flag(user['mustChangePassword']),
    internal: fields.flag(user['internal']),
    lastChange: user['lastChange'] === null ? null : secondsOf(fields.time(user['lastChange'])),
    ...(stored === undefined ? {} : { credentials: credentialsOf({ file, fields }, stored) }),
  }
}

function secondsOf(time: number): number {
  return Math.floor(time / 1000)
}

/** Bytes in their own memory: those of the file are not kept with them. */
function credentialsOf({ file, fields }: From, value: unknown): Uint8Array {
  const written = fields.text(value, 2 * CREDENTIAL_BYTES)
  const bytes = Buffer.from(written, 'base64')
  if (bytes.length === 0 || bytes.length > CREDENTIAL_BYTES || bytes.toString('base64') !== written) {
    throw notUnderstood(file, 'form')
  }
  return new Uint8Array(bytes)
}

function groupOf(from: From, value: unknown): ContentGroup {
  const { fields } = from
  const group = fields.record(value, GROUP)
  return {
    name: fields.text(group['name'], LIMITS.name),
    ...(group['property'] === undefined ? {} : { property: fields.bits(group['property']) }),
    users: namesOf(from, group['users']),
    groups: namesOf(from, group['groups']),
  }
}

function namesOf({ file, fields }: From, value: unknown): string[] {
  const names = fields.list(value, LIMITS.entries).map((name) => fields.text(name, LIMITS.name))
  if (new Set(names).size !== names.length) throw notUnderstood(file, 'form')
  return names
}

function objectOf({ file, fields }: From, value: unknown): ContentObject {
  const object = fields.record(value, OBJECT)
  const rights = fields.list(object['rights'], LIMITS.entries).map((each) => {
    const entry = fields.record(each, ENTRY)
    return {
      group: fields.text(entry['group'], LIMITS.name),
      granted: fields.bits(entry['granted']),
      denied: fields.bits(entry['denied']),
    }
  })
  if (new Set(rights.map(({ group }) => group)).size !== rights.length) throw notUnderstood(file, 'form')
  return { name: fields.text(object['name'], LIMITS.name), entries: rights }
}

function settingsOf({ file }: From, member: Member): NonNullable<Content['settings']> {
  const { success, data } = settingsSchema.safeParse(member.is === 'value' ? member.value() : undefined)
  if (!success) throw notUnderstood(file, 'form')
  const { loginLock, ...others } = data
  const known = Object.entries({ ...others, loginLock }).filter(([, setting]) => setting !== undefined)
  return Object.fromEntries(known)
}
