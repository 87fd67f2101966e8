import { describe, expect, test } from 'vitest'
import { RequestFailure } from '../../src/main/opcua/requestFailure'
import { ANNA, stage, URL, wish } from './fakeParts'
import { settled } from './manualClock'

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
