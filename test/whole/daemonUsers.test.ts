import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest'
import { connect, type Api } from '../../src/contract/client'
import type { LoginStart } from '../../src/contract/login'
import { answerAsymmetric, logIn } from '../../src/contract/loginClient'
import { directTransport } from '../../src/main/bridge/dispatch'
import { compose } from '../../src/main/compose'
import { readConfig } from '../../src/main/config'
import type { Fields, Reply } from '../support/classicClient'
import { startTestController, type TestController } from '../support/controller'
import { dataOf, startDaemonProcess, type DaemonProcess } from '../support/daemonProcess'
import { opcuaWorkerFile } from '../support/opcuaWorker'
import { node } from './methodStage'

const ADMINISTRATOR = { name: 'erika', password: 'Rain over Ulm 7' }
const WATCH = { name: 'wim', password: 'Snow over Bonn 8' }
const DEVELOPER = { name: 'dora', password: 'Fog over Jena 9' }
const SETPOINT = node('Scalar/Double')

type Ask = (command: string, fields?: Fields) => Promise<Reply>
type Person = { name: string; password: string }

let controller: TestController
let daemon: DaemonProcess
beforeAll(async () => {
  ;[daemon, controller] = await Promise.all([startDaemonProcess(), startTestController()])
})
afterAll(async () => {
  await daemon.close()
  await controller.close()
})

/** Logs in with these requests; the fields that later frames carry. */
async function logInWith(ask: Ask, { name, password }: Person): Promise<{ user: string; loginToken: string }> {
  const start = dataOf(await ask('loginBegin', { types: ['asymmetric'] }), 'loginBegin') as LoginStart
  if (start.is !== 'challenge') throw new Error(start.is)
  const answer = await answerAsymmetric(start.challenge, password)
  const fields = { login: start.login, type: start.type, user: name, answer }
  const { user, loginToken } = dataOf(await ask('login', fields), 'login') as { user: string; loginToken: string }
  return { user, loginToken }
}

/** Classic requests as this person. */
async function as(person: Person): Promise<Ask> {
  const carried = await logInWith(daemon.ask, person)
  return (command, fields = {}) => daemon.ask(command, { ...fields, ...carried })
}

const denied = { success: false, error: { type: 'access_denied' } }

test('from the moment the first administrator is there nobody is let through who has not logged in, and the same connection is after a login', async () => {
  const staying = await daemon.connect()
  const session = await daemon.open(controller.endpointUrl)
  const items = [{ nodeId: node('/Dev/PLC/Speed') }]
  expect(await staying.request('subscribe', { sessionId: session, items })).toMatchObject({ success: true })
  expect(await staying.request('whoami')).toMatchObject({ data: { activation: 'deactivated', user: null } })

  const setUp = { method: 'login.setUp', input: ADMINISTRATOR }
  const made = await daemon.data('call', setUp)
  expect(made).toMatchObject({ is: 'ok', user: 'erika', loginToken: expect.any(String) as string })

  for (const ask of [daemon.ask, (command: string, fields?: Fields) => staying.request(command, fields)]) {
    for (const command of ['list', 'metrics']) expect(await ask(command)).toMatchObject(denied)
    const read = { sessionId: session, method: 'read', params: [node('/Dev/PLC/Speed')] }
    expect(await ask('query', read)).toMatchObject(denied)
    expect(await ask('call', { method: 'app.about' })).toMatchObject(denied)
    expect(await ask('call', setUp)).toMatchObject(denied)
    expect(await ask('ping')).toMatchObject({ success: true })
    expect(await ask('whoami')).toMatchObject({ data: { activation: 'active', user: null } })
  }
  await vi.waitFor(() => expect(staying.pushed.at(-1)?.event).toBe('ended'))

  await logInWith((command, fields) => staying.request(command, fields), ADMINISTRATOR)
  expect(await staying.request('whoami')).toMatchObject({ data: { user: { name: 'erika', administrator: true } } })
  expect(await staying.request('list')).toMatchObject({ data: { count: 1 } })
  expect(await daemon.ask('list')).toMatchObject(denied)
})

test('what somebody may not do reaches no server, and what somebody may does', async () => {
  const erika = await as(ADMINISTRATOR)
  const add = async ({ name, password }: Person, group: string) =>
    dataOf(await erika('call', { method: 'users.add', input: { database: 'station', name, password, group } }), name)
  await add(WATCH, 'Watch')
  await add(DEVELOPER, 'Developer')
  const [wim, dora] = [await as(WATCH), await as(DEVELOPER)]
  const open = { endpointUrl: controller.endpointUrl, config: {} }
  expect(await wim('open', open)).toMatchObject(denied)
  const { sessionId } = dataOf(await dora('open', open), 'open') as { sessionId: string }

  const value = async () => {
    const data = dataOf(await wim('query', { sessionId, method: 'read', params: [SETPOINT] }), 'read')
    return (data as { value: unknown }).value
  }
  const write = (next: number) => ({ sessionId, method: 'write', params: [SETPOINT, next, 11] })
  const before = await value()
  expect(await wim('query', write(123.5))).toMatchObject(denied)
  expect(await wim('invoke', { ...write(123.5), args: [] })).toMatchObject(denied)
  expect(await value()).toBe(before)
  expect(await dora('query', write(123.5))).toMatchObject({ success: true, data: 0 })
  expect(await value()).toBe(123.5)
  const takeOver = { database: 'station', name: 'erika', password: DEVELOPER.password }
  expect(await dora('call', { method: 'users.setPassword', input: takeOver })).toMatchObject(denied)
  expect(await as(ADMINISTRATOR)).toBeDefined()
})

test('a user who is removed hears no more values of a server', async () => {
  const erika = await as(ADMINISTRATOR)
  const person = { name: 'leo', password: 'Hail over Kiel 4' }
  const call = async (method: string, input: object) =>
    dataOf(await erika('call', { method, input: { database: 'station', ...input } }), method)
  await call('users.add', { ...person, group: 'Watch' })
  const staying = await daemon.connect()
  await logInWith((command, fields) => staying.request(command, fields), person)
  const { sessionId } = dataOf(await erika('open', { endpointUrl: controller.endpointUrl, config: {} }), 'open') as {
    sessionId: string
  }
  const items = [{ nodeId: node('/Dev/PLC/Speed') }]
  expect(await staying.request('subscribe', { sessionId, items })).toMatchObject({ success: true })
  await vi.waitFor(() => expect(staying.pushed.map(({ event }) => event)).toContain('values'))
  await call('users.remove', { name: 'leo' })
  await vi.waitFor(() => expect(staying.pushed.at(-1)?.event).toBe('ended'))
  expect(await staying.request('list')).toMatchObject(denied)
})

/** A Keyswitch of this person in this state folder, with a page. */
async function keyswitch(stateFolder: string, name: string): Promise<Api> {
  const config = readConfig({ KEYSWITCH_STATE_DIR: stateFolder, KEYSWITCH_LOG_LEVEL: 'silent' })
  const program = await compose({ config: { ...config, opcuaWorkerFile: await opcuaWorkerFile() }, daemon: 'shared' })
  onTestFinished(() => program.close())
  return connect(directTransport(program, { id: `page of ${name}`, face: 'browser' }))
}

test('a second Keyswitch checks its own pages, and the first lets it through', async () => {
  const home = await mkdtemp(join(tmpdir(), 'ks-users-'))
  vi.stubEnv('XDG_RUNTIME_DIR', home)
  vi.stubEnv('OPCUA_AUTH_TOKEN', '')
  onTestFinished(async () => {
    vi.unstubAllEnvs()
    await rm(home, { recursive: true })
  })
  const open = (api: Api) =>
    api.call('sessions.open', {
      endpointUrl: controller.endpointUrl,
      security: { policy: 'None', mode: 'none' },
      user: { is: 'anonymous' },
    })
  const first = await keyswitch(join(home, 'state'), 'first')
  await first.call('login.setUp', ADMINISTRATOR)
  const { session } = await open(first)
  const second = await keyswitch(join(home, 'state'), 'second')
  await expect(second.call('daemon.state', {})).rejects.toMatchObject({ code: 'not-permitted' })
  await expect(open(second)).rejects.toMatchObject({ code: 'not-permitted' })
  await logIn(second, { user: ADMINISTRATOR.name, password: ADMINISTRATOR.password })
  expect(await second.call('daemon.state', {})).toMatchObject({ by: 'another' })
  expect(await open(second)).toEqual({ session, reused: true })
  await second.call('login.end', {})
  await expect(open(second)).rejects.toMatchObject({ code: 'not-permitted' })
})
