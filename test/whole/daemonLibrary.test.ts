import { createHash } from 'node:crypto'
import { createConnection } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { askText, readExactly, type Reply } from '../support/classicClient'
import { startTestController, type TestController } from '../support/controller'
import { cutableProxy, silentEndpoint } from '../support/controllerProxy'
import { dataOf, startDaemonProcess, type DaemonProcess } from '../support/daemonProcess'
import { ENCRYPTED, listOf, node, OPERATOR, part, text } from './methodStage'

/** What the reference's own client does, seen in its sources: PHP's json_encode, and a strict reading of what comes back. */
let daemon: DaemonProcess
let controller: TestController
beforeAll(async () => {
  ;[daemon, controller] = await Promise.all([startDaemonProcess(['--max-sessions', '8']), startTestController()])
})
afterEach(async () => {
  const { sessions } = (await daemon.data('list')) as { sessions: { id: string }[] }
  for (const { id } of sessions) await daemon.ask('close', { sessionId: id, force: true })
})
afterAll(async () => {
  await daemon.close()
  await controller.close()
})

/** As json_encode writes it without flags: `\/`, `\uXXXX`, an empty array as a list. */
function phpJson(value: unknown): string {
  const json = JSON.stringify(value, (_key, one: unknown) =>
    typeof one === 'object' && one !== null && Object.keys(one).length === 0 ? [] : one,
  )
  return json
    .replaceAll('/', '\\/')
    .replaceAll(/[^\u0020-\u007e]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

type Client = ReturnType<typeof client>
/** ManagedClient: a connection for every command, and `authToken` as the last of a frame. */
function client() {
  const send = async (frame: object, end = '\n'): Promise<unknown> =>
    readExactly(await askText(daemon.socket, `${phpJson({ ...frame, authToken: daemon.token })}${end}`))
  const request = async (frame: object): Promise<unknown> => {
    const reply = (await send(frame)) as Reply
    if (!reply.success) throw thrown(reply.error)
    // Read without asking whether it is there.
    expect(Object.keys(reply)).toEqual(['success', 'data'])
    return reply.data
  }
  return {
    send,
    request,
    async connect(config: object = {}, more: object = {}): Promise<string> {
      const data = await request({ command: 'open', endpointUrl: controller.endpointUrl, config, ...more })
      return String(part(data, 'sessionId'))
    },
    query: (sessionId: string, method: string, params: unknown[]) =>
      request({ command: 'query', sessionId, method, params }),
  }
}

/** The only place where its types of errors matter. */
function thrown({ type = 'unknown', message = 'Unknown error' }: { type?: string; message?: string }): Error {
  const named = (name: string, sentence: string) => Object.assign(new Error(sentence), { name })
  if (['ConnectionException', 'ServiceException', 'ServiceUnsupportedException'].includes(type))
    return named(type, message)
  if (type === 'session_not_found') return named('ConnectionException', `Session expired or not found: ${message}`)
  return named('DaemonException', `[${type}] ${message}`)
}

describe('frames as PHP writes them', () => {
  const php = client()

  test('an empty config is an empty list, and addresses have their slashes escaped', async () => {
    const line = phpJson({ endpointUrl: controller.endpointUrl, config: {} })
    expect(line).toContain('"opc.tcp:\\/\\/')
    expect(line).toContain('"config":[]')
    const id = await php.connect()
    expect(id).toMatch(/^[\da-f]{32}$/)
    expect(part(await php.send({ command: 'list' }), 'data', 'sessions', 0, 'config')).toEqual({})
    expect(await php.connect()).toBe(id)
  })

  test('a setting of null is none, whole floats come as integers, and every key is known', async () => {
    const first = await php.connect({ opcuaTimeout: 5, trustPolicy: null, username: null, password: null })
    expect(await php.query(first, 'getTimeout', [])).toBe(5)
    expect(await php.query(first, 'getTrustPolicy', [])).toBeNull()
    const all = {
      ...OPERATOR,
      opcuaTimeout: 7.5,
      autoRetry: 2,
      batchSize: 100,
      defaultBrowseMaxDepth: 5,
      autoAccept: true,
      autoAcceptForce: true,
      autoDetectWriteType: true,
      readMetadataCache: false,
    }
    const second = await php.connect(all)
    expect(await php.query(second, 'getTimeout', [])).toBe(7.5)
    const { username: _name, password: _password, ...shown } = all
    const sessions = listOf(part(await php.send({ command: 'list' }), 'data', 'sessions'))
    expect(
      part(
        sessions.find((one) => part(one, 'id') === second),
        'config',
      ),
    ).toEqual(shown)
  })

  test('umlauts and signs beyond the BMP come escaped and are the same text', async () => {
    const id = await php.connect()
    const written = 'Füllstand 水位 🏭 "a/b"\n'
    expect(phpJson(written)).toMatch(/^[\x20-\x7e]+$/)
    expect(await php.query(id, 'write', [node('Scalar/String'), written, 12])).toBe(0)
    expect(await php.query(id, 'read', [node('Scalar/String'), 13, false])).toMatchObject({ value: written })
    expect(await php.query(id, 'read', [node('Größe/Öl-Temperatur'), 13, false])).toMatchObject({ value: 61.5 })
    expect(await php.query(id, 'write', [node('Scalar/Double'), 500, 11])).toBe(0)
    const made = await php.query(id, 'createSubscription', [500, 2400, 10, 0, true, 0])
    expect(made).toMatchObject({ revisedPublishingInterval: 500 })
  })

  test('a list with gaps in its keys comes as an object, whose order nobody knows: nothing is read or written', async () => {
    const id = await php.connect()
    const before = (await controller.counts()).requests
    const items = { 3: { nodeId: node('Wide/1'), value: 1, type: 6 }, 1: { nodeId: node('Wide/2'), value: 2, type: 6 } }
    for (const method of ['readMulti', 'writeMulti'])
      await expect(php.query(id, method, [items])).rejects.toThrow('[invalid_argument]')
    const { Read, Write } = (await controller.counts()).requests
    expect([Read, Write]).toEqual([before['Read'], before['Write']])
  })

  test('a carriage return before the line feed is no part of a frame', async () => {
    expect(await php.send({ command: 'ping' }, '\r\n')).toMatchObject({ success: true, data: { status: 'ok' } })
  })

  test('a frame in many pieces is one frame, and whoever does not end their side is answered and let go', async () => {
    const socket = createConnection({ path: daemon.socket, allowHalfOpen: true })
    onTestFinished(() => void socket.destroy())
    let answered = ''
    socket.setEncoding('utf8').on('data', (chunk: string) => (answered += chunk))
    const ended = new Promise((done) => socket.once('end', done))
    for (const sign of `${phpJson({ command: 'ping', authToken: daemon.token })}\n`) {
      socket.write(sign)
      await new Promise((done) => setImmediate(done))
    }
    await ended
    expect(answered).toMatch(/^\{"success":true,"data":\{"status":"ok".*\}\}\n$/)
  })

  test('a reply is one line of JSON without an id, and a method that gives nothing says so with null', async () => {
    const id = await php.connect()
    for (const [method, params] of [
      ['flushCache', []],
      ['invalidateCache', [node('Demo')]],
      ['reconnect', []],
    ] as const)
      expect(await php.send({ command: 'query', sessionId: id, method, params })).toEqual({ success: true, data: null })
    expect(await php.send({ command: 'close', sessionId: id })).toEqual({ success: true, data: null })
  })
})

describe('failures reach the program as the exceptions its client has', () => {
  const php = client()
  const failure = async (asked: Promise<unknown>) =>
    asked.then(
      () => 'none',
      (error: Error) => `${error.name}: ${error.message}`,
    )

  test('what cannot be reached is a ConnectionException', async () => {
    const open = (endpointUrl: string) =>
      failure(php.request({ command: 'open', endpointUrl, config: { opcuaTimeout: 1 } }))
    const silent = await silentEndpoint()
    onTestFinished(() => silent.close())
    for (const url of ['opc.tcp://127.0.0.1:1', silent.endpointUrl, 'opc.tcp://no-such-host.invalid:4840'])
      expect(await open(url)).toMatch(/^ConnectionException: (?!.*(127\.0|invalid|node_modules|\(|ECONN)).+$/)
  })

  test('a bad status is a ServiceException that names it', async () => {
    const id = await php.connect()
    expect(await failure(php.query(id, 'browse', [node('Nowhere'), 0, null, true, [], true]))).toMatch(
      /^ServiceException: .*BadNodeIdUnknown/,
    )
    expect(await failure(php.query(id, 'historyReadRaw', [node('Nowhere'), null, null, 1, false]))).toMatch(
      /^ServiceException: .*Bad\w+/,
    )
    expect(await failure(php.connect({ ...OPERATOR, password: 'wrong' }))).toMatch(/^ServiceException: .*Bad\w+/)
    // In values a bad status is a value.
    expect(await php.query(id, 'read', [node('Guarded/Engineers only'), 13, false])).toMatchObject({
      statusCode: 0x801f_0000,
    })
  })

  test('a session that is gone is a ConnectionException, so that a program connects anew', async () => {
    const id = await php.connect()
    await php.request({ command: 'close', sessionId: id })
    const expected = `ConnectionException: Session expired or not found: Session not found: ${id}`
    expect(await failure(php.query(id, 'read', [node('Demo'), 13, false]))).toBe(expected)
    expect(await failure(php.request({ command: 'describe', sessionId: id }))).toBe(expected)
  })

  test('a link that breaks in the middle of a write is a ConnectionException', async () => {
    const proxy = await cutableProxy(controller.port)
    onTestFinished(() => proxy.close())
    const data = await php.request({ command: 'open', endpointUrl: proxy.endpointUrl, config: { opcuaTimeout: 2 } })
    const id = String(part(data, 'sessionId'))
    proxy.swallowAnswers()
    const writing = failure(php.query(id, 'write', [node('Scalar/Int32'), 1, 6]))
    expect(await writing).toMatch(/^ConnectionException: .+/)
  })

  test('what is refused has the types and sentences of the reference', async () => {
    const id = await php.connect()
    const cases: [object, string][] = [
      [{ command: 'explode' }, '[unknown_command] Unknown command: explode'],
      [{ command: 'constructor' }, '[unknown_command] Unknown command: constructor'],
      [
        { command: 'query', sessionId: id, method: 'connect', params: [] },
        '[forbidden_method] Method not allowed: connect',
      ],
      [
        { command: 'invoke', sessionId: id, method: 'explode', args: [] },
        '[unknown_method] Method "explode" is not registered on the client for this session.',
      ],
      [
        { command: 'invoke', sessionId: id, args: [] },
        '[invalid_argument] invoke: "method" must be a non-empty string.',
      ],
      [
        { command: 'invoke', sessionId: id, method: 'read', args: 'x' },
        '[invalid_argument] invoke: "args" must be an array of wire-encoded values.',
      ],
    ]
    for (const [frame, sentence] of cases)
      expect(await failure(php.request(frame))).toBe(`DaemonException: ${sentence}`)
    for (const config of [
      { username: 'x' },
      { userCertPath: '/x' },
      { clientKeyPath: '/x' },
      { nonsense: 1 },
      { securityMode: 4 },
    ])
      expect(await failure(php.connect(config)), JSON.stringify(config)).toMatch(
        /^DaemonException: \[invalid_argument\] .+/,
      )
    const strict = { ...ENCRYPTED, trustPolicy: 'fingerprint' }
    expect(await failure(php.connect(strict))).toMatch(/^DaemonException: \[UntrustedCertificateException\] .+/)
  })

  test('too many sessions, values that publish themselves', async () => {
    const id = await php.connect()
    for (let more = 0; more < 7; more++) await php.connect([], { forceNew: true })
    expect(await failure(php.connect([], { forceNew: true }))).toBe(
      'DaemonException: [max_sessions_reached] Maximum number of sessions (8) reached',
    )
    const connection = await daemon.connect()
    const items = [{ nodeId: node('Scalar/Int32') }]
    dataOf(await connection.request('subscribe', { sessionId: id, items }), 'subscribe')
    expect(await failure(php.query(id, 'publish', [[]]))).toMatch(/^DaemonException: \[auto_publish_active\] .+/)
    connection.close()
  })

  test('what is no request at all', async () => {
    const raw = async (bytes: string) => readExactly(await askText(daemon.socket, bytes))
    const refusal = (type: string, message: string) => ({ success: false, error: { type, message } })
    for (const bytes of ['rubbish\n', '[1,2]\n', '"text"\n', '\n', '{"command":"ping"\n'])
      expect(await raw(bytes), bytes).toEqual(refusal('invalid_json', 'Invalid JSON'))
    expect(await raw(`{"command":"ping","x":"${'x'.repeat(65_536)}"}\n`)).toEqual(
      refusal('payload_too_large', 'Request frame exceeds maximum size of 65536 bytes'),
    )
    for (const token of ['', `,"authToken":"${'0'.repeat(64)}"`, ',"authToken":7'])
      expect(await raw(`{"command":"explode"${token}}\n`)).toEqual(
        refusal('auth_failed', 'Invalid or missing auth token'),
      )
  })
})

test('the client’s own day: connect, look, read, write, subscribe, publish, disconnect', async () => {
  const php: Client = client()
  const id = await php.connect({ opcuaTimeout: 5 })
  const described = await php.request({ command: 'describe', sessionId: id })
  for (const key of ['methods', 'modules', 'wireClasses', 'enumClasses'])
    expect(listOf(part(described, key))).not.toEqual([])
  // Server information comes by readMulti of five nodes, the date as type 13.
  const info = [2262, 2263, 2264, 2265, 2266].map((number) => ({
    nodeId: { ns: 0, id: number, type: 'numeric' },
    attributeId: 13,
  }))
  const facts = listOf(await php.query(id, 'readMulti', [info]))
  expect(facts.map((one) => part(one, 'type'))).toEqual([12, 12, 12, 12, 13])
  const references = listOf(await php.query(id, 'browse', [node('Scalar'), 0, null, true, [2], true]))
  for (const one of references) {
    expect(part(one, 'nodeClass')).toBe(2)
    expect(part(one, 'nodeId')).toEqual({ ns: 2, id: text, type: 'string' })
  }
  const made = await php.query(id, 'createSubscription', [100, 2400, 10, 0, true, 0])
  const subscription = part(made, 'subscriptionId')
  const item = { nodeId: node('Changing/Counter'), attributeId: 13, samplingInterval: 100, queueSize: 1 }
  const items = [{ ...item, clientHandle: 4, monitoringMode: 2 }]
  expect(await php.query(id, 'createMonitoredItems', [subscription, items])).toMatchObject([{ statusCode: 0 }])
  let acknowledgements: object[] = []
  const counts: number[] = []
  for (let turn = 0; turn < 5; turn++) {
    const told = await php.query(id, 'publish', [acknowledgements])
    acknowledgements = [{ subscriptionId: subscription, sequenceNumber: part(told, 'sequenceNumber') }]
    for (const one of listOf(part(told, 'notifications'))) counts.push(Number(part(one, 'dataValue', 'value')))
  }
  expect(counts.length).toBeGreaterThanOrEqual(4)
  expect(counts).toEqual(counts.toSorted((one, other) => one - other))
  expect(await php.query(id, 'deleteSubscription', [subscription])).toBe(0)
  const thumbprint = createHash('sha1')
    .update('x')
    .digest('hex')
    .replaceAll(/(..)(?=.)/g, '$1:')
  expect(await php.query(id, 'untrustCertificate', [thumbprint])).toBeNull()
  await php.request({ command: 'close', sessionId: id })
})
