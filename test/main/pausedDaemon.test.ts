import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { connect, type Api } from '../../src/contract/client'
import { AppError } from '../../src/contract/errors'
import { directTransport } from '../../src/main/bridge/dispatch'
import type { Peer } from '../../src/main/bridge/handler'
import { compose, type Program } from '../../src/main/compose'
import { readConfig } from '../../src/main/config'
import { connectDaemon, type DaemonClient } from '../../src/main/daemon/client'
import { askClassic } from '../support/classicClient'
import { startTestController, type TestController } from '../support/controller'
import { opcuaWorkerFile } from '../support/opcuaWorker'

const NONE = { policy: 'None', mode: 'none' } as const
let controller: TestController
let home: string
let programs: Program[]
let clients: DaemonClient[]

beforeAll(async () => {
  controller = await startTestController({ children: 5, depth: 1 })
})
afterAll(() => controller.close())
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'ks-paused-'))
  vi.stubEnv('XDG_RUNTIME_DIR', home)
  vi.stubEnv('OPCUA_AUTH_TOKEN', '')
  programs = []
  clients = []
})
afterEach(async () => {
  for (const client of clients) await client.close()
  for (const program of programs) await program.close()
  vi.unstubAllEnvs()
  await rm(home, { recursive: true })
})

const socket = () => join(home, 'keyswitch', 'keyswitch.sock')
const token = async () => (await readFile(join(home, 'keyswitch', 'keyswitch.token'), 'utf8')).trim()

/** A Keyswitch of this person, with a page. */
async function start(name: string): Promise<{ program: Program; api: Api }> {
  const config = readConfig({ KEYSWITCH_STATE_DIR: join(home, name), KEYSWITCH_LOG_LEVEL: 'silent' })
  const program = await compose({
    config: { ...config, opcuaWorkerFile: await opcuaWorkerFile() },
    daemon: 'shared',
  })
  programs.push(program)
  return { program, api: apiOf(program, { id: `page of ${name}`, face: 'browser' }) }
}

const apiOf = (program: Program, peer: Peer) => connect(directTransport(program, peer))

/** Another program, on the socket. */
async function comesIn(): Promise<{ client: DaemonClient; api: Api }> {
  const client = await connectDaemon({ address: `unix://${socket()}`, token: await token() })
  clients.push(client)
  return { client, api: connect(client.transport) }
}

const open = (api: Api) =>
  api.call('sessions.open', { endpointUrl: controller.endpointUrl, security: NONE, user: { is: 'anonymous' } })
const listed = async (api: Api) =>
  (await api.call('sessions.list', {})).sessions.map(({ session, readers }) => ({ session, readers }))

async function refusal(work: Promise<unknown>): Promise<string> {
  try {
    await work
    return 'nothing refused'
  } catch (error) {
    if (error instanceof AppError) return error.code
    throw error
  }
}

test('a pause sends programs away and ends what they held; what a page holds stays', async () => {
  const { api } = await start('here')
  const other = await comesIn()
  const [mine, theirs] = [
    await open(api),
    await other.api
      .call('sessions.open', {
        endpointUrl: controller.endpointUrl,
        security: { policy: 'Basic256Sha256', mode: 'sign' },
        user: { is: 'anonymous' },
      })
      .catch(() => undefined),
  ]
  const shared = await open(other.api)
  expect(shared).toEqual({ session: mine.session, reused: true })
  const changes = vi.fn<() => void>()
  api.on('daemon.changed', changes)

  expect(await api.call('daemon.pause', {})).toEqual({})
  await other.client.closed
  expect(changes).toHaveBeenCalled()
  await vi.waitFor(async () => expect(await listed(api)).toEqual([{ session: mine.session, readers: 1 }]))
  expect(theirs?.session).not.toBe(mine.session)
  expect(await api.call('daemon.state', {})).toMatchObject({
    address: null,
    by: 'nobody',
    paused: true,
    problem: '',
    peers: 0,
    tokenFile: null,
  })
  expect(existsSync(socket())).toBe(false)
  await expect(comesIn()).rejects.toMatchObject({ code: 'daemon-not-running' })
  // The page goes on working.
  expect(await open(api)).toMatchObject({ session: mine.session })
})

test('a session that only a program held ends with the pause', async () => {
  const { api } = await start('here')
  const other = await comesIn()
  const { session } = await open(other.api)
  expect(await listed(api)).toEqual([{ session, readers: 1 }])
  await api.call('daemon.pause', {})
  await vi.waitFor(async () => expect(await listed(api)).toEqual([]))
})

test('a session that was opened on a connection that asks once ends with the pause too', async () => {
  const { api } = await start('here')
  const opened = await askClassic(socket(), {
    command: 'open',
    endpointUrl: controller.endpointUrl,
    config: {},
    authToken: await token(),
  })
  expect(opened).toMatchObject({ success: true })
  expect(await listed(api)).toMatchObject([{ readers: 1 }])
  await api.call('daemon.pause', {})
  await vi.waitFor(async () => expect(await listed(api)).toEqual([]))
})

test('after going on programs come in again with the token they had', async () => {
  const { api } = await start('here')
  const before = await token()
  await api.call('daemon.pause', {})
  expect(await api.call('daemon.resume', {})).toEqual({})
  expect(await token()).toBe(before)
  await comesIn()
  expect(await api.call('daemon.state', {})).toMatchObject({ by: 'this', paused: false, peers: 1 })
  expect((await api.call('daemon.state', {})).address).toBe(`unix://${socket()}`)
})

test('no other Keyswitch takes the place of a paused one, and it shows the sessions again when that goes on', async () => {
  const first = await start('first')
  const second = await start('second')
  expect(await second.api.call('daemon.state', {})).toMatchObject({ by: 'another' })
  await first.api.call('daemon.pause', {})
  await vi.waitFor(async () => expect(await second.api.call('daemon.state', {})).toMatchObject({ by: 'nobody' }), {
    timeout: 5000,
  })
  const third = await start('third')
  expect(await third.api.call('daemon.state', {})).toMatchObject({ by: 'nobody' })
  expect((await third.api.call('daemon.state', {})).problem).not.toBe('')
  expect(existsSync(socket())).toBe(false)
  await first.api.call('daemon.resume', {})
  await vi.waitFor(async () => expect(await second.api.call('daemon.state', {})).toMatchObject({ by: 'another' }), {
    timeout: 10_000,
  })
})

test('pausing twice and going on twice is pausing and going on', async () => {
  const { api } = await start('here')
  await Promise.all([api.call('daemon.pause', {}), api.call('daemon.pause', {})])
  expect(await api.call('daemon.state', {})).toMatchObject({ paused: true })
  await Promise.all([api.call('daemon.resume', {}), api.call('daemon.resume', {})])
  expect(await api.call('daemon.state', {})).toMatchObject({ paused: false, by: 'this' })
})

test('of a pause and going on at once the last one counts', async () => {
  const { api } = await start('here')
  await Promise.all([api.call('daemon.pause', {}), api.call('daemon.resume', {})])
  expect(await api.call('daemon.state', {})).toMatchObject({ paused: false })
  await Promise.all([api.call('daemon.pause', {}), api.call('daemon.resume', {}), api.call('daemon.pause', {})])
  expect(await api.call('daemon.state', {})).toMatchObject({ paused: true })
  await Promise.all([api.call('daemon.resume', {}), api.call('daemon.pause', {}), api.call('daemon.resume', {})])
  expect(await api.call('daemon.state', {})).toMatchObject({ paused: false })
  await comesIn()
})

test('a program that ends while it pauses, or paused, leaves nothing behind', async () => {
  const { program, api } = await start('here')
  await comesIn()
  await Promise.all([api.call('daemon.pause', {}), program.close()])
  const again = await start('again')
  await again.api.call('daemon.pause', {})
  await again.program.close()
  expect(
    ['keyswitch.sock', 'keyswitch.sock.lock', 'keyswitch.token'].filter((name) =>
      existsSync(join(home, 'keyswitch', name)),
    ),
  ).toEqual([])
})

test('a pause while this program is about to take over holds', async () => {
  const first = await start('first')
  const second = await start('second')
  await first.program.close()
  // It has noticed, or it will; either way this one is not let in any more.
  await vi.waitFor(async () => expect(await refusal(second.api.call('daemon.pause', {}))).toBe('nothing refused'), {
    timeout: 5000,
    interval: 1,
  })
  expect(await second.api.call('daemon.state', {})).toMatchObject({ paused: true, by: 'nobody' })
  await new Promise((later) => setTimeout(later, 300))
  expect(await second.api.call('daemon.state', {})).toMatchObject({ paused: true, by: 'nobody' })
  expect(existsSync(socket())).toBe(false)
  await second.api.call('daemon.resume', {})
  expect(await second.api.call('daemon.state', {})).toMatchObject({ paused: false, by: 'this' })
})

test('where somebody else took the address meanwhile, going on joins or says why not', async () => {
  const { program, api } = await start('here')
  await api.call('daemon.pause', {})
  // What no program of ours does: a file in place of the socket.
  await writeFile(socket(), 'in the way')
  await api.call('daemon.resume', {})
  const state = await api.call('daemon.state', {})
  expect(state).toMatchObject({ by: 'nobody', paused: false, address: null })
  expect(state.problem).toContain('is there already and is no socket')
  expect(await readFile(socket(), 'utf8')).toBe('in the way')
  await program.close()
})

test('only whoever serves it can pause it, and no program on the socket', async () => {
  await start('first')
  const second = await start('second')
  expect(await refusal(second.api.call('daemon.pause', {}))).toBe('not-available')
  expect(await refusal(second.api.call('daemon.resume', {}))).toBe('not-available')
  const other = await comesIn()
  expect(await refusal(other.api.call('daemon.pause', {}))).toBe('not-available')
  expect(await refusal(other.api.call('daemon.resume', {}))).toBe('not-available')
  expect(existsSync(socket())).toBe(true)
})
