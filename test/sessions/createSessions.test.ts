import { describe, expect, test } from 'vitest'
import { RequestFailure } from '../../src/main/opcua/requestFailure'
import { ANNA, BEN, stage, URL, wish } from './fakeParts'
import { settled } from './manualClock'

const USER = { username: 'operator', password: 'right' }
const refused = new RequestFailure('ServiceException', 'The server refused the request: BadIdentityTokenRejected.', {
  status: 'BadIdentityTokenRejected',
})

describe('opening', () => {
  test('gives 32 hexadecimal characters that nobody can guess', async () => {
    const { sessions } = stage()
    const ids = new Set<string>()
    for (let one = 0; one < 50; one += 1) {
      const { sessionId, reused } = await sessions.open(ANNA, wish({}, URL, true))
      expect(sessionId).toMatch(/^[\da-f]{32}$/)
      expect(reused).toBe(false)
      ids.add(sessionId)
    }
    expect(ids.size).toBe(50)
    await sessions.end()
  })

  test('the same request gets the session that is open, however it is written', async () => {
    const { sessions, opcua } = stage()
    const first = await sessions.open(ANNA, wish({ ...USER, opcuaTimeout: 5, trustPolicy: null }, 'opc.tcp://PLC'))
    const second = await sessions.open(
      BEN,
      wish({ opcuaTimeout: 5, password: 'right', username: 'operator' }, 'opc.tcp://plc:4840/'),
    )
    expect(second).toEqual({ sessionId: first.sessionId, reused: true })
    expect(opcua.attempts).toHaveLength(1)
    await sessions.end()
  })

  test('a wrong password never gets a session that is open already', async () => {
    const { sessions, opcua } = stage()
    const { sessionId } = await sessions.open(ANNA, wish(USER))
    opcua.opening = ({ identity }) =>
      identity.is === 'user-name' && identity.password === 'right' ? 'succeed' : { fail: refused }
    await expect(sessions.open(BEN, wish({ ...USER, password: 'wrong' }))).rejects.toBe(refused)
    await expect(sessions.open(BEN, wish({ ...USER, password: '' }))).rejects.toBe(refused)
    expect(await sessions.open(BEN, wish(USER))).toEqual({ sessionId, reused: true })
    await sessions.end()
  })

  test.each([
    { opcuaTimeout: 7 },
    { autoRetry: 3 },
    { batchSize: 3 },
    { defaultBrowseMaxDepth: 3 },
    { trustPolicy: 'full' },
    { autoAccept: true },
    { autoAcceptForce: true },
    { autoDetectWriteType: false },
    { readMetadataCache: true },
    { username: 'operator', password: '1' },
    { username: 'operator', password: '2' },
    { username: 'Operator', password: '1' },
    { securityPolicy: 'http://opcfoundation.org/UA/SecurityPolicy#Basic256Sha256', securityMode: 2 },
    { securityPolicy: 'http://opcfoundation.org/UA/SecurityPolicy#Basic256Sha256', securityMode: 3 },
  ])('another value of any key is another session: %j', async (config) => {
    const { sessions } = stage()
    const plain = await sessions.open(ANNA, wish())
    const other = await sessions.open(ANNA, wish(config))
    expect(other.reused).toBe(false)
    expect(other.sessionId).not.toBe(plain.sessionId)
    expect(await sessions.open(ANNA, wish({ ...config }))).toEqual({ ...other, reused: true })
    await sessions.end()
  })

  test('a name and a password in the address tell sessions apart and are shown to nobody', async () => {
    const { sessions, opcua, lines } = stage()
    await sessions.open(ANNA, wish({}, 'opc.tcp://anna:s3cret@plc'))
    const other = await sessions.open(ANNA, wish({}, 'opc.tcp://anna:other@plc'))
    expect(other.reused).toBe(false)
    expect(JSON.stringify([sessions.list(), sessions.rows(), lines, opcua.attempts])).not.toMatch(/s3cret|anna:/)
    await sessions.end()
  })

  test('two at the same moment make one OPC UA session, and one of them is told that it is shared', async () => {
    const { sessions, opcua } = stage()
    opcua.opening = () => 'hang'
    const both = Promise.all([sessions.open(ANNA, wish(USER)), sessions.open(BEN, wish(USER))])
    await settled()
    opcua.release()
    const [one, other] = await both
    expect(one).toEqual({ sessionId: other.sessionId, reused: false })
    expect(other.reused).toBe(true)
    expect(opcua.attempts).toHaveLength(1)
    await sessions.end()
  })

  test('whoever waits for a session still gets it when the one who asked first has left', async () => {
    const { sessions, opcua } = stage()
    opcua.opening = () => 'hang'
    const first = sessions.open(ANNA, wish()).catch((error: unknown) => error)
    const second = sessions.open(BEN, wish())
    await settled()
    sessions.leave('anna')
    opcua.release()
    const { sessionId } = await second
    await first
    expect(sessions.rows()).toMatchObject([{ session: sessionId, readers: 1, holders: ['ben'] }])
    await sessions.end()
  })

  test('an attempt for which nobody waits any more is called off', async () => {
    const { sessions, opcua } = stage()
    opcua.opening = () => 'hang'
    const first = sessions.open(ANNA, wish()).catch((error: unknown) => error)
    await settled()
    sessions.leave('anna')
    expect(await first).toBeInstanceOf(RequestFailure)
    expect(sessions.rows()).toEqual([])
    opcua.release()
    await settled()
    expect(opcua.links.filter(({ closed }) => !closed)).toEqual([])
    await sessions.end()
  })

  test('a failed attempt fails for all who wait, is made once, and leaves nothing behind', async () => {
    const { sessions, opcua, clock } = stage()
    opcua.opening = () => ({ fail: refused })
    const all = await Promise.allSettled([1, 2, 3].map(() => sessions.open(ANNA, wish(USER))))
    expect(all.map((one) => one.status === 'rejected' && one.reason)).toEqual([refused, refused, refused])
    await clock.pass(120_000)
    expect(opcua.attempts).toHaveLength(1)
    expect(sessions.rows()).toEqual([])
    opcua.opening = () => 'succeed'
    expect(await sessions.open(ANNA, wish(USER))).toMatchObject({ reused: false })
    await sessions.end()
  })

  test('a new one can be forced, and an endpoint that hangs delays nobody', async () => {
    const { sessions, opcua } = stage()
    const { sessionId } = await sessions.open(ANNA, wish())
    opcua.opening = ({ endpointUrl }) => (endpointUrl.includes('silent') ? 'hang' : 'succeed')
    const hanging = sessions.open(ANNA, wish({}, 'opc.tcp://silent')).catch((error: unknown) => error)
    const forced = await sessions.open(ANNA, wish({}, URL, true))
    expect(forced.sessionId).not.toBe(sessionId)
    expect(await sessions.query(sessionId, 'read', ['i=2258'])).toBe('"read"')
    expect(sessions.list()).toHaveLength(2)
    expect(sessions.count).toBe(2)
    expect(
      sessions
        .rows()
        .map(({ state }) => state.is)
        .toSorted(),
    ).toEqual(['open', 'open', 'opening'])
    await sessions.end()
    expect(await hanging).toBeInstanceOf(RequestFailure)
  })

  test('there are never more than allowed, those being opened included', async () => {
    const limits = { maxSessions: 2, timeoutSeconds: 600, cleanupSeconds: 30 }
    const { sessions, opcua } = stage({ limits })
    opcua.opening = () => 'hang'
    const first = sessions.open(ANNA, wish({ opcuaTimeout: 1 })).catch((error: unknown) => error)
    const second = sessions.open(ANNA, wish({ opcuaTimeout: 2 })).catch((error: unknown) => error)
    await expect(sessions.open(ANNA, wish({ opcuaTimeout: 3 }))).rejects.toMatchObject({
      type: 'max_sessions_reached',
      message: 'Maximum number of sessions (2) reached',
    })
    const joined = sessions.open(BEN, wish({ opcuaTimeout: 2 }))
    opcua.release()
    expect(await joined).toMatchObject({ reused: true })
    await Promise.all([first, second])
    await sessions.end()
  })

  test('endpoints that are not allowed are refused before anybody looks them up, getEndpoints of a session included', async () => {
    const rules = { endpoints: ['opc.tcp://127.0.0.1:4840'], certificateFolders: undefined }
    const { sessions, opcua, trust } = stage({ rules })
    const other = 'opc.tcp://anna:s3cret@evil.example:4840'
    const failure = { type: 'invalid_argument', message: 'This endpoint is not allowed.' }
    await expect(sessions.open(ANNA, wish({}, other))).rejects.toMatchObject(failure)
    expect([opcua.attempts, trust.asked]).toEqual([[], []])
    const { sessionId } = await sessions.open(ANNA, wish())
    await expect(sessions.query(sessionId, 'getEndpoints', [other])).rejects.toMatchObject(failure)
    await expect(sessions.invoke(sessionId, 'getEndpoints', [other])).rejects.toMatchObject(failure)
    expect(opcua.executed).toEqual([])
    await sessions.query(sessionId, 'getEndpoints', ['opc.tcp://anna:s3cret@127.0.0.1'])
    expect(opcua.executed[0]?.parameters).toEqual(['opc.tcp://127.0.0.1:4840'])
    sessions.allow({ endpoints: ['opc.tcp://elsewhere'], certificateFolders: undefined })
    await expect(sessions.open(ANNA, wish())).rejects.toMatchObject(failure)
    expect(await sessions.query(sessionId, 'read', [])).toBe('"read"')
    await sessions.end()
  })

  test.each([
    [{ endpointUrl: 7, config: {}, forceNew: undefined }],
    [{ endpointUrl: URL, config: { no: 1 }, forceNew: undefined }],
    [{ endpointUrl: URL, config: {}, forceNew: 'yes' }],
  ])('%j is refused', async (request) => {
    const { sessions, opcua } = stage()
    await expect(sessions.open(ANNA, request)).rejects.toMatchObject({ type: 'invalid_argument' })
    expect(opcua.attempts).toEqual([])
    await sessions.end()
  })
})

describe('closing', () => {
  test('ends a session when the last one who opened it has given it up', async () => {
    const { sessions, opcua } = stage()
    const { sessionId } = await sessions.open(ANNA, wish())
    await sessions.open(BEN, wish())
    await sessions.open(BEN, wish())
    await sessions.close(ANNA, sessionId)
    await sessions.close(ANNA, sessionId)
    await sessions.close({ id: 'stranger' }, sessionId)
    await sessions.close(BEN, sessionId)
    expect(sessions.rows()).toMatchObject([{ readers: 1, holders: ['ben'] }])
    expect(opcua.links[0]?.closed).toBe(false)
    await sessions.close(BEN, sessionId)
    expect(sessions.rows()).toEqual([])
    expect(opcua.links[0]?.closed).toBe(true)
    await expect(sessions.close(BEN, sessionId)).rejects.toMatchObject({
      type: 'session_not_found',
      message: `Session not found: ${sessionId}`,
    })
    await sessions.end()
  })

  test('by force ends it for everybody', async () => {
    const { sessions } = stage()
    const { sessionId } = await sessions.open(ANNA, wish())
    await sessions.close(BEN, sessionId, { force: true })
    await expect(sessions.query(sessionId, 'read', [])).rejects.toMatchObject({ type: 'session_not_found' })
    await sessions.end()
  })

  test('who leaves gives up everything; the session stays, and then anybody may end it', async () => {
    const { sessions } = stage()
    const { sessionId } = await sessions.open(ANNA, wish())
    await sessions.open(ANNA, wish())
    sessions.leave('anna')
    expect(sessions.rows()).toMatchObject([{ readers: 0 }])
    expect(await sessions.open(BEN, wish())).toEqual({ sessionId, reused: true })
    sessions.leave('ben')
    await sessions.close({ id: 'stranger' }, sessionId)
    expect(sessions.count).toBe(0)
    await sessions.end()
  })

  test('the end of the program ends every session within a second and opens no more', async () => {
    const { sessions, opcua, clock } = stage()
    await sessions.open(ANNA, wish())
    const stubborn = await sessions.open(ANNA, wish({ opcuaTimeout: 9 }))
    const link = opcua.links[1]
    if (link) link.close = () => new Promise(() => undefined)
    opcua.reply = () => undefined
    const waiting = sessions.query(stubborn.sessionId, 'write', []).catch((error: unknown) => error)
    const next = sessions.query(stubborn.sessionId, 'read', []).catch((error: unknown) => error)
    opcua.under()[0]?.execute()
    const ended = sessions.end()
    await clock.pass(1000)
    await ended
    expect(opcua.links[0]?.closed).toBe(true)
    expect(await next).toMatchObject({ type: 'shutting_down' })
    await expect(sessions.open(ANNA, wish())).rejects.toMatchObject({ type: 'shutting_down' })
    link?.cut()
    expect(await waiting).toMatchObject({ type: 'ConnectionException', facts: { sent: true } })
    expect(clock.timers).toBe(0)
  })
})

describe('use', () => {
  const limits = { maxSessions: 10, timeoutSeconds: 60, cleanupSeconds: 10 }

  test('a session that nobody uses ends; lists and refused methods are no use, requests are', async () => {
    const { sessions, clock } = stage({ limits })
    const { sessionId } = await sessions.open(ANNA, wish())
    await clock.pass(50_000)
    await sessions.query(sessionId, 'read', [])
    await clock.pass(55_000)
    expect(sessions.list()).toHaveLength(1)
    await expect(sessions.query(sessionId, 'connect', [])).rejects.toMatchObject({ type: 'forbidden_method' })
    await expect(sessions.invoke(sessionId, 'setTimeout', [])).rejects.toMatchObject({ type: 'unknown_method' })
    sessions.rows()
    await clock.pass(20_000)
    expect(sessions.list()).toEqual([])
    await sessions.end()
  })

  test('a session is in use while a request is under way', async () => {
    const { sessions, clock, opcua } = stage({ limits })
    const { sessionId } = await sessions.open(ANNA, wish({ opcuaTimeout: 900 }))
    opcua.reply = () => undefined
    const slow = sessions.query(sessionId, 'read', [])
    await clock.pass(300_000)
    opcua.under()[0]?.answer('"late"')
    expect(await slow).toBe('"late"')
    expect(sessions.count).toBe(1)
    await clock.pass(80_000)
    expect(sessions.count).toBe(0)
    await sessions.end()
  })

  test('a list shows no names, no passwords and no paths of keys, and an empty configuration as an empty object', async () => {
    const { sessions } = stage()
    await sessions.open(ANNA, wish([], 'opc.tcp://anna:s3cret@plc'))
    await sessions.open(ANNA, wish({ ...USER, opcuaTimeout: 3, autoAccept: false }))
    expect(sessions.list()).toMatchObject([
      { endpointUrl: 'opc.tcp://plc', config: {}, state: 'Connected' },
      { endpointUrl: URL, config: { opcuaTimeout: 3, autoAccept: false } },
    ])
    expect(Object.keys(sessions.list()[1]?.config ?? {})).toEqual(['opcuaTimeout', 'autoAccept'])
    expect(JSON.stringify(sessions.list())).not.toMatch(/operator|right|s3cret/)
    await sessions.end()
  })

  test('how much a session is used can be seen', async () => {
    const { sessions, clock } = stage()
    const { sessionId } = await sessions.open(ANNA, wish(USER))
    for (let one = 0; one < 20; one += 1) await sessions.query(sessionId, 'read', [])
    await expect(sessions.query(sessionId, 'invalidateCache', [])).rejects.toMatchObject({ type: 'invalid_argument' })
    expect(sessions.rows()).toMatchObject([
      { requests: 21, errors: 1, rate: 2.1, user: { kind: 'user-name', name: 'operator' } },
    ])
    await clock.pass(11_000)
    expect(sessions.rows()[0]?.rate).toBe(0)
    await sessions.end()
  })

  test('a change of the list is told', async () => {
    const { sessions, opcua } = stage()
    let told = 0
    const stop = sessions.onChange(() => (told += 1))
    const { sessionId } = await sessions.open(ANNA, wish())
    for (const act of [
      () => opcua.links[0]?.cut(),
      () => sessions.leave('anna'),
      () => void sessions.close(ANNA, sessionId),
    ]) {
      const before = told
      act()
      expect(told).toBeGreaterThan(before)
    }
    stop()
    const before = told
    await sessions.open(ANNA, wish())
    expect(told).toBe(before)
    await sessions.end()
  })
})

describe('methods', () => {
  test.each([
    'READ',
    '',
    'constructor',
    '__proto__',
    'then',
    'connect',
    'disconnect',
    'setTimeout',
    'addNodes',
    'toString',
  ])('query does not reach %j, whatever the session', async (method) => {
    const { sessions } = stage()
    await expect(sessions.query('no such session', method, [])).rejects.toMatchObject({ type: 'forbidden_method' })
    await sessions.end()
  })

  test.each([
    'READ',
    '',
    'constructor',
    '__proto__',
    'then',
    'connect',
    'getTimeout',
    'trustCertificate',
    'isConnected',
    'flushCache',
  ])('invoke does not reach %j', async (method) => {
    const { sessions } = stage()
    const { sessionId } = await sessions.open(ANNA, wish())
    await expect(sessions.invoke('no such session', method, [])).rejects.toMatchObject({ type: 'session_not_found' })
    await expect(sessions.invoke(sessionId, method, [])).rejects.toMatchObject({
      type: 'unknown_method',
      message: `Method "${method}" is not registered on the client for this session.`,
    })
    await sessions.end()
  })

  test('invoke speaks its own shapes of values, query plain ones', async () => {
    const { sessions, opcua } = stage()
    const { sessionId } = await sessions.open(ANNA, wish())
    await sessions.invoke(sessionId, 'addNodes', [1])
    await sessions.query(sessionId, 'read', [2])
    expect(opcua.executed.map(({ method, encoding, parameters }) => [method, encoding, parameters])).toEqual([
      ['addNodes', 'typed', [1]],
      ['read', 'plain', [2]],
    ])
    await sessions.end()
  })

  test.each([
    ['isConnected', 'true'],
    ['getConnectionState', '"Connected"'],
    ['getTimeout', '2.5'],
    ['getAutoRetry', '1'],
    ['getBatchSize', 'null'],
    ['getDefaultBrowseMaxDepth', '10'],
    ['getServerMaxNodesPerRead', '1000'],
    ['getServerMaxNodesPerWrite', 'null'],
    ['getEventDispatcher', 'null'],
    ['getLogger', 'null'],
    ['flushCache', 'null'],
  ])('%s is answered here', async (method, text) => {
    const { sessions } = stage()
    const { sessionId } = await sessions.open(ANNA, wish({ opcuaTimeout: 2.5 }))
    expect(await sessions.query(sessionId, method, [])).toBe(text)
    await sessions.end()
  })

  test('questions about trust go to the trust store', async () => {
    const { sessions, opcua } = stage()
    const { sessionId } = await sessions.open(ANNA, wish())
    expect(await sessions.query(sessionId, 'getTrustStore', [])).toBe('"getTrustStore"')
    expect(opcua.executed).toEqual([])
    await sessions.end()
  })

  test('what a server answered is remembered where the caller lets us, and forgotten when nodes are changed', async () => {
    const { sessions, opcua } = stage()
    const { sessionId } = await sessions.open(ANNA, wish())
    const browse = (...more: unknown[]) => sessions.query(sessionId, 'browse', ['i=85', ...more])
    await browse()
    await browse()
    expect(opcua.executed).toHaveLength(1)
    await browse(0, null, true, [], false)
    expect(opcua.executed).toHaveLength(2)
    await sessions.invoke(sessionId, 'addNodes', [])
    await browse()
    expect(opcua.executed.map(({ method }) => method)).toEqual(['browse', 'browse', 'addNodes', 'browse'])
    await sessions.query(sessionId, 'flushCache', [])
    await browse()
    expect(opcua.executed.filter(({ method }) => method === 'browse')).toHaveLength(4)
    await sessions.query(sessionId, 'read', ['i=85', 3])
    await sessions.query(sessionId, 'read', ['i=85', 3])
    expect(opcua.executed.filter(({ method }) => method === 'read')).toHaveLength(2)
    await sessions.end()
  })

  test('users of one server do not see what another one was answered', async () => {
    const { sessions, opcua } = stage()
    for (const username of ['a', 'b', 'a']) {
      const { sessionId } = await sessions.open(ANNA, wish({ username, password: 'x' }, URL, true))
      await sessions.query(sessionId, 'browse', ['i=85'])
    }
    expect(opcua.executed).toHaveLength(2)
    await sessions.end()
  })

  test('attributes that seldom change are remembered where the configuration says so, values never', async () => {
    const { sessions, opcua } = stage()
    const { sessionId } = await sessions.open(ANNA, wish({ readMetadataCache: true }))
    for (const parameters of [['i=85', 3], ['i=85', 3], ['i=85', 3, true], ['i=85', 13], ['i=85'], ['i=85']]) {
      await sessions.query(sessionId, 'read', parameters)
    }
    expect(opcua.executed.map(({ parameters }) => parameters)).toEqual([
      ['i=85', 3],
      ['i=85', 3, true],
      ['i=85', 13],
      ['i=85'],
      ['i=85'],
    ])
    await sessions.end()
  })

  test('a description has lists with the names of the reference', async () => {
    const { sessions } = stage()
    const { sessionId } = await sessions.open(ANNA, wish())
    const { methods, modules, wireClasses, enumClasses, wireTypeIds } = await sessions.describe(sessionId)
    for (const list of [methods, modules, wireClasses, enumClasses, wireTypeIds]) expect(Array.isArray(list)).toBe(true)
    expect(methods).toEqual(expect.arrayContaining(['read', 'browse', 'publish', 'addNodes', 'getServerBuildInfo']))
    expect(methods).not.toContain('getTimeout')
    expect(modules).toContain('PhpOpcua\\Client\\Module\\ReadWrite\\ReadWriteModule')
    expect(wireClasses).toContain('PhpOpcua\\Client\\Types\\NodeId')
    expect(wireClasses).toContain('PhpOpcua\\Client\\Module\\NodeManagement\\AddNodesResult')
    expect(enumClasses).toContain('PhpOpcua\\Client\\Types\\BuiltinType')
    expect(wireTypeIds).toEqual(expect.arrayContaining(['NodeId', 'AddNodesResult', 'NodeClass']))
    await expect(sessions.describe('f'.repeat(32))).rejects.toMatchObject({ type: 'session_not_found' })
    await sessions.end()
  })
})

describe('certificates', () => {
  const shown = (fingerprint: string, trust: 'new' | 'unchecked') => ({
    sessionTimeout: 1,
    maxNodesPerRead: 0,
    maxNodesPerWrite: 0,
    serverCertificate: { fingerprint, der: 'AA==', trust },
  })

  test('the one a server shows is noted, also where it is refused', async () => {
    const { sessions, opcua, trust } = stage()
    opcua.facts = shown('a', 'unchecked')
    await sessions.open(ANNA, wish())
    opcua.facts = shown('b', 'new')
    await sessions.open(ANNA, wish({ trustPolicy: 'fingerprint', autoAccept: true }))
    const certificate = { fingerprint: 'c', der: 'AA==', trust: 'unknown' } as const
    opcua.opening = () => ({ fail: new RequestFailure('UntrustedCertificateException', 'No.', { certificate }) })
    await expect(sessions.open(ANNA, wish({ trustPolicy: 'full' }))).rejects.toMatchObject({ message: 'No.' })
    expect(trust.seen.map(({ certificate, accepted }) => [certificate.fingerprint, accepted])).toEqual([
      ['a', false],
      ['b', true],
      ['c', false],
    ])
    expect(trust.asked.map(({ policy, autoAccept }) => [policy, autoAccept])).toEqual([
      ['none', false],
      ['fingerprint', true],
      ['full', false],
    ])
    await sessions.end()
  })

  test('sessions of a server whose certificate is rejected end', async () => {
    const { sessions, opcua, trust } = stage()
    opcua.facts = shown('a', 'unchecked')
    await sessions.open(ANNA, wish())
    opcua.facts = shown('b', 'unchecked')
    const other = await sessions.open(ANNA, wish({ opcuaTimeout: 9 }))
    trust.rejectNow('a')
    await settled()
    expect(sessions.list().map(({ id }) => id)).toEqual([other.sessionId])
    expect(opcua.links[0]?.closed).toBe(true)
    await sessions.end()
  })
})
