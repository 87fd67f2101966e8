import type { MethodName } from '../../contract/names'
import type { ParsedInput } from '../bridge/handler'
import type { About } from './entry'

/** The folder of an opened database, or its name where it has none. */
export type PlaceOf = (database: string) => string

type Describe<M extends MethodName> = (input: ParsedInput<M>, placeOf: PlaceOf) => About | undefined

const MOST_NAMES = 10

/** Whether requests of a method are recorded at all. */
export function isRecorded(method: MethodName): boolean {
  return DESCRIBED[method] !== null
}

/**
 * What the activity log says about a request; undefined where it says nothing. Only fields that are named below get into
 * it: names, places, counts, never a password, an answer or a token.
 *
 * @param input as the method's form made it
 */
export function describeForAudit(method: MethodName, input: unknown, placeOf: PlaceOf): About | undefined {
  const describe = DESCRIBED[method] as Describe<MethodName> | null
  return describe?.(input as ParsedInput<MethodName>, placeOf)
}

const inDatabase = (input: { database: string }, placeOf: PlaceOf): About => ({ database: placeOf(input.database) })

/** `null`: reading, or nothing that anybody else would notice. */
const DESCRIBED = {
  'app.about': null,
  'app.leave': null,
  'settings.read': null,
  'settings.change': null,
  'recent.forget': null,
  'folders.complete': null,
  'folders.pick': null,
  'work.cancel': null,

  'databases.list': null,
  'databases.open': null,
  'databases.openSample': null,
  'databases.create': ({ folder, administrator }) => ({
    folder,
    ...(administrator ? { administrator: administrator.name } : {}),
  }),
  'databases.state': null,
  // Edits that were recorded before never reach the files then.
  'databases.close': (input, placeOf) => (input.discard ? { ...inDatabase(input, placeOf), discard: true } : undefined),
  'databases.save': (input, placeOf) => ({
    ...inDatabase(input, placeOf),
    ...(input.overwrite ? { overwrite: true } : {}),
  }),
  'databases.saveCopy': (input, placeOf) => ({ ...inDatabase(input, placeOf), folder: input.folder }),
  'databases.reload': inDatabase,
  'databases.undo': inDatabase,
  'databases.redo': inDatabase,
  'databases.changes': null,
  'databases.check': null,
  'databases.explain': null,

  'users.list': null,
  'users.add': (input, placeOf) => ({
    ...inDatabase(input, placeOf),
    user: input.name,
    ...(input.group === undefined ? {} : { group: input.group }),
    ...flags(input),
  }),
  'users.change': (input, placeOf) => ({
    ...inDatabase(input, placeOf),
    user: input.name,
    ...(input.to === undefined ? {} : { to: input.to }),
    ...(input.password === undefined ? {} : { newPassword: true }),
    // None is something else than unchanged.
    ...(input.groups === undefined ? {} : { groups: first(input.groups), ...howMany('groups', input.groups) }),
    ...flags(input),
  }),
  'users.setPassword': (input, placeOf) => ({ ...inDatabase(input, placeOf), user: input.name }),
  'users.setGroups': (input, placeOf) => ({
    ...inDatabase(input, placeOf),
    ...named('user', 'users', input.name),
    groups: first(input.groups),
    ...howMany('groups', input.groups),
  }),
  'users.remove': (input, placeOf) => ({ ...inDatabase(input, placeOf), ...named('user', 'users', input.name) }),
  'users.import': (input, placeOf) => ({
    ...inDatabase(input, placeOf),
    from: placeOf(input.from),
    ...named(
      'user',
      'users',
      input.users.map(({ name }) => name),
    ),
  }),
  // Reads nothing but tries a password.
  'users.verify': (input, placeOf) => ({ ...inDatabase(input, placeOf), user: input.name }),

  'groups.list': null,
  'groups.add': (input, placeOf) => ({ ...inDatabase(input, placeOf), group: input.name }),
  'groups.rename': (input, placeOf) => ({ ...inDatabase(input, placeOf), group: input.name, to: input.to }),
  'groups.remove': (input, placeOf) => ({ ...inDatabase(input, placeOf), ...named('group', 'groups', input.name) }),
  'groups.addMember': (input, placeOf) => ({ ...inDatabase(input, placeOf), ...member(input) }),
  'groups.removeMember': (input, placeOf) => ({ ...inDatabase(input, placeOf), ...member(input) }),
  'groups.changeMembers': (input, placeOf) => ({
    ...inDatabase(input, placeOf),
    ...memberships('join', input.join),
    ...memberships('leave', input.leave),
  }),
  'groups.import': (input, placeOf) => ({
    ...inDatabase(input, placeOf),
    from: placeOf(input.from),
    ...named('group', 'groups', input.groups),
    ...(input.rights ? { rights: true } : {}),
  }),

  'objects.list': null,
  'objects.add': (input, placeOf) => ({ ...inDatabase(input, placeOf), object: input.name }),
  'objects.remove': (input, placeOf) => ({ ...inDatabase(input, placeOf), object: input.name }),
  'rights.set': (input, placeOf) => ({
    ...inDatabase(input, placeOf),
    ...named('object', 'objects', input.object),
    ...named('group', 'groups', input.group),
    ...named('right', 'rights', input.right),
    state: input.state,
    ...(input.below ? { below: true } : {}),
  }),
  'rights.byObject': null,
  'rights.matrix': null,
  'rights.person': null,
  'rights.why': null,

  'daemon.state': null,
  'sessions.list': null,
  'sessions.endpoints': null,
  'sessions.open': ({ endpointUrl, security, user }) => ({
    endpoint: endpointForAudit(endpointUrl),
    security: security.mode === 'none' ? 'none' : `${security.policy}, ${security.mode}`,
    // The name is half of what logs in there.
    credentials: user.is,
  }),
  'sessions.remembered': null,
  'sessions.close': ({ session, force }) => ({ session, ...(force ? { force: true } : {}) }),
  'sessions.browse': null,
  'sessions.read': null,
  'sessions.watch': null,
  'sessions.unwatch': null,
  'certificates.list': null,
  'certificates.trust': ({ fingerprint }) => ({ fingerprint }),
  'certificates.reject': ({ fingerprint }) => ({ fingerprint }),
  'certificates.forget': ({ fingerprint }) => ({ fingerprint }),

  'login.begin': null,
  'login.finish': ({ type, user, again }) => ({
    type,
    ...(user === undefined ? {} : { user }),
    ...(again ? { again: true } : {}),
  }),
  'login.end': () => ({}),
  'login.whoami': null,
  'login.active': null,
  'login.changePassword': () => ({}),
  'login.setUp': ({ name }) => ({ administrator: name }),

  'security.read': null,
  'security.change': ({ authenticationType, rsaKeyLength, enforce, editTimeout, passwordPolicy, loginLock }) =>
    given({
      authenticationType,
      rsaKeyLength,
      enforce,
      editTimeout,
      passwordPolicy,
      loginLockAttempts: loginLock?.attempts,
      loginLockSeconds: loginLock?.seconds,
    }),
  'sync.differences': null,
  'sync.on': (input, placeOf) => ({ ...inDatabase(input, placeOf), ...(input.upload ? { upload: true } : {}) }),
  'sync.off': inDatabase,
  'sync.download': inDatabase,
  'audit.list': null,
  'audit.verify': null,
  'audit.export': ({ filter }) => given({ filter }),

  'exports.write': (input, placeOf) => ({
    ...inDatabase(input, placeOf),
    file: input.file,
    form: input.what.is,
    ...(input.what.is === 'kusers' ? { parts: input.what.parts, encrypted: input.what.passphrase !== undefined } : {}),
  }),
  'imports.read': null,
  'imports.problems': null,
  'imports.differences': null,
  'imports.apply': ({ mode, leave, settings, skipProblems }) => ({
    mode,
    ...(leave && leave.length > 0 ? { leftOut: leave.length } : {}),
    ...given({ settings, skipProblems }),
  }),
  'imports.close': null,
  'apply.plan': null,
  'apply.differences': null,
  'apply.run': ({ folders }) => (folders ? listed('folders', folders) : {}),
  'apply.runs': null,
  'apply.undo': ({ run }) => ({ run }),

  'desktop.state': null,
  'desktop.change': null,
  'app.toOpen': null,
  'files.pick': null,
  'folders.databases': null,
  'daemon.pause': () => ({}),
  'daemon.resume': () => ({}),
  'vault.state': null,
  'vault.check': () => ({}),
  'vault.forget': ({ entry }) => ({ entry }),
} satisfies { [M in MethodName]: Describe<M> | null }

/** An address of a server without what stands before its @. */
export function endpointForAudit(url: string): string {
  const at = url.lastIndexOf('@')
  const scheme = /^[a-z][\w.+-]*:\/\//i.exec(url)?.[0] ?? ''
  return at < 0 ? url : `${scheme}${url.slice(at + 1)}`
}

/** One name, or the first of several and how many they are. */
function named(one: string, many: string, names: string | readonly string[]): About {
  const list = typeof names === 'string' ? [names] : names
  const [only] = list
  if (list.length === 1 && only !== undefined) return { [one]: only }
  return { [many]: first(list), ...howMany(many, list) }
}

function first(names: readonly string[]): string[] {
  return names.slice(0, MOST_NAMES)
}

/** The first of many names and how many there are. */
export function listed(what: string, names: readonly string[]): About {
  return { [what]: first(names), ...howMany(what, names) }
}

/** Only where the names do not say it themselves. */
function howMany(what: string, names: readonly unknown[]): About {
  return names.length > MOST_NAMES ? { [`${what}Count`]: names.length } : {}
}

type Member = { group: string; user: string } | { group: string; member: string }

function member(input: Member): About {
  return 'user' in input ? { group: input.group, user: input.user } : { group: input.group, member: input.member }
}

function memberships(what: string, list: readonly Member[] | undefined): About {
  if (!list || list.length === 0) return {}
  const texts = list
    .slice(0, MOST_NAMES)
    .map((one) => ('user' in one ? `${one.user} → ${one.group}` : `group ${one.member} → ${one.group}`))
  return { [what]: texts, ...howMany(what, list) }
}

function flags(input: { mayChangePassword?: boolean | undefined; mustChangePassword?: boolean | undefined }): About {
  const { mayChangePassword, mustChangePassword } = input
  return given({ mayChangePassword, mustChangePassword })
}

function given(fields: Record<string, About[string] | undefined>): About {
  const there: About = {}
  for (const [name, value] of Object.entries(fields)) if (value !== undefined) there[name] = value
  return there
}
