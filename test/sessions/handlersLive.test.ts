import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { CONTRACT, type EventPayload } from '../../src/contract/contract'
import { AppError } from '../../src/contract/errors'
import { createEvents } from '../../src/main/bridge/events'
import type { Context, Handler, Peer } from '../../src/main/bridge/handler'
import { createSessionHandlers, type SessionHandlers } from '../../src/main/sessions/handlers'
import { startTestController, type TestController } from '../support/controller'
import { silentEndpoint } from '../support/controllerProxy'
import { liveSessions, OPERATOR, until, type LiveSessions } from './liveSessions'

const PAGE: Peer = { id: 'browser-1', face: 'browser' }
const OTHER: Peer = { id: 'browser-2', face: 'browser' }
const PROGRAM: Peer = { id: 'program-1', face: 'program' }
const NONE = { policy: 'None', mode: 'none' } as const
const SECURE = { policy: 'Basic256Sha256', mode: 'sign-and-encrypt' } as const
const ANONYMOUS = { is: 'anonymous' } as const
type Name = keyof SessionHandlers['handlers']

let controller: TestController
let live: LiveSessions
let room: SessionHandlers
let allowed: readonly string[] | undefined
let values: EventPayload<'sessions.values'>[] = []
let changes = { sessions: 0, certificates: 0 }

beforeAll(async () => {
  controller = await startTestController({ rate: 50, machines: 2, children: 20, history: 10 })
})
const NO_VAULT = { read: async () => undefined, keep: async () => ({ lasting: false }), names: () => [] }

beforeEach(async () => {
  live = await liveSessions()
  allowed = undefined
  values = []
  changes = { sessions: 0, certificates: 0 }
  const events = createEvents((event, error) => {
    throw new Error(event, { cause: error })
  })
  events.subscribe('sessions.values', (payload) => values.push(payload))
  events.subscribe('sessions.changed', () => (changes.sessions += 1))
  events.subscribe('certificates.changed', () => (changes.certificates += 1))
  room = createSessionHandlers({ ...live, events, vault: NO_VAULT, allowedEndpoints: () => allowed, maxSessions: 100 })
})
afterEach(async () => {
  await room.close()
  await live.close()
})
afterAll(() => controller.close())

/** As dispatch calls it: what goes in and what comes out is checked by the contract. */
async function ask<M extends Name>(
  method: M,
  input: unknown,
  peer: Peer = PAGE,
  signal = new AbortController().signal,
) {
  const context: Context = { peer, signal, progress: () => undefined }
  const handler = room.handlers[method] as Handler<M>
  const output = await handler(CONTRACT[method].input.parse(input) as never, context)
  return CONTRACT[method].output.parse(output) as ReturnType<(typeof CONTRACT)[M]['output']['parse']>
}

/** The failure as a peer would see it. */
async function refusal(asked: Promise<unknown>): Promise<{ code: string; details: object }> {
  try {
    await asked
  } catch (error) {
    if (error instanceof AppError) return { code: error.code, details: error.details }
    throw error
  }
  throw new Error('not refused')
}

const open = async (more: object = {}, peer: Peer = PAGE) =>
  (await ask('sessions.open', { endpointUrl: controller.endpointUrl, security: NONE, user: ANONYMOUS, ...more }, peer))
    .session

const operator = { is: 'user-name', name: OPERATOR.username, password: OPERATOR.password } as const

it('a page sees its session and those of others, with names; a program sees no names', async () => {
  const session = await open({ user: operator })
  const [row] = (await ask('sessions.list', {})).sessions
  expect(row).toMatchObject({
    session,
    endpointUrl: controller.endpointUrl,
    state: { is: 'open' },
    user: { kind: 'user-name', name: 'operator' },
    security: NONE,
    readers: 1,
    own: true,
  })
  const [other] = (await ask('sessions.list', {}, OTHER)).sessions
  expect(other).toMatchObject({ own: false, user: { name: 'operator' } })
  const [program] = (await ask('sessions.list', {}, PROGRAM)).sessions
  expect(program).toMatchObject({ own: false, user: { kind: 'user-name', name: null } })
})

it('two pages that want the same have one session; what one closes stays for the other', async () => {
  const one = await open()
  const two = await ask(
    'sessions.open',
    { endpointUrl: controller.endpointUrl, security: NONE, user: ANONYMOUS },
    OTHER,
  )
  expect(two).toEqual({ session: one, reused: true })
  await ask('sessions.close', { session: one })
  expect((await ask('sessions.list', {})).sessions).toHaveLength(1)
  await ask('sessions.close', { session: one }, OTHER)
  expect((await ask('sessions.list', {})).sessions).toEqual([])
  expect(await refusal(ask('sessions.close', { session: one }))).toEqual({
    code: 'not-found',
    details: { subject: 'session', name: one },
  })
})

describe('looking around', () => {
  it('below the root lie the folders of every server, below a folder what is in it', async () => {
    const session = await open()
    const { nodes } = await ask('sessions.browse', { session })
    expect(nodes.map(({ name }) => name).toSorted()).toEqual(['Objects', 'Types', 'Views'])
    expect(nodes[0]).toMatchObject({ nodeClass: 'Object', typeDefinition: 'FolderType' })
    const scalars = await ask('sessions.browse', { session, node: 'ns=2;s=Scalar' })
    expect(scalars.nodes).toContainEqual({
      node: 'ns=2;s=Scalar/UInt64',
      name: 'UInt64',
      browseName: '2:UInt64',
      nodeClass: 'Variable',
      typeDefinition: 'BaseDataVariableType',
    })
  })

  it('a node is read with its attributes and its value, to the last digit', async () => {
    const session = await open()
    const { attributes, value } = await ask('sessions.read', { session, node: 'ns=2;s=Changing/Big counter' })
    expect(value).toMatchObject({ node: 'ns=2;s=Changing/Big counter', status: 'Good', type: 'Int64' })
    expect(BigInt(value?.text ?? 0)).toBeGreaterThan(9_007_199_254_740_992n)
    expect(value?.at).toBeGreaterThan(Date.now() - 60_000)
    const text = Object.fromEntries(attributes.map((one) => [one.name, one.text]))
    expect(text).toMatchObject({
      NodeId: 'ns=2;s=Changing/Big counter',
      NodeClass: 'Variable',
      BrowseName: '2:Big counter',
      DataType: 'Int64 (i=8)',
      ValueRank: 'Scalar',
      AccessLevel: 'CurrentRead',
    })
    expect(text).not.toHaveProperty('Value')
    expect(await ask('sessions.read', { session, node: 'i=85' })).toMatchObject({ value: null })
    const matrix = await ask('sessions.read', { session, node: 'ns=2;s=Matrix/Double' })
    expect(matrix.value).toMatchObject({ type: 'Double[2,3]', number: null })
  })

  it('every variable of the controller can be read as text', async () => {
    const session = await open()
    for (const folder of ['Scalar', 'Array', 'Empty array', 'Matrix']) {
      const { nodes } = await ask('sessions.browse', { session, node: `ns=2;s=${folder}` })
      for (const { node } of nodes) {
        const { value } = await ask('sessions.read', { session, node })
        expect([node, value?.status]).toEqual([node, 'Good'])
      }
    }
  })

  it('what is not there, and what is no NodeId, is said so', async () => {
    const session = await open()
    const status = 'BadNodeIdUnknown'
    expect(await refusal(ask('sessions.browse', { session, node: 'ns=2;s=No' }))).toEqual({
      code: 'server-refused',
      details: { status },
    })
    expect(await refusal(ask('sessions.read', { session, node: 'ns=2;s=No' }))).toEqual({
      code: 'server-refused',
      details: { status },
    })
    expect(await refusal(ask('sessions.browse', { session, node: 'nonsense' }))).toEqual({
      code: 'invalid-input',
      details: { fields: ['node'] },
    })
  })
})

describe('watching', () => {
  const COUNTER = 'ns=2;s=Changing/Counter'

  it('values come in batches until the page stops watching', async () => {
    const session = await open()
    const { watch, refused } = await ask('sessions.watch', { session, nodes: [COUNTER, 'ns=2;s=No'], interval: 50 })
    expect(refused).toEqual([{ node: 'ns=2;s=No', status: 'BadNodeIdUnknown' }])
    const began = Date.now()
    await until('20 values', () => values.flatMap((one) => one.values).length >= 20)
    expect(values.length).toBeLessThanOrEqual((Date.now() - began) / 100 + 2)
    for (const one of values) expect(one.watch).toBe(watch)
    const numbers = values.flatMap((one) => one.values.map(({ number }) => number))
    expect(numbers).toEqual(numbers.toSorted((a, b) => (a ?? 0) - (b ?? 0)))
    expect(values[0]?.values[0]).toMatchObject({ node: COUNTER, status: 'Good', type: 'UInt32' })
    expect((await ask('sessions.list', {})).sessions[0]).toMatchObject({ streams: 1 })
    const missing = { code: 'not-found', details: { subject: 'watch', name: watch } }
    expect(await refusal(ask('sessions.unwatch', { watch }, OTHER))).toEqual(missing)
    await ask('sessions.unwatch', { watch })
    expect(await refusal(ask('sessions.unwatch', { watch }))).toEqual(missing)
    expect((await ask('sessions.list', {})).sessions[0]).toMatchObject({ streams: 0 })
  })

  it('a page that is gone watches nothing and holds nothing any more', async () => {
    const session = await open()
    await open({}, OTHER)
    await ask('sessions.watch', { session, nodes: [COUNTER] })
    room.leave(PAGE.id)
    await until('no stream', () => live.sessions.rows()[0]?.streams === 0)
    expect((await ask('sessions.list', {})).sessions[0]).toMatchObject({ readers: 1, own: false })
    const late = ask('sessions.watch', { session, nodes: [COUNTER] })
    room.leave(PAGE.id)
    await refusal(late)
    await until('no stream', () => live.sessions.rows()[0]?.streams === 0)
  })

  it('a watch ends with its session', async () => {
    const session = await open()
    const { watch } = await ask('sessions.watch', { session, nodes: [COUNTER] })
    await ask('sessions.close', { session, force: true })
    expect(await refusal(ask('sessions.unwatch', { watch }))).toMatchObject({ code: 'not-found' })
    expect(await refusal(ask('sessions.watch', { session, nodes: [COUNTER] }))).toMatchObject({
      code: 'not-found',
      details: { subject: 'session' },
    })
  })

  it('however much happens, pages are told four times a second at most that something did', async () => {
    const began = Date.now()
    for (let turn = 0; turn < 5; turn += 1) {
      const session = await open()
      await ask('sessions.close', { session })
    }
    await until('the last change', () => changes.sessions >= 2, 1000)
    expect(changes.sessions).toBeLessThanOrEqual((Date.now() - began) / 250 + 2)
  })
})

describe('certificates', () => {
  const fingerprint = () =>
    new X509Certificate(readFileSync(controller.certificate)).fingerprint256.replaceAll(':', '').toLowerCase()

  it('an unknown one is refused, is on the list at once, and is let in when a person trusts it', async () => {
    const details = { fingerprint: fingerprint(), trust: 'unknown' }
    expect(await refusal(open({ security: SECURE }))).toEqual({ code: 'certificate-untrusted', details })
    const { certificates } = await ask('certificates.list', {})
    expect(certificates).toMatchObject([
      { fingerprint: fingerprint(), trust: 'unknown', endpoints: [controller.endpointUrl] },
    ])
    const offered = async () =>
      new Set(
        (await ask('sessions.endpoints', { endpointUrl: controller.endpointUrl })).endpoints.map(
          (one) => one.certificate?.trust,
        ),
      )
    expect(await offered()).toEqual(new Set(['unknown']))
    await ask('certificates.trust', { fingerprint: fingerprint() })
    expect(await offered()).toEqual(new Set(['trusted']))
    await open({ security: SECURE, user: operator })
    expect(changes.certificates).toBeGreaterThan(0)
  })

  it('sessions end when their certificate is rejected, and no new one is made, by programs neither', async () => {
    await refusal(open({ security: SECURE }))
    await ask('certificates.trust', { fingerprint: fingerprint() })
    await open({ security: SECURE })
    await ask('certificates.reject', { fingerprint: fingerprint() })
    await until('no session', () => live.sessions.count === 0)
    const details = { fingerprint: fingerprint(), trust: 'rejected' }
    expect(await refusal(open({ security: SECURE }))).toEqual({ code: 'certificate-untrusted', details })
    const config = { securityPolicy: 'http://opcfoundation.org/UA/SecurityPolicy#Basic256Sha256', securityMode: 3 }
    const program = live.sessions.open(
      { id: 'program' },
      { endpointUrl: controller.endpointUrl, config, forceNew: false },
    )
    await expect(program).rejects.toMatchObject({ type: 'UntrustedCertificateException' })
    await ask('certificates.forget', { fingerprint: fingerprint() })
    expect(await refusal(open({ security: SECURE }))).toMatchObject({ details: { trust: 'unknown' } })
  })

  it('a server with another certificate than before is changed, and shows instead of which', async () => {
    const before = fingerprint()
    await refusal(open({ security: SECURE }))
    await ask('certificates.trust', { fingerprint: before })
    await open({ security: SECURE })
    for (const { session } of (await ask('sessions.list', {})).sessions) await ask('sessions.close', { session })
    await controller.restart({ certificate: 'new' })
    expect(fingerprint()).not.toBe(before)
    const details = { fingerprint: fingerprint(), trust: 'changed' }
    expect(await refusal(open({ security: SECURE }))).toEqual({ code: 'certificate-untrusted', details })
    const { certificates } = await ask('certificates.list', {})
    expect(certificates.find((one) => one.fingerprint === fingerprint())).toMatchObject({
      trust: 'changed',
      insteadOf: before,
    })
  })

  it('one that nobody has seen cannot be decided about', async () => {
    const unseen = 'f'.repeat(64)
    for (const method of ['certificates.trust', 'certificates.reject', 'certificates.forget'] as const) {
      expect(await refusal(ask(method, { fingerprint: unseen }))).toEqual({
        code: 'not-found',
        details: { subject: 'certificate', name: unseen },
      })
    }
  })
})

describe('endpoints', () => {
  it('a server says what it offers, for whom', async () => {
    const { endpoints } = await ask('sessions.endpoints', { endpointUrl: controller.endpointUrl })
    expect(endpoints).toContainEqual(
      expect.objectContaining({
        security: NONE,
        users: expect.arrayContaining(['anonymous', 'user-name', 'certificate']),
      }),
    )
    expect(
      endpoints.some(({ security }) => security.policy === 'Aes256_Sha256_RsaPss' && security.mode === 'sign'),
    ).toBe(true)
  })

  it('those that are not allowed are refused without a name or a password in the answer', async () => {
    allowed = ['opc.tcp://plc:4840']
    const endpointUrl = controller.endpointUrl.replace('//', '//someone:secret@')
    const expected = { code: 'endpoint-refused', details: { endpoint: controller.endpointUrl } }
    expect(await refusal(ask('sessions.endpoints', { endpointUrl }))).toEqual(expected)
    expect(await refusal(open({ endpointUrl }))).toEqual(expected)
    expect(await refusal(open({ endpointUrl: 'http://127.0.0.1/' }))).toMatchObject({ code: 'endpoint-refused' })
  })

  it('a wrong password, a server that is not there, and one that is silent are told apart', async () => {
    const wrong = await refusal(open({ user: { ...operator, password: 'wrong' } }))
    expect(wrong.code).toBe('server-refused')
    expect(JSON.stringify(wrong)).not.toContain('wrong')
    const gone = await refusal(open({ endpointUrl: 'opc.tcp://127.0.0.1:1' }))
    expect(gone).toMatchObject({ code: 'server-unreachable', details: { endpoint: 'opc.tcp://127.0.0.1:1' } })
    const silent = await silentEndpoint()
    try {
      expect(await refusal(open({ endpointUrl: silent.endpointUrl }))).toMatchObject({ code: 'server-unreachable' })
    } finally {
      await silent.close()
    }
    expect(await refusal(open({ user: { is: 'user-name', name: '', password: '' } }))).toEqual({
      code: 'invalid-input',
      details: { fields: ['user'] },
    })
  })
})
