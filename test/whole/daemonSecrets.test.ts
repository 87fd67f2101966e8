import { readdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { askText, frameText, readReply, type Fields } from '../support/classicClient'
import { startTestController, type TestController } from '../support/controller'
import { cutableProxy, silentEndpoint, type RecordedLink } from '../support/controllerProxy'
import { startDaemonProcess, type DaemonProcess } from '../support/daemonProcess'
import { ENCRYPTED, node, OPERATOR } from './methodStage'

const TOKEN = 'token-7Qr2-only-for-this-test'
/** Typed by people, none of them short enough to stand anywhere by chance. */
const SECRETS = {
  right: OPERATOR.password,
  wrong: 'wrong-Zw9-password',
  address: 'address-Kx4-password',
  broken: 'broken-Vb8-password',
  token: TOKEN,
  wrongToken: 'wrong-Hn3-token',
}

let daemon: DaemonProcess
let controller: TestController
beforeAll(async () => {
  ;[daemon, controller] = await Promise.all([
    startDaemonProcess(['--log-file', 'daemon.log', '--log-level', 'debug'], { OPCUA_AUTH_TOKEN: TOKEN }),
    startTestController(),
  ])
})
afterAll(async () => {
  await daemon.close()
  await controller.close()
})

/** Everything that was answered in this file. */
let answers = ''
async function say(bytes: string): Promise<string> {
  const line = await askText(daemon.socket, bytes)
  answers += `${line}\n`
  return line
}
const ask = async (command: string, fields: Fields = {}) =>
  readReply(await say(`${frameText({ command, ...fields, authToken: TOKEN })}\n`))
const open = (config: Fields, endpointUrl = controller.endpointUrl) => ask('open', { endpointUrl, config })

/** As it is, and as it would look in a dump of bytes, in base64 or in hex. */
function forms(secret: string | Buffer): string[] {
  const bytes = Buffer.from(secret)
  const base64 = bytes.toString('base64').replaceAll('=', '')
  return [...(typeof secret === 'string' ? [secret] : []), base64, bytes.toString('hex')]
}

function expectNone(text: string, secrets: Readonly<Record<string, string | Buffer>>): void {
  const low = text.toLowerCase()
  const found = Object.entries(secrets).filter(([, secret]) =>
    forms(secret).some((form) => low.includes(form.toLowerCase())),
  )
  expect(found.map(([name]) => name)).toEqual([])
}

describe('what people and programs keep to themselves', () => {
  test('is in no answer, no list and no log at any level, whatever goes wrong', async () => {
    const key = await readFile(controller.person.privateKey, 'utf8')
    const port = String(controller.port)
    const wrongKey = join(daemon.folder, 'broken-key.pem')
    await writeFile(wrongKey, key.replace(/\n[^\n]{20}/, '\nAAAAAAAAAAAAAAAAAAAA'), { mode: 0o600 })
    const person = { userCertPath: controller.person.certificate, userKeyPath: controller.person.privateKey }
    const stranger = dirname(controller.certificate)
    const refused = [
      await open({ ...OPERATOR, password: SECRETS.wrong }),
      await open({ ...OPERATOR, username: SECRETS.broken, password: SECRETS.wrong }),
      await open({ username: 'operator', password: SECRETS.wrong }),
      await open({ ...ENCRYPTED, password: SECRETS.broken }),
      await open({ ...OPERATOR, password: [SECRETS.broken] }),
      await open({ ...OPERATOR, trustPolicy: 'fingerprint' }),
      await open({ ...OPERATOR, trustPolicy: 'full' }),
      await open({ ...ENCRYPTED, ...person, userKeyPath: wrongKey }),
      await open({ ...ENCRYPTED, ...person, userKeyPath: '/etc/shadow-Zw9' }),
      await open({
        ...ENCRYPTED,
        userCertPath: join(stranger, 'certificate.pem'),
        userKeyPath: join(stranger, 'private.pem'),
      }),
      await open({ password: SECRETS.wrong, username: 'operator' }, `opc.tcp://me:${SECRETS.address}@127.0.0.1:1`),
      await open({ opcuaTimeout: 1 }, `opc.tcp://me:${SECRETS.address}@127.0.0.1:1/x`),
      await open({}, `http://me:${SECRETS.address}@127.0.0.1:${port}`),
    ]
    for (const reply of refused) expect(reply.success).toBe(false)
    // In an address that is used, too.
    const opened = await open(OPERATOR, controller.endpointUrl.replace('//', `//me:${SECRETS.address}@`))
    expect(opened).toMatchObject({ success: true })
    const { sessionId } = (opened as { data: { sessionId: string } }).data
    await open({ ...ENCRYPTED, ...person })
    await ask('query', {
      sessionId,
      method: 'getEndpoints',
      params: [`opc.tcp://me:${SECRETS.address}@127.0.0.1:${port}`],
    })
    await ask('query', { sessionId, method: 'getEndpoints', params: [`opc.tcp://me:${SECRETS.address}@127.0.0.1:1`] })
    await ask('query', { sessionId, method: 'write', params: [node('Scalar/Int32'), SECRETS.broken, 6] })
    await ask('invoke', { sessionId, method: 'read', args: [{ __t: 'Password', v: SECRETS.broken }] })
    await ask('call', { method: 'users.verifyPassword', input: { name: 'x', password: SECRETS.broken } })
    await ask('list')
    await ask('metrics')
    for (const frame of [
      `{"command":"open","config":{"password":"${SECRETS.broken}"\n`,
      `{"command":"open","authToken":"${TOKEN}","config":{"password":"${SECRETS.broken}"},"endpointUrl":7}\n`,
      `{"command":"open","authToken":"${TOKEN}","config":"${SECRETS.broken}","endpointUrl":"opc.tcp://x"}\n`,
      `{"command":"${'x'.repeat(70_000)}","password":"${SECRETS.broken}"}\n`,
      `POST / HTTP/1.1\r\nAuthorization: ${SECRETS.broken}\r\n\r\n`,
      `{"command":"ping","authToken":"${SECRETS.wrongToken}"}\n`,
      `{"command":"ping","authToken":{"${SECRETS.wrongToken}":1}}\n`,
      `{"command":"explode","authToken":"${SECRETS.wrongToken}"}\n`,
    ])
      expect(JSON.parse(await say(frame))).toMatchObject({ success: false })
    const log = await daemon.told()
    // It is a log of what happened: something stands in it.
    expect(log).toContain('session opened')
    expect(log).toContain('session not opened')
    expectNone(answers, SECRETS)
    expectNone(log, SECRETS)
    const keys = { person: await keyLines(controller.person.privateKey), own: await ownKeyLines() }
    for (const lines of Object.values(keys)) for (const line of lines) expect(answers + log).not.toContain(line)
  })

  test('is in no log after links were cut, frozen and never answered', async () => {
    const proxy = await cutableProxy(controller.port)
    onTestFinished(() => proxy.close())
    const silent = await silentEndpoint()
    onTestFinished(() => silent.close())
    proxy.record()
    const config = { ...OPERATOR, opcuaTimeout: 2 }
    const { sessionId } = (await daemon.data('open', { endpointUrl: proxy.endpointUrl, config })) as {
      sessionId: string
    }
    for (const wires of ['cut', 'freeze', 'swallowAnswers'] as const) {
      if (wires === 'cut') proxy.cut()
      else proxy[wires]()
      expect((await ask('query', { sessionId, method: 'read', params: [node('Scalar/Int32')] })).success).toBe(false)
      expect((await open({ ...config, autoRetry: 0 }, proxy.endpointUrl)).success, wires).toBe(false)
      proxy.mend()
      const connected = () => daemon.query(sessionId, 'getConnectionState')
      await expect.poll(connected, { timeout: 20_000, interval: 100 }).toBe('Connected')
    }
    expect((await open({ ...config, opcuaTimeout: 1 }, silent.endpointUrl)).success).toBe(false)
    expectNone(answers + (await daemon.told()), SECRETS)
  })

  test('the name a session has at its server is in no answer and no log either', async () => {
    const proxy = await cutableProxy(controller.port)
    onTestFinished(() => proxy.close())
    proxy.record()
    const { sessionId } = (await daemon.data('open', { endpointUrl: proxy.endpointUrl, config: [] })) as {
      sessionId: string
    }
    await ask('query', { sessionId, method: 'read', params: [node('Scalar/Int32')] })
    await controller.forgetSessions()
    await ask('query', { sessionId, method: 'read', params: [node('Scalar/Int32')] })
    proxy.cut(200)
    await ask('query', { sessionId, method: 'read', params: [node('Scalar/Int32')] })
    const tokens = proxy.recorded().flatMap(authenticationTokens)
    const names = Object.fromEntries(tokens.map((token, index) => [`token ${index}`, token]))
    expect(new Set(tokens.map((token) => token.toString('hex'))).size).toBeGreaterThanOrEqual(2)
    expectNone(answers + (await daemon.told()), names)
  })
})

test('an encrypted channel shows no password to whoever listens, nor does a password on an open one', async () => {
  for (const config of [OPERATOR, { username: OPERATOR.username, password: OPERATOR.password }]) {
    const proxy = await cutableProxy(controller.port)
    onTestFinished(() => proxy.close())
    proxy.record()
    const reply = await open(config, proxy.endpointUrl)
    expect(reply).toMatchObject({ success: true })
    const { sessionId } = (reply as { data: { sessionId: string } }).data
    await ask('query', { sessionId, method: 'read', params: [node('Scalar/Int32')] })
    const bytes = Buffer.concat(proxy.recorded().flatMap(({ toServer, toClient }) => [toServer, toClient]))
    expect(bytes.length).toBeGreaterThan(1000)
    // What is not encrypted is there to be seen: this is the recording of what was asked.
    expect(bytes.includes('Scalar/Int32')).toBe(!('securityMode' in config))
    for (const form of [Buffer.from(OPERATOR.password), Buffer.from(OPERATOR.password, 'utf16le')])
      expect(bytes.includes(form)).toBe(false)
  }
})

async function keyLines(path: string): Promise<string[]> {
  const lines = linesOfKeys(await readFile(path, 'latin1'))
  expect(lines.length).toBeGreaterThan(10)
  return lines
}

/** Of the program itself, which it has made in its state folder. */
async function ownKeyLines(): Promise<string[]> {
  // The other rooms write into theirs meanwhile.
  const own = join(daemon.folder, 'state', 'opcua')
  const entries = await readdir(own, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  const texts = await Promise.all(files.map((path) => readFile(path, 'latin1')))
  const lines = texts.flatMap(linesOfKeys)
  expect(lines.length).toBeGreaterThan(10)
  return lines
}

/** Every line of a key in PEM is a piece of it. A certificate beside it is no secret, and looks much like another one. */
function linesOfKeys(pem: string): string[] {
  const keys = pem.match(/-----BEGIN [A-Z ]*PRIVATE KEY-----[^-]+-----END/g) ?? []
  return keys.flatMap((key) => key.split('\n').filter((line) => line.length > 40 && !line.includes('-----')))
}

/** Of the requests on a channel without security (OPC 10000-6, 6.7.2): the identifiers after the type of each request. */
function authenticationTokens({ toServer }: RecordedLink): Buffer[] {
  const tokens: Buffer[] = []
  for (let at = 0; at + 8 <= toServer.length; at += toServer.readUInt32LE(at + 4)) {
    if (toServer.toString('latin1', at, at + 3) !== 'MSG') continue
    // The header of 24 bytes, then a NodeId of 4 that says which request this is.
    const kind = toServer.readUInt8(at + 28)
    if (kind === 0x05) {
      const length = toServer.readUInt32LE(at + 31)
      tokens.push(toServer.subarray(at + 35, at + 35 + length))
    } else if (kind === 0x04) tokens.push(toServer.subarray(at + 31, at + 47))
  }
  return tokens
}
