import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import type { Identity, LinkLost, LinkOptions, OpcUa, TrustRule } from '../../src/main/opcua/opcua'
import { createOpcUa } from '../../src/main/opcua/thread'
import { startTestController, type TestController } from '../support/controller'
import { cutableProxy, silentEndpoint } from '../support/controllerProxy'
import { opcuaWorkerFile } from '../support/opcuaWorker'

const SECURE = 'http://opcfoundation.org/UA/SecurityPolicy#Basic256Sha256'
const TRUST: TrustRule = { policy: 'none', accept: 'no', trusted: [], rejected: [], known: [], authorities: [] }
const troubles: object[] = []

let controller: TestController
let home: string
let stateFolder: string
let workerFile: string
let opcua: OpcUa

beforeAll(async () => {
  workerFile = await opcuaWorkerFile()
  controller = await startTestController()
})
afterAll(() => controller.close())
beforeEach(async () => {
  troubles.length = 0
  home = await mkdtemp(join(tmpdir(), 'keyswitch-thread-'))
  // Made when something is kept.
  stateFolder = join(home, 'opcua')
  opcua = createOpcUa({ workerFile, stateFolder, log: (problem) => troubles.push(problem) })
})
const opened: { close(): Promise<void> }[] = []
/** Closed after the test, also when it has failed. */
function closing<T extends { close(): Promise<void> }>(one: T): T {
  opened.push(one)
  return one
}
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close()
  await opcua.close()
  await rm(home, { recursive: true })
})

function options(more: Partial<LinkOptions> = {}): LinkOptions {
  return {
    endpointUrl: controller.endpointUrl,
    timeout: 5000,
    security: { policy: 'http://opcfoundation.org/UA/SecurityPolicy#None', mode: 1 },
    identity: { is: 'anonymous' },
    application: null,
    trust: TRUST,
    ...more,
  }
}

const encrypted = (trust: Partial<TrustRule> = {}, identity: Identity = { is: 'anonymous' }) =>
  options({ security: { policy: SECURE, mode: 3 }, trust: { ...TRUST, ...trust }, identity })
const readTime = { method: 'read', parameters: ['i=2258'], encoding: 'plain' } as const

test('the program’s own thread hardly waits while the library is loaded', async () => {
  const delays = monitorEventLoopDelay({ resolution: 1 })
  delays.enable()
  const link = await opcua.open(options())
  delays.disable()
  expect(JSON.parse(await link.request(readTime))).toMatchObject({ statusCode: 0, type: 13 })
  // Measured 4 to 9 ms; importing it here would be 300 ms and more.
  expect(delays.max / 1e6).toBeLessThan(100)
})

test('an encrypted link is made with the program’s own certificate, which only its owner can read', async () => {
  const link = await opcua.open(encrypted())
  expect(link.facts.serverCertificate?.trust).toBe('unchecked')
  expect(JSON.parse(await link.request(readTime))).toMatchObject({ statusCode: 0 })
  expect(await readdir(stateFolder)).toEqual(['own-certificate.pem'])
  expect((await stat(join(stateFolder, 'own-certificate.pem'))).mode & 0o077).toBe(0)
})

test('where nothing can be kept, a link is made all the same, and the log says so', async () => {
  await writeFile(stateFolder, 'a file where the folder would be')
  const link = await opcua.open(encrypted())
  expect(JSON.parse(await link.request(readTime))).toMatchObject({ statusCode: 0 })
  expect(troubles).toEqual([{ problem: 'own certificate not kept' }])
})

test('a server that is not trusted learns neither name nor password', async () => {
  const proxy = closing(await cutableProxy(controller.port))
  proxy.record()
  const identity: Identity = { is: 'user-name', name: 'operator', password: 'Rain over Ulm 7' }
  const untrusted = { ...encrypted({ policy: 'fingerprint' }, identity), endpointUrl: proxy.endpointUrl }
  await expect(opcua.open(untrusted)).rejects.toMatchObject({ type: 'UntrustedCertificateException' })
  const sent = Buffer.concat(proxy.recorded().map(({ toServer }) => toServer)).toString('latin1')
  expect(sent).not.toMatch(/CreateSession|ActivateSession|operator|Rain/)
})

test('a wrong password is said as what the server says, without the password', async () => {
  const identity: Identity = { is: 'user-name', name: 'nobody of this name', password: 'S3cret-and-wrong' }
  const failure = await opcua.open(encrypted({}, identity)).catch((error: unknown) => error)
  expect(failure).toMatchObject({ type: 'ServiceException', facts: { status: expect.stringMatching(/^Bad/) } })
  expect(JSON.stringify(failure) + String(failure)).not.toMatch(/S3cret|nobody of/)
})

test('nobody at an address is said at once', async () => {
  const began = Date.now()
  const nobody = options({ endpointUrl: 'opc.tcp://127.0.0.1:1' })
  await expect(opcua.open(nobody)).rejects.toMatchObject({
    type: 'ConnectionException',
    facts: { status: 'BadConnectionRejected', sent: false },
  })
  expect(Date.now() - began).toBeLessThan(2000)
})

test('an endpoint that accepts and says nothing is given up in time, and delays nobody', async () => {
  const silent = closing(await silentEndpoint())
  const link = await opcua.open(options())
  const began = Date.now()
  const hanging = opcua
    .open(options({ endpointUrl: silent.endpointUrl, timeout: 800 }))
    .catch((error: unknown) => error)
  for (let turn = 0; turn < 20; turn += 1) await link.request(readTime)
  expect(Date.now() - began).toBeLessThan(700)
  expect(await hanging).toMatchObject({ type: 'ConnectionException', message: 'Timed out.' })
  expect(Date.now() - began).toBeLessThan(2500)
})

test('opening can be given up', async () => {
  const silent = closing(await silentEndpoint())
  const stop = new AbortController()
  const hanging = opcua.open(options({ endpointUrl: silent.endpointUrl, timeout: 20_000 }), stop.signal)
  setTimeout(() => stop.abort(), 50)
  await expect(hanging).rejects.toMatchObject({ type: 'ConnectionException', message: 'Cancelled.' })
})

test('a link that was cut says so once, and takes no more requests', async () => {
  const proxy = closing(await cutableProxy(controller.port))
  const link = await opcua.open(options({ endpointUrl: proxy.endpointUrl }))
  const heard: LinkLost[] = []
  link.onLost((because) => heard.push(because))
  proxy.cut()
  await vi.waitFor(() => expect(heard).toHaveLength(1))
  await expect(link.request(readTime)).rejects.toMatchObject({ type: 'ConnectionException', facts: { sent: false } })
  expect(heard).toHaveLength(1)
  // Who asks late is told, too.
  const late: LinkLost[] = []
  link.onLost((because) => late.push(because))
  await vi.waitFor(() => expect(late).toHaveLength(1))
})

test('a server that has forgotten the session is noticed with the next request, and not asked twice', async () => {
  const link = await opcua.open(options())
  const heard: LinkLost[] = []
  link.onLost((because) => heard.push(because))
  await controller.forgetSessions()
  const before = await controller.counts()
  await expect(link.request(readTime)).rejects.toThrow(/BadSession/)
  await vi.waitFor(() => expect(heard).toHaveLength(1))
  expect((await controller.counts()).sessionsCreated).toBe(before.sessionsCreated)
})

test('a frozen server is noticed by the sign of life that is asked for', async () => {
  await controller.grantSessionTimeout({ least: 1000, most: 3000 })
  const proxy = closing(await cutableProxy(controller.port))
  const link = await opcua.open(options({ endpointUrl: proxy.endpointUrl, timeout: 500 }))
  await controller.grantSessionTimeout(null)
  expect(link.facts.sessionTimeout).toBe(3000)
  const heard: LinkLost[] = []
  link.onLost((because) => heard.push(because))
  proxy.freeze()
  await vi.waitFor(() => expect(heard).toHaveLength(1), { timeout: 5000 })
  await link.close()
})

test('an idle session outlives what the server grants a silent one', async () => {
  await controller.grantSessionTimeout({ least: 1000, most: 2000 })
  const link = await opcua.open(options())
  await controller.grantSessionTimeout(null)
  await new Promise((later) => setTimeout(later, 5000))
  expect(JSON.parse(await link.request(readTime))).toMatchObject({ statusCode: 0 })
})

test('a request has its own limit, and the next one is not hurt', async () => {
  const link = await opcua.open(options())
  await controller.delay('Read', 2000)
  const began = Date.now()
  await expect(link.request({ ...readTime, limit: 400 })).rejects.toMatchObject({ type: 'ConnectionException' })
  expect(Date.now() - began).toBeLessThan(1500)
  await controller.delay('Read', 0)
  expect(JSON.parse(await link.request(readTime))).toMatchObject({ statusCode: 0 })
})

test('a new certificate of the server is a changed one', async () => {
  const first = await opcua.open(encrypted())
  const known = [first.facts.serverCertificate?.fingerprint ?? '']
  await first.close()
  await controller.restart({ certificate: 'new' })
  const rule = { policy: 'fingerprint', accept: 'new', trusted: known, known } as const
  await expect(opcua.open(encrypted(rule))).rejects.toMatchObject({ facts: { certificate: { trust: 'changed' } } })
  const link = await opcua.open(encrypted({ ...rule, accept: 'changed-too' }))
  expect(link.facts.serverCertificate?.trust).toBe('changed')
})
