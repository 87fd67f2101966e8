import { describe, expect, it } from 'vitest'
import type { Test } from '../../src/conformance/check'
import { groupDbConformance } from '../../src/conformance/groupDb'
import { objectDbConformance } from '../../src/conformance/objectDb'
import { userDbConformance } from '../../src/conformance/userDb'
import { AppError } from '../../src/contract/errors'
import type { Masks } from '../../src/main/usermgmt/backends'
import { MemoryGroups, MemoryObjects, MemoryUsers } from '../support/memoryBackEnds'

/** Runs a suite and gives the titles of the checks that failed. */
async function failing(define: (test: Test) => void): Promise<string[]> {
  const checks: [string, () => Promise<void>][] = []
  define((title, body) => checks.push([title, body]))
  const failed: string[] = []
  for (const [title, body] of checks) {
    await body().catch((error: unknown) => failed.push(`${title} — ${String(error).split('\n')[0]}`))
  }
  return failed
}

type Fault<Body> = [fault: string, change: (body: Body) => object, found: string]

/** The body with some of its functions replaced. */
function spoilt<Body extends object>(body: Body, change: (body: Body) => object): Body {
  return Object.assign(body, change(body))
}

const PEOPLE = [
  { name: 'anna', password: 'Filling-line 1' },
  { name: 'bogdan', password: 'Filling-line 2' },
]
const PROPERTIES = { mayChangePassword: true, mustChangePassword: false, internal: false, lastChange: null }

function usersWith(change: (users: MemoryUsers) => object): Promise<string[]> {
  return failing((test) =>
    userDbConformance({
      name: 'users',
      test,
      many: 20,
      make() {
        const users = new MemoryUsers()
        for (const { name, password } of PEOPLE) users.put(name, { password })
        spoilt(users, change)
        return { db: users, config: users, people: PEOPLE, open: () => users.listing.open }
      },
    }),
  )
}

const USER_FAULTS: Fault<MemoryUsers>[] = [
  ['lets anybody in', () => ({ authenticate: async () => ({ ...PROPERTIES }) }), 'refuses unknown names'],
  ['fails for unknown names', (users) => ({ authenticate: failsUnknown(users) }), 'refuses unknown names'],
  ['ignores case', (users) => ({ authenticate: byLowerCase(users) }), 'names and passwords count exactly'],
  ['takes any password that begins right', (users) => ({ authenticate: byPrefix(users) }), 'lets in whoever it holds'],
  [
    'lists passwords',
    (users) => ({ users: () => users.listing.of([{ name: 'anna', ...PROPERTIES, password: 'Filling-line 1' }]) }),
    'lists each user once',
  ],
  [
    'lists somebody twice',
    () => ({
      users: async function* () {
        yield* [one('anna'), one('anna')]
      },
    }),
    'lists each user once',
  ],
  ['shares what it lists', () => ({ users: sharing() }), 'nothing is changed through what it gave out'],
  [
    'keeps a listing open that was left',
    (users) => ({ users: () => leaking(users) }),
    'a listing that is left early lets go',
  ],
  ['shares a listing', () => ({ users: sharedListing() }), 'two listings at the same time'],
  ['removes nobody', () => ({ removeUser: async () => undefined }), 'a removed user is neither listed nor let in'],
  [
    'adds over a user',
    (users) => ({ addUser: async (name: string, password: string) => void users.put(name, { password }) }),
    'no name is given twice',
  ],
  [
    'forgets the properties of a renamed user',
    (users) => ({ changeUser: forgetting(users) }),
    'a renamed user keeps its place',
  ],
  [
    'exports nothing',
    () => ({ exportUsers: async () => new TextEncoder().encode('[]') }),
    'what was exported comes back',
  ],
  ['says that it can, and cannot', () => ({ importUsers: async () => undefined }), 'what was exported comes back'],
  [
    'refuses with another failure',
    () => ({
      setCredentials: async () => {
        throw new Error('no')
      },
    }),
    'users that are not there are not changed',
  ],
  [
    'has half of carrying over',
    () => ({ exportCredentials: async () => new Uint8Array() }),
    'credentials are carried over',
  ],
]

describe('a user database with a fault does not pass', () => {
  it.each(USER_FAULTS)('one that %s', async (_, change, found) => {
    expect((await usersWith(change)).join('\n')).toContain(found)
  })

  it('and one without a fault does', async () => {
    expect(await usersWith(() => ({}))).toEqual([])
  })

  it('nor does one that can more or less than is said of it', async () => {
    const users = new MemoryUsers().put('anna', { password: 'Filling-line 1' })
    const make = () => ({ db: users, config: users, people: PEOPLE.slice(0, 1) })
    const more = await failing((test) =>
      userDbConformance({ name: 'users', test, make, without: ['config', 'listing'] }),
    )
    expect(more.join('\n')).toContain('offers what was said of it')
    const less = await failing((test) => userDbConformance({ name: 'users', test, make: () => ({ db: users }) }))
    expect(less.join('\n')).toContain('There is no configuration half')
  })
})

function groupsWith(change: (groups: MemoryGroups) => object): Promise<string[]> {
  return failing((test) =>
    groupDbConformance({
      name: 'groups',
      test,
      many: 20,
      make() {
        const groups = new MemoryGroups()
          .put('Watch', { users: ['anna', 'bogdan'], groups: ['Service'] })
          .put('Service')
        spoilt(groups, change)
        return { db: groups, config: groups, open: () => groups.listing.open }
      },
    }),
  )
}

const GROUP_FAULTS: Fault<MemoryGroups>[] = [
  ['says something else than it lists', () => ({ hasUser: async () => true }), 'asking for one member agrees'],
  ['lists nested users as direct ones', (groups) => ({ usersOf: nested(groups) }), 'only direct members are listed'],
  [
    'takes users for groups',
    (groups) => ({ hasMember: (group: string, name: string) => groups.hasUser(group, name) }),
    'are told apart',
  ],
  [
    'has everybody in unknown groups',
    (groups) => ({ usersOf: (group: string) => groups.listing.of(group === '' ? ['anna'] : []) }),
    'a group that is not there has nobody',
  ],
  [
    'forgets memberships of renamed users',
    () => ({ userRenamed: async () => undefined }),
    'a renamed user stays in all its groups',
  ],
  ['adds a member twice', () => ({ addUserTo: async () => undefined }), 'nothing is given twice'],
]

describe('a group database with a fault does not pass', () => {
  it.each(GROUP_FAULTS)('one that %s', async (_, change, found) => {
    expect((await groupsWith(change)).join('\n')).toContain(found)
  })

  it('and one without a fault does', async () => {
    expect(await groupsWith(() => ({}))).toEqual([])
  })
})

function objectsWith(change: (objects: MemoryObjects) => object): Promise<string[]> {
  return failing((test) =>
    objectDbConformance({
      name: 'objects',
      test,
      many: 20,
      make() {
        const objects = new MemoryObjects().put('Device', { Watch: { granted: 1 } }).put('Device.Press')
        spoilt(objects, change)
        return { db: objects, config: objects, open: () => objects.listing.open }
      },
    }),
  )
}

const OBJECT_FAULTS: Fault<MemoryObjects>[] = [
  [
    'grants everything',
    () => ({ decide: (): Masks => ({ granted: 0xffffffff, denied: 0 }) }),
    'the nearest object decides',
  ],
  [
    'forgets that Administrator has everything',
    () => ({ decide: (): Masks => ({ granted: 0, denied: 0 }) }),
    'the check is made by',
  ],
  ['answers in signed numbers', (objects) => ({ masks: signed(objects) }), 'all 32 bits are there'],
  ['knows objects that are not there', () => ({ hasObject: () => true }), 'asking for one entry agrees'],
  ['keeps entries of removed groups', () => ({ groupRemoved: async () => undefined }), 'go with a removed one'],
  ['keeps entries without any bit', () => ({ setMasks: keepingEmpty() }), 'an entry without any bit is none'],
]

describe('an object database with a fault does not pass', () => {
  it.each(OBJECT_FAULTS)('one that %s', async (_, change, found) => {
    expect((await objectsWith(change)).join('\n')).toContain(found)
  })

  it('and one without a fault does', async () => {
    expect(await objectsWith(() => ({}))).toEqual([])
  })
})

const one = (name: string) => ({ name, ...PROPERTIES })

/** The functions as they are, bound before they are replaced. */
const authenticateOf = (users: MemoryUsers) => MemoryUsers.prototype.authenticate.bind(users)

function failsUnknown(users: MemoryUsers) {
  const authenticate = authenticateOf(users)
  return async (name: string, password: string) => {
    for await (const user of users.users()) if (user.name === name) return authenticate(name, password)
    throw new AppError('not-found', { subject: 'user', name })
  }
}

function byLowerCase(users: MemoryUsers) {
  const authenticate = authenticateOf(users)
  return async (name: string, password: string) => {
    for await (const user of users.users()) {
      if (user.name.toLowerCase() === name.toLowerCase()) return authenticate(user.name, password)
    }
    return undefined
  }
}

function byPrefix(users: MemoryUsers) {
  const authenticate = authenticateOf(users)
  return async (name: string, password: string) =>
    (await authenticate(name, password)) ?? (await authenticate(name, password.slice(0, -1)))
}

function sharing() {
  const listed = PEOPLE.map(({ name }) => one(name))
  return async function* () {
    yield* listed
  }
}

async function* leaking(users: MemoryUsers) {
  users.listing.open += 1
  for (const { name } of PEOPLE) yield one(name)
  users.listing.open -= 1
}

function sharedListing() {
  const remaining: string[] = []
  return async function* () {
    if (remaining.length === 0) remaining.push(...PEOPLE.map(({ name }) => name))
    for (let name = remaining.shift(); name !== undefined; name = remaining.shift()) yield one(name)
  }
}

function forgetting(users: MemoryUsers) {
  const change = MemoryUsers.prototype.changeUser.bind(users)
  return (name: string, wanted: { to?: string }) =>
    change(name, { ...wanted, ...(wanted.to === undefined ? {} : { mayChangePassword: true }) })
}

function nested(groups: MemoryGroups) {
  const usersOf = MemoryGroups.prototype.usersOf.bind(groups)
  return async function* (group: string): AsyncIterable<string> {
    yield* usersOf(group)
    for await (const member of groups.membersOf(group)) yield* usersOf(member)
  }
}

function signed(objects: MemoryObjects) {
  const masks = MemoryObjects.prototype.masks.bind(objects)
  return (object: string, group: string): Masks | undefined => {
    const found = masks(object, group)
    return found && { granted: found.granted | 0, denied: found.denied | 0 }
  }
}

function keepingEmpty() {
  return async function (this: MemoryObjects, object: string, group: string, masks: Masks): Promise<void> {
    const entries = new Map<string, Masks>()
    for await (const kept of this.objects())
      if (kept.name === object) for (const entry of kept.entries) entries.set(...entry)
    if (!this.hasObject(object)) throw new AppError('not-found', { subject: 'object', name: object })
    this.put(object, Object.fromEntries(entries.set(group, { ...masks })))
  }
}
