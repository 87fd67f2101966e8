import { createHash, X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { expect } from 'vitest'
import { HISTORY_END } from '../../demo/history'
import type { QUERY_METHODS } from '../../src/main/sessions/methods'
import { SUBSCRIPTION_CALLS } from './subscriptionCalls'
import { dataValue, inServer, integer, listOf, node, nodeText, part, text, WIDE, type MethodCall } from './methodStage'

const SERVER = {
  referenceTypeId: inServer(35),
  isForward: true,
  nodeId: inServer(2253),
  browseName: { ns: 0, name: 'Server' },
  displayName: { locale: null, text: 'Server' },
  nodeClass: 1,
  typeDefinition: inServer(2004),
}
/** Seconds from the end of the prefilled history, as PHP's `format('c')` writes a time. */
const at = (seconds: number) => new Date(HISTORY_END + seconds * 1000).toISOString().replace('.000Z', '+00:00')
const values = (answer: unknown) => listOf(answer).map((one) => part(one, 'value'))

/** The methods of `query` that ask the server or what is known of it (session-daemon 4). */
export const QUERY_CALLS = {
  getEndpoints: async (ask, { controller }) => {
    const endpoints = listOf(await ask(controller.endpointUrl, true))
    const der = new X509Certificate(await readFile(controller.certificate)).raw.toString('base64')
    for (const endpoint of endpoints)
      expect(endpoint).toEqual({
        endpointUrl: controller.endpointUrl,
        serverCertificate: der,
        securityMode: integer,
        securityPolicyUri: expect.stringContaining('http://opcfoundation.org/UA/SecurityPolicy#'),
        securityLevel: integer,
        transportProfileUri: 'http://opcfoundation.org/UA-Profile/Transport/uatcp-uasc-uabinary',
        userIdentityTokens: expect.arrayContaining([
          {
            policyId: text,
            tokenType: integer,
            issuedTokenType: null,
            issuerEndpointUrl: null,
            securityPolicyUri: expect.toSatisfy((uri) => uri === null || typeof uri === 'string'),
          },
        ]),
      })
    // None, and three policies in two modes each.
    expect(endpoints.map((one) => part(one, 'securityMode') as number).toSorted((one, other) => one - other)).toEqual([
      1, 2, 2, 2, 3, 3, 3,
    ])
  },
  browse: async (ask) => {
    const all = await ask(inServer(85), 0, null, true, [], true)
    expect(all).toContainEqual(SERVER)
    expect(await ask('i=85', 0, null, true, [], false)).toEqual(all)
    expect(await ask(inServer(85), 0, null, true, [2], false)).toEqual([])
    expect(listOf(await ask(inServer(85), 1, inServer(33), true, [], false))).toHaveLength(1)
  },
  browseWithContinuation: async (ask) => {
    const set = await ask(node('Wide'), 0, inServer(35), true, [])
    expect(Object.keys(set as object)).toEqual(['references', 'continuationPoint'])
    expect(part(set, 'continuationPoint')).toMatch(/^[\w+/]+=*$/)
    expect(listOf(part(set, 'references')).length).toBeLessThan(WIDE)
    expect(await ask(inServer(85), 0, null, true, [])).toMatchObject({ continuationPoint: null })
  },
  browseNext: async (ask, { query }) => {
    const first = await query('browseWithContinuation', node('Wide'), 0, inServer(35), true, [])
    const found = listOf(part(first, 'references'))
    let point = part(first, 'continuationPoint')
    while (point !== null) {
      const set = await ask(point)
      expect(Object.keys(set as object)).toEqual(['references', 'continuationPoint'])
      found.push(...listOf(part(set, 'references')))
      point = part(set, 'continuationPoint')
    }
    expect(new Set(found.map((one) => part(one, 'nodeId', 'id'))).size).toBe(WIDE)
  },
  browseAll: async (ask) => {
    const all = listOf(await ask(node('Wide'), 0, inServer(35), true, [], true))
    expect(all).toHaveLength(WIDE)
    expect(all[0]).toMatchObject({ nodeId: node('Wide/1'), browseName: { ns: 2, name: '1' }, nodeClass: 2 })
    expect(listOf(await ask(nodeText('Wide'), 0, 'i=35', true, [], false))).toEqual(all)
  },
  browseRecursive: async (ask) => {
    const tree = listOf(await ask(node('Deep'), 0, 3, inServer(35), true, []))
    expect(tree).toHaveLength(1)
    const [first] = tree
    expect(Object.keys(first as object)).toEqual(['reference', 'children'])
    expect(part(first, 'reference', 'nodeId')).toEqual(node('Deep/1'))
    expect(part(first, 'children', 0, 'children', 0, 'reference', 'nodeId')).toEqual(node('Deep/1/2/3'))
    expect(part(first, 'children', 0, 'children', 0, 'children')).toEqual([])
    expect(await ask(nodeText('Deep'), 0, 3, 'i=35')).toEqual(tree)
  },
  translateBrowsePaths: async (ask) => {
    const step = (name: string) => ({
      referenceTypeId: inServer(33),
      isInverse: false,
      includeSubtypes: true,
      targetName: { ns: 0, name },
    })
    const found = { startingNodeId: inServer(85), relativePath: [step('Server'), step('ServerStatus')] }
    const lost = { startingNodeId: inServer(85), relativePath: [step('Lost')] }
    expect(await ask([found, lost])).toEqual([
      { statusCode: 0, targets: [{ targetId: inServer(2256), remainingPathIndex: 4_294_967_295 }] },
      { statusCode: 0x806f_0000, targets: [] },
    ])
    const brief = { startingNodeId: 'i=85', relativePath: [{ targetName: { ns: 0, name: 'Server' } }] }
    expect(await ask([brief])).toMatchObject([{ statusCode: 0, targets: [{ targetId: inServer(2253) }] }])
  },
  resolveNodeId: async (ask) => {
    expect(await ask('/Objects/Server/ServerStatus', null, true)).toEqual(inServer(2256))
    expect(await ask('2:Scalar/2:Int32', node('Demo'), true)).toEqual(node('Scalar/Int32'))
    expect(await ask('2:Scalar/2:Int32', nodeText('Demo'), false)).toEqual(node('Scalar/Int32'))
  },
  read: async (ask) => {
    expect(await ask(node('/Dev/PLC/Speed'), 13, false)).toEqual(dataValue(1500, 11))
    expect(await ask(nodeText('/Dev/PLC/Speed'))).toEqual(dataValue(1500, 11))
    expect(await ask(node('/Dev/PLC/Speed'), 3, true)).toMatchObject({
      type: 20,
      value: { ns: 2, name: 'Speed' },
      sourceTimestamp: null,
    })
    expect(await ask(node('Nowhere'), 13, false)).toMatchObject({ type: null, value: null, statusCode: 0x8034_0000 })
  },
  readMulti: async (ask) => {
    const items = [
      { nodeId: node('Wide/1'), attributeId: 13 },
      { nodeId: node('Nowhere'), attributeId: 13 },
      { nodeId: nodeText('Wide/2') },
      { nodeId: inServer(2253), attributeId: 2 },
    ]
    expect(await ask(items)).toMatchObject([
      dataValue(1, 6),
      { value: null, statusCode: 0x8034_0000 },
      dataValue(2, 6),
      { value: 1, type: 6 },
    ])
    expect(await ask([])).toEqual([])
  },
  write: async (ask, { query }) => {
    const read = async (path: string) => part(await query('read', node(path), 13, false), 'value')
    expect(await ask(node('Scalar/Int32'), -7, 6)).toBe(0)
    expect(await read('Scalar/Int32')).toBe(-7)
    // Without a type it is the node's; a DateTimeImmutable and a NodeId as PHP's json_encode writes them.
    expect(await ask(nodeText('Scalar/Double'), 5, null)).toBe(0)
    expect(await read('Scalar/Double')).toBe(5)
    const noon = { date: '2026-05-15 12:30:00.250000', timezone_type: 1, timezone: '+02:00' }
    expect(await ask(node('Scalar/DateTime'), noon, 13)).toBe(0)
    expect(await read('Scalar/DateTime')).toBe('2026-05-15T10:30:00.250000+00:00')
    expect(await ask(node('Scalar/NodeId'), { v: 'ns=2;s=X' }, 17)).toBe(0)
    expect(await read('Scalar/NodeId')).toEqual(node('X'))
    expect(await ask(node('Read-only scalar/Int32'), 1, 6)).toBe(0x803b_0000)
  },
  writeMulti: async (ask, { query }) => {
    const statuses = await ask([
      { nodeId: node('Scalar/UInt16'), value: 65_535, type: 5, attributeId: 13 },
      { nodeId: node('Read-only scalar/Int32'), value: 1, type: 6, attributeId: 13 },
      { nodeId: nodeText('Scalar/String'), value: 'Öl', type: null },
    ])
    expect(statuses).toEqual([0, 0x803b_0000, 0])
    const both = await query('readMulti', [{ nodeId: node('Scalar/UInt16') }, { nodeId: node('Scalar/String') }])
    expect(values(both)).toEqual([65_535, 'Öl'])
  },
  call: async (ask) => {
    const double = (value: number) => ({ type: 11, value, dimensions: null })
    expect(await ask(node('Methods'), node('Methods/Add'), [double(1.5), double(2)])).toEqual({
      statusCode: 0,
      inputArgumentResults: [0, 0],
      outputArguments: [double(3.5)],
    })
    expect(await ask(nodeText('Methods'), nodeText('Methods/Refuse'), [])).toMatchObject({
      statusCode: 0x80af_0000,
      outputArguments: [],
    })
  },
  historyReadRaw: async (ask) => {
    const raw = listOf(await ask(node('History/Steps'), at(-9), at(0), 0, false))
    expect(values(raw)).toEqual(Array.from({ length: 10 }, (_, index) => 590 + index))
    expect(raw[0]).toMatchObject({ type: 11, statusCode: 0, sourceTimestamp: '2024-02-29T11:59:51.000000+00:00' })
    expect(listOf(await ask(nodeText('History/Steps'), at(-9), null, 3, false))).toHaveLength(3)
  },
  historyReadProcessed: async (ask) => {
    const averages = await ask(node('History/Steps'), at(-9), at(1), 5000, inServer(2342))
    expect(values(averages)).toEqual([592, 597])
    expect(await ask(nodeText('History/Steps'), at(-9), at(1), 5000, 'i=2342')).toEqual(averages)
  },
  historyReadAtTime: async (ask) => {
    expect(values(await ask(node('History/Steps'), [at(-3), at(-1)]))).toEqual([596, 598])
  },
  isConnected: async (ask) => {
    expect(await ask()).toBe(true)
  },
  getConnectionState: async (ask) => {
    expect(await ask()).toBe('Connected')
  },
  reconnect: async (_ask, { controller, daemon, onOwn }) => {
    await onOwn([], async (session) => {
      const before = (await controller.counts()).sessionsCreated
      expect(await daemon.query(session, 'reconnect')).toBeNull()
      expect((await controller.counts()).sessionsCreated).toBe(before + 1)
      expect(await daemon.query(session, 'read', 'i=2258')).toMatchObject({ statusCode: 0, type: 13 })
    })
  },
  getTimeout: (_ask, stage) => configured(stage, 'getTimeout', { opcuaTimeout: 7.5 }, [5, 7.5]),
  getAutoRetry: (_ask, stage) => configured(stage, 'getAutoRetry', { autoRetry: 3 }, [1, 3]),
  getBatchSize: (_ask, stage) => configured(stage, 'getBatchSize', { batchSize: 50 }, [null, 50]),
  getDefaultBrowseMaxDepth: (_ask, stage) =>
    configured(stage, 'getDefaultBrowseMaxDepth', { defaultBrowseMaxDepth: 4 }, [10, 4]),
  getServerMaxNodesPerRead: async (ask) => {
    expect(await ask()).toBe(1000)
  },
  getServerMaxNodesPerWrite: async (ask) => {
    expect(await ask()).toBe(1000)
  },
  discoverDataTypes: async (ask) => {
    expect(await ask(null, true)).toBe(0)
    expect(await ask(0, false)).toBeGreaterThan(100)
  },
  invalidateCache: (_ask, stage) => forgotten(stage, 'invalidateCache', [inServer(85)]),
  flushCache: (_ask, stage) => forgotten(stage, 'flushCache', []),
  trustCertificate: async (_ask, { controller, daemon, onOwn }) => {
    const der = new X509Certificate(await readFile(controller.certificate)).raw
    await onOwn({ trustPolicy: 'fingerprint' }, async (session) => {
      expect(await daemon.query(session, 'trustCertificate', der.toString('base64'))).toBeNull()
      expect(await daemon.query(session, 'getTrustStore')).toEqual([fingerprints(der)])
    })
  },
  untrustCertificate: async (_ask, { controller, daemon, onOwn }) => {
    const der = new X509Certificate(await readFile(controller.certificate)).raw
    await onOwn({ trustPolicy: 'fingerprint' }, async (session) => {
      expect(await daemon.query(session, 'trustCertificate', der.toString('base64'))).toBeNull()
      const colons = fingerprints(der).thumbprint.replaceAll(/(..)(?=.)/g, '$1:')
      expect(await daemon.query(session, 'untrustCertificate', colons)).toBeNull()
      expect(await daemon.query(session, 'getTrustStore')).toEqual([])
    })
  },
  getTrustStore: async (ask) => {
    expect(await ask()).toBeNull()
  },
  getTrustPolicy: (_ask, stage) =>
    configured(stage, 'getTrustPolicy', { trustPolicy: 'fingerprint+expiry' }, [null, 'fingerprint+expiry']),
  getEventDispatcher: async (ask) => {
    expect(await ask()).toBeNull()
  },
  getLogger: async (ask) => {
    expect(await ask()).toBeNull()
  },
  ...SUBSCRIPTION_CALLS,
} satisfies Record<keyof typeof QUERY_METHODS, MethodCall>

type Stage = Parameters<MethodCall>[1]

/** What a method says where nothing was configured, and where something was. */
async function configured(
  { daemon, query, onOwn }: Stage,
  method: string,
  config: object,
  answers: [unknown, unknown],
): Promise<void> {
  expect(await query(method)).toBe(answers[0])
  // The certificate of a server without security is not looked at, so that any policy may be named.
  await onOwn(config, async (session) => expect(await daemon.query(session, method)).toBe(answers[1]))
}

/** An answer of `browse` that is remembered is asked for again afterwards. */
async function forgotten({ controller, daemon, onOwn }: Stage, method: string, params: unknown[]): Promise<void> {
  await onOwn([], async (session) => {
    const browses = async () => {
      await daemon.query(session, 'browse', inServer(85), 0, null, true, [], true)
      return (await controller.counts()).requests['Browse']
    }
    const known = await browses()
    expect(await browses()).toBe(known)
    expect(await daemon.query(session, method, ...params)).toBeNull()
    expect(await browses()).toBe((known ?? 0) + 1)
  })
}

function fingerprints(der: Buffer) {
  const hash = (name: string) => createHash(name).update(der).digest('hex')
  return { fingerprint: hash('sha256'), thumbprint: hash('sha1') }
}
