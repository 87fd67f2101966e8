import { readFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { CONTRACT } from '../../src/contract/contract'
import { METHODS, type MethodName } from '../../src/contract/names'
import { describeForAudit, endpointForAudit, isRecorded } from '../../src/main/audit/describe'
import { auditRequests, type RequestParts } from '../../src/main/audit/requests'
import type { Peer } from '../../src/main/bridge/handler'
import { linesOf, openLog } from './logFolder'

const SECRET = 'Rain over Ulm 7'
const ADMIN: Peer = { id: 'browser-1', face: 'browser' }

/** The texts of inputs that an entry may hold; everything else is nobody's business. */
const SHOWN = new Set([
  'apply.run folders',
  'apply.undo run',
  'audit.export filter',
  'databases.create administrator.name',
  'databases.create folder',
  'databases.saveCopy folder',
  'exports.write file',
  'groups.add name',
  'groups.addMember group',
  'groups.addMember member',
  'groups.addMember user',
  'groups.changeMembers join.group',
  'groups.changeMembers join.member',
  'groups.changeMembers join.user',
  'groups.changeMembers leave.group',
  'groups.changeMembers leave.member',
  'groups.changeMembers leave.user',
  'groups.import groups',
  'groups.remove name',
  'groups.removeMember group',
  'groups.removeMember member',
  'groups.removeMember user',
  'groups.rename name',
  'groups.rename to',
  'login.finish type',
  'login.finish user',
  'login.setUp name',
  'objects.add name',
  'objects.remove name',
  'rights.set group',
  'rights.set object',
  'sessions.open endpointUrl',
  'users.add group',
  'users.add name',
  'users.change groups',
  'users.change name',
  'users.change to',
  'users.import users.name',
  'users.remove name',
  'users.setGroups groups',
  'users.setGroups name',
  'users.setPassword name',
  'users.verify name',
  'vault.forget entry',
])

test('of every text a program can send, only those stand in the log that are meant to', async () => {
  const { audit, file } = await openLog()
  const observe = auditRequests(audit, { userOf: () => null, placeOf: (id) => `place of ${id.length}` })
  const texts = new Map<string, string>()
  for (const method of METHODS) {
    for (const input of samples(method, texts)) {
      const parsed = CONTRACT[method].input.safeParse(input)
      expect(parsed.error?.issues, method).toBeUndefined()
      for (const outcome of ['ok', 'not-permitted', 'internal'] as const) {
        observe({ peer: ADMIN, method, input })?.({ outcome, input: parsed.data })
      }
    }
  }
  await audit.list({})
  const log = await readFile(file, 'utf8')
  const found = [...texts].filter(([text]) => log.includes(text)).map(([, place]) => place)
  expect(texts.size).toBeGreaterThan(100)
  expect([...new Set(found)].toSorted()).toEqual([...SHOWN].toSorted())
  // A field of a secret name is none of those that may be shown.
  expect([...SHOWN].filter((place) => / .*(password|answer|token|challenge|current|login$)/i.test(place))).toEqual([])
})

test('every method that needs a right to change something is recorded, and none that only looks', () => {
  const changing = METHODS.filter((method) => {
    const { right } = CONTRACT[method]
    return right === 'modify' || right === 'addRemove' || right === 'execute'
  })
  expect(changing.filter((method) => !isRecorded(method))).toEqual([])
  const looking = METHODS.filter((method) => isRecorded(method) && !changing.includes(method))
  expect(looking).toEqual([
    'databases.close',
    'databases.reload',
    'users.verify',
    'login.finish',
    'login.end',
    'login.changePassword',
    'login.setUp',
    'sync.on',
    'sync.off',
    'audit.export',
  ])
})

test('an id stands for the file, the database and the folders that it was given for, also when it is gone by the end', async () => {
  const { audit } = await openLog()
  let there = true
  const observe = auditRequests(audit, {
    userOf: () => 'anna',
    placeOf: (id) => (id === 'one' ? '/data/line 3' : undefined),
    standsFor: (_, method) =>
      !there
        ? undefined
        : method === 'imports.apply'
          ? { database: 'one', about: { file: '/data/staff.csv' } }
          : { about: { from: 'line 3', folders: ['/data/a', '/data/b'] } },
  })
  const peer = { id: 'page', face: 'browser' } as const
  const ends = [
    ['imports.apply', { import: 'x', mode: 'merge', leave: [3, 4], settings: true }],
    ['apply.run', { plan: 'y' }],
  ] as const
  const ended = ends.map(([method, input]) => [observe({ peer, method, input }), input] as const)
  there = false
  for (const [end, input] of ended) end?.({ outcome: 'ok', input })
  const { entries } = await audit.list({})
  expect(entries.toReversed().map(({ method, about }) => ({ method, about }))).toEqual([
    {
      method: 'imports.apply',
      about: { file: '/data/staff.csv', mode: 'merge', leftOut: 2, settings: true, database: '/data/line 3' },
    },
    { method: 'apply.run', about: { from: 'line 3', folders: ['/data/a', '/data/b'] } },
  ])
})

describe('what an entry says', () => {
  const about = (method: MethodName, input: unknown) =>
    describeForAudit(method, CONTRACT[method].input.parse(input), (id) => `/data/${id}`)
  const names = Array.from({ length: 25 }, (_, number) => `n${number}`)
  const ten = names.slice(0, 10)

  test.each<[MethodName, object, object | undefined]>([
    [
      'users.add',
      { database: 'd', name: 'erin', password: SECRET, group: 'Watch', mustChangePassword: true },
      { database: '/data/d', user: 'erin', group: 'Watch', mustChangePassword: true },
    ],
    [
      'users.change',
      { database: 'd', name: 'erin', to: 'erika', password: SECRET, groups: [] },
      { database: '/data/d', user: 'erin', to: 'erika', newPassword: true, groups: [] },
    ],
    ['users.remove', { database: 'd', name: 'erin' }, { database: '/data/d', user: 'erin' }],
    ['users.remove', { database: 'd', name: names }, { database: '/data/d', users: ten, usersCount: 25 }],
    [
      'users.setGroups',
      { database: 'd', name: ['a', 'b'], groups: names },
      { database: '/data/d', users: ['a', 'b'], groups: ten, groupsCount: 25 },
    ],
    ['groups.addMember', { database: 'd', group: 'g', member: 'h' }, { database: '/data/d', group: 'g', member: 'h' }],
    [
      'groups.changeMembers',
      {
        database: 'd',
        join: [
          { group: 'g', user: 'u' },
          { group: 'g', member: 'h' },
        ],
        leave: [],
      },
      { database: '/data/d', join: ['u → g', 'group h → g'] },
    ],
    [
      'groups.import',
      { database: 'd', from: 'e', groups: ['g'], rights: true },
      { database: '/data/d', from: '/data/e', group: 'g', rights: true },
    ],
    [
      'rights.set',
      { database: 'd', object: names, group: 'g', right: ['view', 'modify'], state: 'deny', below: true },
      {
        database: '/data/d',
        objects: ten,
        objectsCount: 25,
        group: 'g',
        rights: ['view', 'modify'],
        state: 'deny',
        below: true,
      },
    ],
    [
      'security.change',
      { enforce: true, editTimeout: 0, loginLock: { attempts: 3, seconds: 60 } },
      { enforce: true, editTimeout: 0, loginLockAttempts: 3, loginLockSeconds: 60 },
    ],
    ['databases.close', { database: 'd' }, undefined],
    ['databases.close', { database: 'd', discard: true }, { database: '/data/d', discard: true }],
    ['databases.save', { database: 'd', overwrite: true }, { database: '/data/d', overwrite: true }],
    [
      'sessions.open',
      {
        endpointUrl: `opc.tcp://me:${encodeURI(SECRET)}@plc:4840/x`,
        security: { policy: 'None', mode: 'none' },
        user: { is: 'user-name', name: 'me', password: SECRET },
      },
      { endpoint: 'opc.tcp://plc:4840/x', security: 'none', credentials: 'user-name' },
    ],
    [
      'login.finish',
      { login: 'x', type: 'asymmetric', user: 'anna', answer: { password: SECRET }, again: true },
      { type: 'asymmetric', user: 'anna', again: true },
    ],
    ['login.changePassword', { current: SECRET, password: SECRET }, {}],
    ['users.list', { database: 'd' }, undefined],
  ])('%s %j', (method, input, expected) => {
    expect(about(method, input)).toEqual(expected)
  })

  test('an address is shown without what stands before its @', () => {
    expect(
      [
        'opc.tcp://plc:4840',
        `opc.tcp://a:${SECRET}@plc`,
        `opc.tcp://a:p@${SECRET}@plc/x`,
        `a:${SECRET}@plc`,
        `${SECRET}@`,
      ].map(endpointForAudit),
    ).toEqual(['opc.tcp://plc:4840', 'opc.tcp://plc', 'opc.tcp://plc/x', 'plc', ''])
  })
})

describe('who it was', () => {
  type Seen = Partial<RequestParts> & { peer?: Peer }
  async function recorded(seen: Seen, ask: (observe: ReturnType<typeof auditRequests>, peer: Peer) => void) {
    const { audit, file } = await openLog()
    const { peer = ADMIN, ...parts } = seen
    ask(auditRequests(audit, { userOf: () => 'anna', placeOf: () => undefined, ...parts }), peer)
    await audit.list({})
    return (await linesOf(file)).map((line) => JSON.parse(line))
  }

  test('is whoever was logged in when the request began, and for a login whoever it is then', async () => {
    let user: string | null = null
    const login = { login: 'x', type: 'asymmetric', user: 'anna', answer: {} }
    const entries = await recorded({ userOf: () => user }, (observe, peer) => {
      const run = (method: MethodName, input: unknown, after: string | null, outcome: 'ok' | 'login-failed' = 'ok') => {
        const end = observe({ peer, method, input })
        user = after
        end?.({ outcome, input })
      }
      run('login.finish', login, null, 'login-failed')
      run('login.finish', login, 'anna')
      run('users.remove', { database: 'd', name: 'anna' }, null)
      user = 'bogdan'
      run('login.end', {}, null)
      run('login.setUp', { name: 'erin', password: SECRET }, 'erin')
    })
    expect(entries.map(({ method, user, outcome }) => [method, user, outcome])).toEqual([
      ['login.finish', null, 'login-failed'],
      ['login.finish', 'anna', 'ok'],
      ['users.remove', 'anna', 'ok'],
      ['login.end', 'bogdan', 'ok'],
      ['login.setUp', 'erin', 'ok'],
    ])
  })

  test('a name that nobody has may be a password typed into the wrong field, and is left out where that is known', async () => {
    const entries = await recorded({ isUser: (name) => name === 'anna' }, (observe, peer) => {
      for (const user of ['anna', SECRET]) {
        const input = { login: 'x', type: 'asymmetric', user, answer: {} }
        observe({ peer, method: 'login.finish', input })?.({ outcome: 'login-failed', input })
      }
    })
    expect(entries.map(({ about }) => about)).toEqual([
      { type: 'asymmetric', user: 'anna' },
      { type: 'asymmetric', unknownUser: true },
    ])
  })

  test('a page goes by its face, a program by its number', async () => {
    const peers: Peer[] = [
      ADMIN,
      { id: 'desktop', face: 'desktop' },
      { id: 'program 12', face: 'program' },
      { id: 'x', face: 'command-line' },
    ]
    const entries = await recorded({}, (observe) => {
      for (const peer of peers) observe({ peer, method: 'login.end', input: {} })?.({ outcome: 'ok', input: {} })
    })
    expect(entries.map(({ peer }) => peer)).toEqual(['browser', 'desktop', 'program 12', 'command-line'])
  })

  test('a database goes by the folder it had when the request began', async () => {
    let folder: string | undefined = '/data/line-3'
    const entries = await recorded({ placeOf: (id) => (id === 'd' ? folder : undefined) }, (observe, peer) => {
      const input = { database: 'd', discard: true }
      const end = observe({ peer, method: 'databases.close', input })
      folder = undefined
      end?.({ outcome: 'ok', input })
      const unknown = { database: 'e' }
      observe({ peer, method: 'databases.undo', input: unknown })?.({ outcome: 'not-found', input: unknown })
    })
    expect(entries.map(({ about }) => about.database)).toEqual(['/data/line-3', 'e'])
  })
})

test('what was refused is recorded with its reason, what was asked wrongly is not', async () => {
  const { audit, file } = await openLog()
  const observe = auditRequests(audit, { userOf: () => 'anna', placeOf: () => undefined })
  const input = { database: 'd', name: 'bogdan' }
  for (const outcome of ['not-permitted', 'reauthenticate', 'invalid-input', 'last-administrator'] as const) {
    observe({ peer: ADMIN, method: 'users.remove', input })?.({ outcome, input })
  }
  // Refused before anybody looked at an input of another form.
  observe({ peer: ADMIN, method: 'users.remove', input: { name: SECRET } })?.({
    outcome: 'not-permitted',
    input: undefined,
  })
  observe({ peer: ADMIN, method: 'users.remove', input: SECRET })?.({ outcome: 'not-permitted', input: undefined })
  await audit.list({})
  const entries = (await linesOf(file)).map((line) => JSON.parse(line))
  expect(entries.map(({ outcome, about }) => [outcome, about.user])).toEqual([
    ['not-permitted', 'bogdan'],
    ['reauthenticate', 'bogdan'],
    ['last-administrator', 'bogdan'],
    ['not-permitted', undefined],
    ['not-permitted', undefined],
  ])
  expect(await readFile(file, 'utf8')).not.toContain(SECRET)
})

type Schema = {
  anyOf?: Schema[]
  oneOf?: Schema[]
  const?: unknown
  enum?: unknown[]
  type?: string
  pattern?: string
  minimum?: number
  items?: Schema
  properties?: Record<string, Schema>
  propertyNames?: Schema
}

/** Inputs of all forms a method takes, every text in them another one; `texts` learns where each stands. */
function samples(method: MethodName, texts: Map<string, string>): unknown[] {
  const fill = (schema: Schema, path: string): unknown[] => {
    const forms = schema.anyOf ?? schema.oneOf
    if (forms) return forms.flatMap((form) => fill(form, path))
    if ('const' in schema) return [schema.const]
    if (schema.enum) return [schema.enum[0]]
    switch (schema.type ?? '') {
      case 'string': {
        if (schema.pattern)
          return [['a'.repeat(64), 'a'.repeat(32), 'Basic'].find((text) => new RegExp(schema.pattern ?? '').test(text))]
        const text = `<text ${texts.size}>`
        texts.set(text, `${method} ${path}`)
        return [text]
      }
      case 'integer':
      case 'number':
        return [Math.max(1, schema.minimum ?? 1)]
      case 'boolean':
        return [true]
      case 'array':
        return [fill(schema.items ?? {}, path)]
      case 'object': {
        const fields = Object.entries(schema.properties ?? {}).map(
          ([name, field]) => [name, fill(field, path ? `${path}.${name}` : name)] as const,
        )
        const most = Math.max(1, ...fields.map(([, values]) => values.length))
        const others = schema.propertyNames ? { password: fill({ type: 'string' }, `${path}.*`)[0] } : {}
        return Array.from({ length: most }, (_, at) => ({
          ...Object.fromEntries(fields.map(([name, values]) => [name, values[at % values.length]])),
          ...others,
        }))
      }
      default:
        throw new Error(`${method} ${path}: ${JSON.stringify(schema)}`)
    }
  }
  return fill(z.toJSONSchema(CONTRACT[method].input, { io: 'input' }) as Schema, '')
}
