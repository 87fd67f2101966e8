import { HistoryReadRequest, ReadRawModifiedDetails } from 'node-opcua-client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { HISTORY_END } from '../../demo/history'
import { RequestFailure } from '../../src/main/opcua/requestFailure'
import { MODULE_METHODS, QUERY_METHODS } from '../../src/main/sessions/methods'
import { connectDirectly } from '../support/controllerClient'
import { methodsOn, node, part, startMethods, wire, type MethodsOn, type MethodsServer } from './methodsOn'

let server: MethodsServer
let methods: MethodsOn

beforeAll(async () => {
  server = await startMethods()
  methods = server.methods
})
afterAll(() => server.close())

const id = (path: string) => ({ ns: 2, id: path, type: 'string' })

test('read shows values and attributes', async () => {
  expect(await methods.plain('read', id('/Dev/PLC/Speed'))).toEqual({
    value: 1500,
    type: 11,
    dimensions: null,
    statusCode: 0,
    sourceTimestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00$/),
    serverTimestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00$/),
  })
  expect(await methods.plain('read', node('/Dev/PLC/Speed'), 4)).toMatchObject({ type: 21, value: { text: 'Speed' } })
  expect(await methods.typed('read', wire('/Dev/PLC/Speed'))).toEqual({
    __t: 'DataValue',
    variant: { __t: 'Variant', type: { __t: 'BuiltinType', v: 11 }, value: 1500, dims: null, bytesB64: null },
    status: 0,
    sourceTs: { __t: 'DateTime', v: expect.stringMatching(/\.\d{6}\+00:00$/) },
    serverTs: { __t: 'DateTime', v: expect.stringMatching(/\.\d{6}\+00:00$/) },
  })
  expect(await methods.typed('read', node('Boundary/ByteString every byte'))).toMatchObject({
    variant: { value: null, bytesB64: Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)).toString('base64') },
  })
  expect(await methods.plain('read', node('Guarded/Engineers only'))).toMatchObject({
    statusCode: 0x801f0000,
    value: null,
  })
  await expect(methods.plain('read', 'rubbish')).rejects.toMatchObject({ type: 'invalid_argument' })
})

test('readMulti keeps the order, over as many requests as the limits ask for', async () => {
  const items = Array.from({ length: 100 }, (_, index) => ({ nodeId: node(`Wide/${index + 1}`) }))
  const values = (await methods.plain('readMulti', items)) as unknown[]
  expect(values.map((value) => part(value, 'value'))).toEqual(items.map((_, index) => index + 1))
  const limited = methodsOn(server.direct, { limits: { maxNodesPerRead: 30, maxNodesPerWrite: 7 } })
  limited.requests()
  expect(((await limited.plain('readMulti', items)) as unknown[]).map((value) => part(value, 'value'))).toEqual(
    items.map((_, index) => index + 1),
  )
  expect(limited.requests()).toEqual(Array.from({ length: 4 }, () => 'ReadRequest'))
  expect(await methods.plain('readMulti', [])).toEqual([])
  expect(await methods.typed('readMulti', items.slice(0, 2))).toMatchObject([
    { __t: 'DataValue' },
    { __t: 'DataValue' },
  ])
})

test('write and writeMulti answer statuses in order, bad ones too', async () => {
  expect(await methods.plain('write', node('Scalar/Int32'), 5, 6)).toBe(0)
  const items = [
    { nodeId: node('Scalar/Int32'), value: 6, type: 6 },
    { nodeId: node('Read-only scalar/Int32'), value: 6, type: 6 },
    { nodeId: node('Nowhere'), value: 6 },
    { nodeId: node('Scalar/Double'), value: 2.5 },
    { nodeId: node('Scalar/Int32'), value: 'x', type: 12 },
  ]
  expect(await methods.plain('writeMulti', items)).toEqual([0, 0x803b0000, 0x80340000, 0, 0x80740000])
  expect(await methods.plain('write', node('Guarded/Written by engineers'), 1, 6)).toBe(0x801f0000)
  expect(await methods.typed('write', wire('Scalar/Int32'), 9, { __t: 'BuiltinType', v: 6 })).toBe(0)
  const variant = { __t: 'Variant', type: { __t: 'BuiltinType', v: 15 }, value: null, dims: null, bytesB64: 'AQID' }
  expect(await methods.typed('writeMulti', [{ nodeId: wire('Scalar/ByteString'), value: variant }])).toEqual([0])
  expect(await methods.plain('read', node('Scalar/ByteString'))).toMatchObject({ value: 'AQID' })
  const limited = methodsOn(server.direct, { limits: { maxNodesPerRead: 0, maxNodesPerWrite: 2 } })
  expect(await limited.plain('writeMulti', items)).toEqual([0, 0x803b0000, 0x80340000, 0, 0x80740000])
  expect(limited.requests().filter((name) => name === 'WriteRequest')).toHaveLength(2)
})

test('types are found out once where they are remembered, and not at all where that is switched off', async () => {
  const behaviour = { batchSize: null, defaultBrowseMaxDepth: 10, autoDetectWriteType: true, readMetadataCache: true }
  const remembering = methodsOn(server.direct, { behaviour })
  for (const value of [1, 2]) expect(await remembering.plain('write', node('Scalar/Int16'), value)).toBe(0)
  expect(remembering.requests()).toEqual(['ReadRequest', 'WriteRequest', 'WriteRequest'])
  expect(remembering.marks).toBe(2)
  const strict = methodsOn(server.direct, { behaviour: { ...behaviour, autoDetectWriteType: false } })
  await expect(strict.plain('write', node('Scalar/Int16'), 1)).rejects.toMatchObject({ type: 'invalid_argument' })
  expect(await strict.plain('write', node('Scalar/Int16'), 1, 4)).toBe(0)
  expect(strict.requests()).toEqual(['WriteRequest'])
})

test('call answers what the method answers, exactly, and refusals with their status', async () => {
  const add = [
    { type: 11, value: 1.5, dimensions: null },
    { type: 11, value: 2, dimensions: null },
  ]
  expect(await methods.plain('call', node('Methods'), node('Methods/Add'), add)).toEqual({
    statusCode: 0,
    inputArgumentResults: [0, 0],
    outputArguments: [{ type: 11, value: 3.5, dimensions: null }],
  })
  const sent = { type: 9, value: 18446744073709551615n, dimensions: null }
  const echo = await methods.plain('call', node('Methods'), node('Methods/Echo'), [sent])
  expect(part(echo, 'outputArguments', 0)).toEqual(sent)
  expect(
    await methods.typed('call', wire('Methods'), wire('Methods/Add'), [
      { __t: 'Variant', type: { __t: 'BuiltinType', v: 11 }, value: 1, dims: null, bytesB64: null },
      { __t: 'Variant', type: { __t: 'BuiltinType', v: 11 }, value: 2, dims: null, bytesB64: null },
    ]),
  ).toEqual({
    __t: 'CallResult',
    status: 0,
    inputResults: [0, 0],
    output: [{ __t: 'Variant', type: { __t: 'BuiltinType', v: 11 }, value: 3, dims: null, bytesB64: null }],
  })
  expect(await methods.plain('call', node('Methods'), node('Methods/Refuse'))).toMatchObject({ statusCode: 0x80af0000 })
  expect(await methods.plain('call', node('Methods'), node('Nowhere'), [])).toMatchObject({ statusCode: 0x80750000 })
  methods.requests()
  await expect(
    methods.plain('call', node('Methods'), node('Methods/Count'), [{ type: 3, value: 300 }]),
  ).rejects.toMatchObject({ type: 'invalid_argument', facts: { sent: false } })
  expect(methods.requests()).toEqual([])
})

test('history comes raw, processed and at given times', async () => {
  const at = (seconds: number) => new Date(HISTORY_END + seconds * 1000).toISOString().replace('Z', '+00:00')
  const raw = (await methods.plain('historyReadRaw', node('History/Steps'), at(-9), at(0))) as unknown[]
  expect(raw.map((value) => part(value, 'value'))).toEqual(Array.from({ length: 10 }, (_, index) => 590 + index))
  expect(raw[0]).toMatchObject({ type: 11, sourceTimestamp: '2024-02-29T11:59:51.000000+00:00' })
  expect(await methods.plain('historyReadRaw', node('History/Steps'), at(-100), at(0), 3)).toHaveLength(3)
  expect(await methods.plain('historyReadRaw', node('History/Steps'), at(-599), at(0))).toHaveLength(600)
  expect(await methods.plain('historyReadRaw', node('History/Steps'), at(-5), null, 2)).toHaveLength(2)
  const average = 'i=2342'
  const processed = await methods.plain('historyReadProcessed', node('History/Steps'), at(-9), at(1), 5000, average)
  expect((processed as unknown[]).map((value) => part(value, 'value'))).toEqual([592, 597])
  const times = await methods.plain('historyReadAtTime', node('History/Steps'), [at(-3), at(-1)])
  expect((times as unknown[]).map((value) => part(value, 'value'))).toEqual([596, 598])
  for (const [method, ...parameters] of [
    ['historyReadRaw', wire('History/Steps'), { __t: 'DateTime', v: '2024-02-29T11:59:51.000000+00:00' }, null, 1],
    ['historyReadProcessed', wire('History/Steps'), at(-9), at(1), 5000, average],
    ['historyReadAtTime', wire('History/Steps'), [at(-3)]],
  ] as const)
    expect(part(await methods.typed(method, ...parameters), 0)).toMatchObject({
      __t: 'DataValue',
      status: expect.any(Number),
    })
  await expect(methods.plain('historyReadRaw', node('Nowhere'), at(-9), at(0))).rejects.toMatchObject({
    type: 'ServiceException',
    facts: { status: 'BadNodeIdUnknown' },
  })
  await expect(methods.plain('historyReadAtTime', node('History/Steps'), ['now'])).rejects.toMatchObject({
    type: 'invalid_argument',
  })
})

test('a long past comes over several answers of the server, and is not asked for further than is wanted', async () => {
  const direct = await connectDirectly(server.controller.endpointUrl)
  // A server with a limit of its own answers as if it had been asked for no more.
  direct.client.on('send_request', (request: object) => {
    if (!(request instanceof HistoryReadRequest)) return
    const details = request.historyReadDetails
    if (details instanceof ReadRawModifiedDetails) details.numValuesPerNode = 100
  })
  try {
    const on = methodsOn(direct)
    const at = (seconds: number) => new Date(HISTORY_END + seconds * 1000).toISOString().replace('Z', '+00:00')
    const values = (await on.plain('historyReadRaw', node('History/Steps'), at(-249), at(0))) as unknown[]
    expect(values.map((value) => part(value, 'value'))).toEqual(Array.from({ length: 250 }, (_, index) => 350 + index))
    expect(on.requests()).toHaveLength(3)
    expect(await on.plain('historyReadRaw', node('History/Steps'), at(-249), at(0), 150)).toHaveLength(150)
    // Two answers, and the rest is given back.
    expect(on.requests()).toHaveLength(3)
  } finally {
    await direct.close()
  }
})

test('data types of the server itself are counted', async () => {
  expect(await methods.plain('discoverDataTypes')).toBe(0)
  expect(await methods.plain('discoverDataTypes', 0)).toBeGreaterThan(100)
  expect(await methods.typed('discoverDataTypes', 2)).toBe(0)
})

test('what the server says of itself', async () => {
  const facts = {
    getServerProductName: 'Keyswitch demo controller',
    getServerManufacturerName: 'Keyswitch',
    getServerSoftwareVersion: '1.2.3',
    getServerBuildNumber: '45',
  }
  for (const [method, text] of Object.entries(facts)) {
    expect(await methods.plain(method)).toBe(text)
    expect(await methods.typed(method)).toBe(text)
  }
  const date = '2024-02-29T12:00:00.000000+00:00'
  expect(await methods.plain('getServerBuildDate')).toBe(date)
  expect(await methods.typed('getServerBuildDate')).toEqual({ __t: 'DateTime', v: date })
  expect(await methods.plain('getServerBuildInfo')).toEqual({
    productName: 'Keyswitch demo controller',
    manufacturerName: 'Keyswitch',
    softwareVersion: '1.2.3',
    buildNumber: '45',
    buildDate: date,
  })
  expect(await methods.typed('getServerBuildInfo')).toEqual({
    __t: 'BuildInfo',
    product: 'Keyswitch demo controller',
    manufacturer: 'Keyswitch',
    version: '1.2.3',
    build: '45',
    date: { __t: 'DateTime', v: date },
  })
})

test('nodes and references are added and deleted', async () => {
  const added = await methods.typed('addNodes', [
    {
      parentNodeId: wire('Wide'),
      referenceTypeId: 'i=35',
      requestedNewNodeId: { __t: 'NodeId', v: 'i=0' },
      browseName: { __t: 'QualifiedName', ns: 2, n: 'New' },
      nodeClass: { __t: 'NodeClass', v: 2 },
      typeDefinition: { __t: 'NodeId', v: 'i=63' },
      dataType: { __t: 'NodeId', v: 'i=11' },
      value: { __t: 'Variant', type: { __t: 'BuiltinType', v: 11 }, value: 2.5, dims: null, bytesB64: null },
      accessLevel: 3,
      userAccessLevel: 3,
      valueRank: -1,
    },
    {
      parentNodeId: node('Nowhere'),
      referenceTypeId: 'i=35',
      browseName: { __t: 'QualifiedName', ns: 2, n: 'Lost' },
      nodeClass: { __t: 'NodeClass', v: 1 },
    },
  ])
  expect(added).toEqual([
    { __t: 'AddNodesResult', status: 0, added: { __t: 'NodeId', v: expect.stringMatching(/^ns=2;/) } },
    { __t: 'AddNodesResult', status: 0x805b0000, added: { __t: 'NodeId', v: 'i=0' } },
  ])
  const fresh = part(added, 0, 'added')
  expect(part(await methods.typed('read', fresh), 'variant')).toMatchObject({ value: 2.5 })
  const plain = await methods.plain('addNodes', [
    {
      parentNodeId: node('Wide'),
      referenceTypeId: 'i=35',
      browseName: { ns: 2, name: 'Other' },
      nodeClass: 1,
      typeDefinition: 'i=61',
      displayName: 'Another',
    },
  ])
  expect(plain).toEqual([{ statusCode: 0, addedNodeId: expect.objectContaining({ ns: 2 }) }])
  const other = part(plain, 0, 'addedNodeId')
  const link = {
    sourceNodeId: other,
    referenceTypeId: 'i=35',
    isForward: true,
    targetNodeId: fresh,
    targetNodeClass: 2,
  }
  expect(await methods.typed('addReferences', [{ ...link, targetNodeId: fresh }])).toEqual([0])
  const plainLink = { ...link, targetNodeId: part(fresh, 'v') }
  expect(await methods.plain('addReferences', [plainLink])).toEqual([0x80660000])
  expect(await methods.plain('browse', other)).toEqual(
    expect.arrayContaining([expect.objectContaining({ browseName: { ns: 2, name: 'New' } })]),
  )
  expect(await methods.plain('deleteReferences', [plainLink])).toEqual([0])
  expect(await methods.typed('deleteReferences', [link])).toEqual([expect.any(Number)])
  expect(await methods.plain('deleteNodes', [{ nodeId: other }, { nodeId: node('Nowhere') }])).toEqual([0, 0x80340000])
  expect(await methods.typed('deleteNodes', [{ nodeId: fresh, deleteTargetReferences: true }])).toEqual([0])
  methods.requests()
  await expect(
    methods.plain('addNodes', [
      {
        parentNodeId: 'i=85',
        referenceTypeId: 'i=35',
        browseName: { ns: 2, name: 'x' },
        nodeClass: 1,
        historizing: true,
      },
    ]),
  ).rejects.toMatchObject({ type: 'invalid_argument', facts: { sent: false } })
  expect(methods.requests()).toEqual([])
})

test('methods that are none are unknown', async () => {
  for (const name of ['', 'READ', 'constructor', '__proto__', 'toString', 'then'])
    await expect(methods.plain(name)).rejects.toMatchObject({ type: 'unknown_method' })
})

test('every method of the tables that a server answers is there in both encodings', async () => {
  const answered = Object.entries({ ...QUERY_METHODS, ...MODULE_METHODS })
    .filter(([, { place }]) => place === 'server' || place === 'subscription')
    .map(([name]) => name)
  expect(answered).toHaveLength(37)
  // Without any parameter most are refused; publish would wait for what never comes.
  const stop = new AbortController()
  stop.abort(new RequestFailure('shutting_down', 'Nothing is sent.'))
  const none = methodsOn(server.direct, { signal: stop.signal })
  for (const name of answered)
    for (const ask of [none.plain, none.typed]) {
      await expect(ask(name), name).rejects.toMatchObject({
        type: expect.stringMatching(/^(invalid_argument|shutting_down)$/),
        facts: { sent: false },
      })
    }
  for (const name of ['isConnected', 'getTrustStore', 'trustCertificate'])
    await expect(none.plain(name)).rejects.toMatchObject({ type: 'unknown_method' })
})
