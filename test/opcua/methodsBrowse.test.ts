import { BrowseRequest } from 'node-opcua-client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { connectDirectly } from '../support/controllerClient'
import { integer, methodsOn, node, part, startMethods, wire, type MethodsOn, type MethodsServer } from './methodsOn'

let server: MethodsServer
let methods: MethodsOn

beforeAll(async () => {
  server = await startMethods()
  methods = server.methods
})
afterAll(() => server.close())

test('getEndpoints shows what the server offers', async () => {
  const [first] = (await methods.plain('getEndpoints', server.controller.endpointUrl)) as unknown[]
  expect(Object.keys(first as object)).toEqual([
    'endpointUrl',
    'serverCertificate',
    'securityMode',
    'securityPolicyUri',
    'securityLevel',
    'transportProfileUri',
    'userIdentityTokens',
  ])
  expect(part(first, 'serverCertificate')).toMatch(/^MII[\w+/]+=*$/)
  expect(Object.keys(part(first, 'userIdentityTokens', 0) as object)).toEqual([
    'policyId',
    'tokenType',
    'issuedTokenType',
    'issuerEndpointUrl',
    'securityPolicyUri',
  ])
  expect(part(await methods.typed('getEndpoints', server.controller.endpointUrl), 0)).toEqual({
    __t: 'EndpointDescription',
    url: part(first, 'endpointUrl'),
    cert: part(first, 'serverCertificate'),
    mode: integer,
    policy: expect.stringContaining('http://opcfoundation.org/UA/SecurityPolicy#'),
    level: integer,
    profile: expect.any(String),
    tokens: expect.arrayContaining([expect.objectContaining({ __t: 'UserTokenPolicy' })]),
  })
})

test('browse and browseAll show what lies below a node, in both encodings', async () => {
  const all = (await methods.plain('browse', 'i=85')) as unknown[]
  expect(all).toContainEqual({
    referenceTypeId: { ns: 0, id: 35, type: 'numeric' },
    isForward: true,
    nodeId: { ns: 0, id: 2253, type: 'numeric' },
    browseName: { ns: 0, name: 'Server' },
    displayName: { locale: null, text: 'Server' },
    nodeClass: 1,
    typeDefinition: { ns: 0, id: 2004, type: 'numeric' },
  })
  expect(await methods.plain('browseAll', { ns: 0, id: 85, type: 'numeric' }, 0, null, true, [], true)).toEqual(all)
  const wired = await methods.typed('browse', { __t: 'NodeId', v: 'i=85' }, { __t: 'BrowseDirection', v: 0 })
  expect(wired).toContainEqual({
    __t: 'ReferenceDescription',
    refType: { __t: 'NodeId', v: 'i=35' },
    isForward: true,
    nodeId: { __t: 'NodeId', v: 'i=2253' },
    browseName: { __t: 'QualifiedName', ns: 0, n: 'Server' },
    displayName: { __t: 'LocalizedText', locale: null, text: 'Server' },
    nodeClass: { __t: 'NodeClass', v: 1 },
    typeDef: { __t: 'NodeId', v: 'i=2004' },
  })
  expect(await methods.typed('browseAll', 'i=85')).toEqual(wired)
  expect(await methods.plain('browse', 'i=85', 0, null, true, [2])).toEqual([])
  expect(await methods.plain('browse', 'i=85', 1)).toHaveLength(1)
  await expect(methods.plain('browse', node('Nowhere'))).rejects.toMatchObject({
    type: 'ServiceException',
    facts: { status: 'BadNodeIdUnknown' },
  })
  await expect(methods.plain('browse', 'i=85', 3)).rejects.toMatchObject({ type: 'invalid_argument' })
})

test('everything below a wide folder comes, over several answers of the server', async () => {
  const direct = await connectDirectly(server.controller.endpointUrl)
  // A server with a limit of its own answers as if it had been asked for no more.
  direct.client.on('send_request', (request: object) => {
    if (request instanceof BrowseRequest) request.requestedMaxReferencesPerNode = 30
  })
  try {
    const on = methodsOn(direct)
    const names = (references: unknown) =>
      new Set((references as unknown[]).map((one) => part(one, 'browseName', 'name'))).size
    expect(names(await on.plain('browse', node('Wide'), 0, 'i=35'))).toBe(100)
    expect(on.requests()).toEqual(['BrowseRequest', 'BrowseNextRequest', 'BrowseNextRequest', 'BrowseNextRequest'])
    expect(names(await on.plain('browseAll', node('Wide'), 0, 'i=35'))).toBe(100)
    expect(
      names(
        ((await on.plain('browseRecursive', node('Wide'), 0, 1, 'i=35')) as unknown[]).map((one) =>
          part(one, 'reference'),
        ),
      ),
    ).toBe(100)
    const first = await on.plain('browseWithContinuation', node('Wide'), 0, 'i=35')
    const found = [...(part(first, 'references') as unknown[])]
    expect(found).toHaveLength(30)
    let point = part(first, 'continuationPoint')
    expect(point).toEqual(expect.any(String))
    while (point !== null) {
      const next = await on.plain('browseNext', point)
      found.push(...(part(next, 'references') as unknown[]))
      point = part(next, 'continuationPoint')
    }
    expect(names(found)).toBe(100)
  } finally {
    await direct.close()
  }
})

test('browseWithContinuation and browseNext show sets of references', async () => {
  const set = await methods.plain('browseWithContinuation', node('Wide'), 0, 'i=35')
  expect(set).toMatchObject({ continuationPoint: null })
  expect(part(set, 'references')).toHaveLength(100)
  expect(await methods.typed('browseWithContinuation', wire('Wide'))).toMatchObject({
    __t: 'BrowseResultSet',
    cpB64: null,
  })
  for (const ask of [methods.plain, methods.typed])
    await expect(ask('browseNext', 'AQID')).rejects.toMatchObject({
      type: 'ServiceException',
      facts: { status: 'BadContinuationPointInvalid' },
    })
  await expect(methods.plain('browseNext', 'not base64')).rejects.toMatchObject({ type: 'invalid_argument' })
})

test('browseRecursive goes as deep as it is told and ends where the tree goes round', async () => {
  const depthOf = (nodes: unknown): number =>
    Math.max(0, ...(nodes as unknown[]).map((one) => 1 + depthOf(part(one, 'children'))))
  expect(depthOf(await methods.plain('browseRecursive', node('Deep')))).toBe(10)
  expect(depthOf(await methods.plain('browseRecursive', node('Deep'), 0, 3))).toBe(3)
  expect(depthOf(await methods.plain('browseRecursive', node('Deep'), 0, -1, 'i=33'))).toBe(21)
  const [first] = (await methods.typed('browseRecursive', node('Deep'), 0, 2, 'i=33')) as unknown[]
  expect(first).toMatchObject({ __t: 'BrowseNode', reference: { __t: 'ReferenceDescription' } })
  // Both ways along every reference is a tree that goes round at once.
  const round = await methods.plain('browseRecursive', node('Deep'), 2, 4)
  expect(depthOf(round)).toBe(4)
  const expanded: string[] = []
  const visit = (nodes: unknown) => {
    for (const one of nodes as unknown[]) {
      if ((part(one, 'children') as unknown[]).length > 0)
        expanded.push(JSON.stringify(part(one, 'reference', 'nodeId')))
      visit(part(one, 'children'))
    }
  }
  visit(round)
  expect(new Set(expanded).size).toBe(expanded.length)
  expect(expanded).not.toContain(JSON.stringify({ ns: 2, id: 'Deep', type: 'string' }))
  await expect(methods.plain('browseRecursive', node('Nowhere'))).rejects.toMatchObject({ type: 'ServiceException' })
}, 60_000)

test('paths lead to nodes, step by step and as text', async () => {
  const [segments] = [
    [
      { ns: 0, name: 'Server' },
      { ns: 0, name: 'ServerStatus' },
    ],
  ]
  const path = { startingNodeId: 'i=85', relativePath: segments?.map((targetName) => ({ targetName })) }
  const lost = { startingNodeId: 'i=85', relativePath: [{ targetName: { ns: 0, name: 'Lost' } }] }
  expect(await methods.plain('translateBrowsePaths', [path, lost])).toEqual([
    { statusCode: 0, targets: [{ targetId: { ns: 0, id: 2256, type: 'numeric' }, remainingPathIndex: 4294967295 }] },
    { statusCode: 0x806f0000, targets: [] },
  ])
  expect(await methods.typed('translateBrowsePaths', [path])).toEqual([
    {
      __t: 'BrowsePathResult',
      status: 0,
      targets: [{ __t: 'BrowsePathTarget', target: { __t: 'NodeId', v: 'i=2256' }, remaining: 4294967295 }],
    },
  ])
  expect(await methods.plain('resolveNodeId', '/Objects/Server/ServerStatus')).toEqual({
    ns: 0,
    id: 2256,
    type: 'numeric',
  })
  expect(await methods.plain('resolveNodeId', 'Server/0:ServerStatus', 'i=85')).toEqual({
    ns: 0,
    id: 2256,
    type: 'numeric',
  })
  expect(await methods.typed('resolveNodeId', '/Objects/Server')).toEqual({ __t: 'NodeId', v: 'i=2253' })
  await expect(methods.plain('resolveNodeId', '/Objects/Lost')).rejects.toMatchObject({
    facts: { status: 'BadNoMatch' },
  })
  await expect(methods.plain('resolveNodeId', '/')).rejects.toMatchObject({ type: 'invalid_argument' })
})
