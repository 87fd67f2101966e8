import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { CONTRACT } from '../../src/contract/contract'
import { AppError } from '../../src/contract/errors'
import { createEvents } from '../../src/main/bridge/events'
import type { Context, Handler, Peer } from '../../src/main/bridge/handler'
import { createSessionHandlers, type SessionHandlers } from '../../src/main/sessions/handlers'
import { startTestController, type TestController } from '../support/controller'
import { fakeKeychain, type FakeKeychain } from '../vault/fakeKeychain'
import { openVault, type TestVault } from '../vault/vaults'
import { liveSessions, OPERATOR, type LiveSessions } from './liveSessions'

/** Passwords for servers, kept and used again, with a real server. */
const PAGE: Peer = { id: 'browser-1', face: 'browser' }
const PROGRAM: Peer = { id: 'program-1', face: 'program' }
const NONE = { policy: 'None', mode: 'none' } as const
type Name = 'sessions.open' | 'sessions.remembered' | 'sessions.list' | 'sessions.close'

let controller: TestController
let live: LiveSessions
let keychain: FakeKeychain
let vault: TestVault
let room: SessionHandlers
let allowed: readonly string[] | undefined
const said: unknown[] = []

beforeAll(async () => {
  controller = await startTestController({ rate: 50, machines: 2, children: 20, history: 10 })
})
beforeEach(async () => {
  live = await liveSessions()
  keychain = fakeKeychain()
  vault = await openVault({ start: keychain.start })
  allowed = undefined
  said.length = 0
  const events = createEvents((event, error) => {
    throw new Error(event, { cause: error })
  })
  events.subscribe('sessions.changed', (payload) => said.push(payload))
  room = createSessionHandlers({ ...live, events, vault, allowedEndpoints: () => allowed, maxSessions: 100 })
})
afterEach(async () => {
  await room.close()
  await live.close()
})
afterAll(() => controller.close())

async function ask<M extends Name>(method: M, input: unknown, peer = PAGE, signal = new AbortController().signal) {
  const context: Context = { peer, signal, progress: () => undefined }
  const handler = room.handlers[method] as Handler<M>
  const output = await handler(CONTRACT[method].input.parse(input) as never, context)
  return CONTRACT[method].output.parse(output) as ReturnType<(typeof CONTRACT)[M]['output']['parse']>
}

async function refusal(asked: Promise<unknown>): Promise<{ code: string; details: object }> {
  const error = await asked.then(
    () => new Error('not refused'),
    (error: unknown) => error,
  )
  if (error instanceof AppError) return { code: error.code, details: error.details }
  throw error
}

const typed = (remember?: boolean, password = OPERATOR.password) => ({
  is: 'user-name',
  name: OPERATOR.username,
  password,
  ...(remember === undefined ? {} : { remember }),
})
const REMEMBERED = { is: 'remembered', name: OPERATOR.username } as const
const open = (user: object, more: object = {}, peer = PAGE) =>
  ask('sessions.open', { endpointUrl: controller.endpointUrl, security: NONE, user, ...more }, peer)
const remembered = async (peer = PAGE, endpointUrl = controller.endpointUrl) =>
  (await ask('sessions.remembered', { endpointUrl }, peer)).names

it('a password that the server took is kept where that was asked, and opens the next session', async () => {
  await open(typed())
  expect([await remembered(), keychain.started]).toEqual([[], 0])
  const { session } = await open(typed(true))
  expect(await remembered()).toEqual([OPERATOR.username])
  await ask('sessions.close', { session, force: true })
  const again = await open(REMEMBERED)
  expect(again.reused).toBe(false)
  const { sessions } = await ask('sessions.list', {})
  expect(sessions).toMatchObject([{ user: { kind: 'user-name', name: OPERATOR.username } }])
})

it('it is the same one however the address is written, and none for another address or user', async () => {
  await open(typed(true))
  const shouted = controller.endpointUrl.replace('opc.tcp://', 'OPC.TCP://')
  expect(await remembered(PAGE, `${shouted}/`)).toEqual([OPERATOR.username])
  await open(REMEMBERED, { endpointUrl: `${controller.endpointUrl}/` })
  expect(await remembered(PAGE, 'opc.tcp://127.0.0.1:1')).toEqual([])
  expect(await refusal(open({ ...REMEMBERED, name: 'anna' }))).toMatchObject({
    code: 'not-found',
    details: { subject: 'secret' },
  })
})

it('a wrong password is not kept, and one that is kept is not deleted when the server refuses it', async () => {
  expect((await refusal(open(typed(true, 'wrong')))).code).toBe('server-refused')
  expect([await remembered(), keychain.items.size]).toEqual([[], 0])
  const name = `${OPERATOR.username} at ${controller.endpointUrl.toLowerCase()}`
  await vault.keep({ kind: 'controller', name }, 'an old one')
  const refused = await refusal(open(REMEMBERED))
  expect(refused.code).toBe('server-refused')
  expect(JSON.stringify(refused)).not.toContain('an old one')
  expect([await remembered(), await vault.read({ kind: 'controller', name })]).toEqual([
    [OPERATOR.username],
    'an old one',
  ])
  await open(typed(true))
  await open(REMEMBERED)
})

it('one that cannot be read now is said not to be there, and is there again when the keychain answers', async () => {
  await open(typed(true))
  keychain.mood = 'locked'
  await vault.check()
  expect(await remembered()).toEqual([OPERATOR.username])
  expect((await refusal(open(REMEMBERED))).code).toBe('not-found')
  keychain.mood = 'fine'
  await vault.check()
  await open(REMEMBERED)
})

it('a keychain that does not answer keeps nobody from a session', async () => {
  keychain.mood = 'locked'
  await open(typed(true))
  expect(vault.state()).toMatchObject({ is: 'memory', because: 'locked' })
  await open(REMEMBERED)
})

it('whoever is gone meanwhile has kept nothing', async () => {
  const gone = AbortSignal.abort()
  const input = { endpointUrl: controller.endpointUrl, security: NONE, user: typed(true) }
  await ask('sessions.open', input, PAGE, gone)
  expect([await remembered(), live.sessions.rows()]).toEqual([[], []])
})

it('other programs do not learn for whom passwords are kept, and the rules of endpoints hold for all', async () => {
  await open(typed(true))
  expect(await remembered(PROGRAM)).toEqual([])
  allowed = ['opc.tcp://plc:4840']
  const refused = { code: 'endpoint-refused', details: { endpoint: controller.endpointUrl } }
  expect(await refusal(remembered())).toEqual(refused)
  expect(await refusal(open(REMEMBERED))).toEqual(refused)
})

it('no password is told in what is answered, said or logged', async () => {
  const { session } = await open(typed(true))
  await open(REMEMBERED)
  const told = [session, said, vault.log, await ask('sessions.list', {}), vault.state()]
  expect(JSON.stringify(told)).not.toContain(OPERATOR.password)
})

it('a program that does not know the password is not let in as the user it was kept for', async () => {
  await open(typed(true))
  expect(await refusal(open(REMEMBERED, { security: NONE }, PROGRAM))).toEqual({
    code: 'not-available',
    details: { method: 'sessions.open' },
  })
  expect((await open(REMEMBERED)).reused).toBe(true)
})

it('another Keyswitch is asked with the password itself, for a page of ours only', async () => {
  await open(typed(true))
  const asked = { endpointUrl: controller.endpointUrl, security: NONE, user: REMEMBERED }
  expect((await room.forAnother(asked, PAGE)).user).toEqual({ ...typed(), is: 'user-name' })
  expect(await room.forAnother(asked, PROGRAM)).toBe(asked)
  const anonymous = { ...asked, user: { is: 'anonymous' } as const }
  expect(await room.forAnother(anonymous, PAGE)).toBe(anonymous)
})
