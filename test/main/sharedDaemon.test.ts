import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { connect, type Api } from '../../src/contract/client'
import { directTransport } from '../../src/main/bridge/dispatch'
import { compose, type Program } from '../../src/main/compose'
import { readConfig } from '../../src/main/config'
import { readDaemonOptions } from '../../src/main/daemon/options'
import { startTestController, type TestController } from '../support/controller'
import { opcuaWorkerFile } from '../support/opcuaWorker'

const NONE = { policy: 'None', mode: 'none' } as const
let controller: TestController
let home: string
let programs: Program[]

beforeAll(async () => {
  controller = await startTestController({ children: 5, depth: 1 })
})
afterAll(() => controller.close())
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'ks-shared-'))
  vi.stubEnv('XDG_RUNTIME_DIR', home)
  vi.stubEnv('OPCUA_AUTH_TOKEN', '')
  programs = []
})
afterEach(async () => {
  for (const program of programs) await program.close()
  vi.unstubAllEnvs()
  await rm(home, { recursive: true })
})

/** A Keyswitch of this person, with a page. */
async function start(name: string): Promise<{ program: Program; api: Api }> {
  const config = readConfig({ KEYSWITCH_STATE_DIR: join(home, name), KEYSWITCH_LOG_LEVEL: 'silent' })
  const program = await compose({
    config: { ...config, opcuaWorkerFile: await opcuaWorkerFile() },
    daemon: 'shared',
  })
  programs.push(program)
  return { program, api: connect(directTransport(program, { id: `page of ${name}`, face: 'browser' })) }
}

const open = (api: Api) =>
  api.call('sessions.open', { endpointUrl: controller.endpointUrl, security: NONE, user: { is: 'anonymous' } })

test('the first program of a person serves the daemon, the second shows its sessions', async () => {
  const first = await start('first')
  const second = await start('second')
  expect(await first.api.call('daemon.state', {})).toMatchObject({ by: 'this', peers: 1 })
  expect(await second.api.call('daemon.state', {})).toMatchObject({ by: 'another', peers: 1 })

  const { session } = await open(first.api)
  expect(await second.api.call('sessions.list', {})).toMatchObject({ sessions: [{ session, own: false }] })
  expect(await open(second.api)).toEqual({ session, reused: true })
  // Both hold it now: one giving it up leaves it to the other.
  await second.api.call('sessions.close', { session })
  expect(await first.api.call('sessions.list', {})).toMatchObject({ sessions: [{ session, readers: 1 }] })
})

test('values that the second program watches come over the first', async () => {
  await start('first')
  const second = await start('second')
  const { session } = await open(second.api)
  const heard: string[] = []
  second.api.on('sessions.values', ({ values }) => heard.push(...values.map(({ text }) => text)))
  const node = 'ns=2;s=/Dev/PLC/Speed'
  const { watch } = await second.api.call('sessions.watch', { session, nodes: [node], interval: 100 })
  await vi.waitFor(() => expect(heard).toContain('1500'), { timeout: 5000 })
  await second.api.call('sessions.unwatch', { watch })
})

test('when the program that served it ends, the other takes over', async () => {
  const first = await start('first')
  const second = await start('second')
  const changes = vi.fn<() => void>()
  second.api.on('daemon.changed', changes)
  await first.program.close()
  await vi.waitFor(async () => expect(await second.api.call('daemon.state', {})).toMatchObject({ by: 'this' }), {
    timeout: 5000,
  })
  expect(changes).toHaveBeenCalled()
  expect(await open(second.api)).toMatchObject({ reused: false })
})

test('where nobody can serve, the page says why, and its own sessions work all the same', async () => {
  vi.stubEnv('XDG_RUNTIME_DIR', join(home, 'a folder whose name is far too long for a socket'.repeat(4)))
  const { api } = await start('alone')
  const state = await api.call('daemon.state', {})
  expect(state).toMatchObject({ address: null, by: 'nobody' })
  expect(state.problem).not.toBe('')
  expect(await open(api)).toMatchObject({ reused: false })
})

test('an address of one’s own is served or refused, never joined', async () => {
  await start('first')
  const stateFolder = join(home, 'second')
  const config = readConfig({ KEYSWITCH_STATE_DIR: stateFolder, KEYSWITCH_LOG_LEVEL: 'silent' })
  const daemon = readDaemonOptions([], process.env, { stateFolder })
  await expect(compose({ config, daemon })).rejects.toMatchObject({ name: 'StartRefused' })
  expect(await readdir(home)).toEqual(['keyswitch'])
})
