import { expect } from 'vitest'
import { HISTORY_END } from '../../demo/history'
import { integer, listOf, node, nodeText, part, text, time, WIDE, wire, type MethodCall } from './methodStage'

const id = (value: string) => ({ __t: 'NodeId', v: value })
const enumeration = (name: string, v: number) => ({ __t: name, v })
const variant = (type: number, value: unknown) => ({
  __t: 'Variant',
  type: enumeration('BuiltinType', type),
  value,
  dims: null,
  bytesB64: null,
})
const wireTime = { __t: 'DateTime', v: time }
const dataValue = (type: number, value: unknown) => ({
  __t: 'DataValue',
  variant: variant(type, value),
  status: 0,
  sourceTs: wireTime,
  serverTs: wireTime,
})
const at = (seconds: number) => ({
  __t: 'DateTime',
  v: new Date(HISTORY_END + seconds * 1000).toISOString().replace('Z', '000+00:00'),
})
const values = (answer: unknown) => listOf(answer).map((one) => part(one, 'variant', 'value'))
const ORGANIZES = id('i=35')
const BUILD_DATE = { __t: 'DateTime', v: '2024-02-29T12:00:00.000000+00:00' }

const newNode = (name: string, more: object = {}) => ({
  parentNodeId: wire('Line'),
  referenceTypeId: ORGANIZES,
  requestedNewNodeId: wire(name),
  browseName: { __t: 'QualifiedName', ns: 2, n: name },
  nodeClass: enumeration('NodeClass', 1),
  typeDefinition: id('i=61'),
  ...more,
})
const link = (source: string, target: string) => ({
  sourceNodeId: wire(source),
  referenceTypeId: ORGANIZES,
  isForward: true,
  targetNodeId: wire(target),
  targetNodeClass: enumeration('NodeClass', 1),
})

/** Every method that `invoke` reaches, in its typed encoding (session-daemon 5); texts are node forms, too. */
export const INVOKE_CALLS: Readonly<Record<string, MethodCall>> = {
  addNodes: async (ask, { query }) => {
    const more = {
      nodeClass: enumeration('NodeClass', 2),
      typeDefinition: id('i=63'),
      dataType: id('i=11'),
      value: variant(11, 2.5),
      valueRank: -1,
      accessLevel: 3,
    }
    const lost = { ...newNode('Lost'), parentNodeId: nodeText('Nowhere') }
    expect(await ask([newNode('Added', more), lost])).toEqual([
      { __t: 'AddNodesResult', status: 0, added: wire('Added') },
      { __t: 'AddNodesResult', status: 0x805b_0000, added: id('i=0') },
    ])
    expect(await query('read', node('Added'))).toMatchObject({ value: 2.5, type: 11 })
  },
  deleteNodes: async (ask, { query }) => {
    expect(
      await ask([{ nodeId: wire('Added'), deleteTargetReferences: true }, { nodeId: nodeText('Scalar') }]),
    ).toEqual([0, 0x801f_0000])
    expect(await query('read', node('Added'))).toMatchObject({ value: null, statusCode: 0x8034_0000 })
  },
  addReferences: async (ask, { query }) => {
    expect(await ask([link('Line', 'Deep'), link('Line', 'Deep')])).toEqual([0, 0x8066_0000])
    const below = await query('browse', node('Line'), 0, 'i=35', true, [], false)
    expect(listOf(below).map((one) => part(one, 'nodeId', 'id'))).toContain('Deep')
  },
  deleteReferences: async (ask, { query }) => {
    expect(await ask([{ ...link('Line', 'Deep'), deleteBidirectional: true }])).toEqual([0])
    const below = await query('browse', node('Line'), 0, 'i=35', true, [], false)
    expect(listOf(below).map((one) => part(one, 'nodeId', 'id'))).not.toContain('Deep')
  },
  getServerProductName: async (ask) => expect(await ask()).toBe('Keyswitch demo controller'),
  getServerManufacturerName: async (ask) => expect(await ask()).toBe('Keyswitch'),
  getServerSoftwareVersion: async (ask) => expect(await ask()).toBe('1.2.3'),
  getServerBuildNumber: async (ask) => expect(await ask()).toBe('45'),
  getServerBuildDate: async (ask) => expect(await ask()).toEqual(BUILD_DATE),
  getServerBuildInfo: async (ask) =>
    expect(await ask()).toEqual({
      __t: 'BuildInfo',
      product: 'Keyswitch demo controller',
      manufacturer: 'Keyswitch',
      version: '1.2.3',
      build: '45',
      date: BUILD_DATE,
    }),
  getEndpoints: async (ask, { controller }) => {
    const endpoints = listOf(await ask(controller.endpointUrl, true))
    expect(endpoints).toHaveLength(7)
    expect(endpoints[0]).toEqual({
      __t: 'EndpointDescription',
      url: controller.endpointUrl,
      cert: expect.stringMatching(/^MII[\w+/]+=*$/),
      mode: integer,
      policy: expect.stringContaining('http://opcfoundation.org/UA/SecurityPolicy#'),
      tokens: expect.arrayContaining([
        {
          __t: 'UserTokenPolicy',
          policyId: text,
          tokenType: integer,
          issuedType: null,
          issuer: null,
          policy: expect.anything(),
        },
      ]),
      profile: 'http://opcfoundation.org/UA-Profile/Transport/uatcp-uasc-uabinary',
      level: integer,
    })
  },
  browse: async (ask) => {
    const all = await ask(id('i=85'), enumeration('BrowseDirection', 0), null, true, [], true)
    expect(all).toContainEqual({
      __t: 'ReferenceDescription',
      refType: ORGANIZES,
      isForward: true,
      nodeId: id('i=2253'),
      browseName: { __t: 'QualifiedName', ns: 0, n: 'Server' },
      displayName: { __t: 'LocalizedText', locale: null, text: 'Server' },
      nodeClass: enumeration('NodeClass', 1),
      typeDef: id('i=2004'),
    })
    expect(await ask('i=85', 0, 'i=35', true, [enumeration('NodeClass', 2)], false)).toEqual([])
  },
  browseAll: async (ask) => expect(listOf(await ask(nodeText('Wide'), 0, ORGANIZES))).toHaveLength(WIDE),
  browseWithContinuation: async (ask) =>
    expect(await ask(wire('Wide'), 0, ORGANIZES, true, [])).toEqual({
      __t: 'BrowseResultSet',
      refs: expect.arrayContaining([expect.objectContaining({ __t: 'ReferenceDescription' })]),
      cpB64: expect.stringMatching(/^[\w+/]+=*$/),
    }),
  browseNext: async (ask, { query }) => {
    const first = await query('browseWithContinuation', node('Wide'), 0, 'i=35')
    const next = await ask(part(first, 'continuationPoint'))
    expect(next).toEqual({
      __t: 'BrowseResultSet',
      refs: expect.any(Array),
      cpB64: expect.stringMatching(/^[\w+/]+=*$/),
    })
    const last = await ask(part(next, 'cpB64'))
    expect(last).toMatchObject({ __t: 'BrowseResultSet', cpB64: null })
    const found = [part(first, 'references'), part(next, 'refs'), part(last, 'refs')].map(listOf)
    expect(found.flat()).toHaveLength(WIDE)
  },
  browseRecursive: async (ask) =>
    expect(await ask(wire('Deep'), enumeration('BrowseDirection', 0), 2, ORGANIZES, true, [])).toMatchObject([
      {
        __t: 'BrowseNode',
        reference: { __t: 'ReferenceDescription', nodeId: wire('Deep/1') },
        children: [{ __t: 'BrowseNode', reference: { nodeId: wire('Deep/1/2') }, children: [] }],
      },
    ]),
  translateBrowsePaths: async (ask) => {
    const targetName = { __t: 'QualifiedName', ns: 0, n: 'Server' }
    expect(await ask([{ startingNodeId: id('i=85'), relativePath: [{ targetName }] }])).toEqual([
      {
        __t: 'BrowsePathResult',
        status: 0,
        targets: [{ __t: 'BrowsePathTarget', target: id('i=2253'), remaining: 4_294_967_295 }],
      },
    ])
  },
  resolveNodeId: async (ask) => expect(await ask('/Objects/Server', null, true)).toEqual(id('i=2253')),
  read: async (ask) => {
    expect(await ask(wire('/Dev/PLC/Speed'), 13, false)).toEqual(dataValue(11, 1500))
    expect(await ask(nodeText('/Dev/PLC/Speed'))).toEqual(dataValue(11, 1500))
    const every = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)).toString('base64')
    expect(part(await ask(nodeText('Boundary/ByteString every byte')), 'variant')).toEqual({
      ...variant(15, null),
      bytesB64: every,
    })
    expect(part(await ask(wire('Boundary/UInt64 max')), 'variant')).toEqual(variant(9, 2n ** 64n - 1n))
    expect(part(await ask(wire('Boundary/Cube')), 'variant', 'dims')).toEqual([2, 3, 4])
    const missing = await ask(wire('Nowhere'))
    expect(missing).toMatchObject({ __t: 'DataValue', variant: null, status: 0x8034_0000 })
  },
  readMulti: async (ask) =>
    expect(await ask([{ nodeId: wire('Wide/1'), attributeId: 13 }, { nodeId: nodeText('Wide/2') }])).toEqual([
      dataValue(6, 1),
      dataValue(6, 2),
    ]),
  write: async (ask, { query }) => {
    expect(await ask(wire('Scalar/Int32'), 9, enumeration('BuiltinType', 6))).toBe(0)
    expect(await query('read', node('Scalar/Int32'))).toMatchObject({ value: 9 })
    const bytes = { ...variant(15, null), bytesB64: 'AP8=' }
    expect(await ask(nodeText('Scalar/ByteString'), bytes, null)).toBe(0)
    expect(await query('read', node('Scalar/ByteString'))).toMatchObject({ value: 'AP8=' })
    expect(await ask(wire('Scalar/Int64'), variant(8, -(2n ** 63n)))).toBe(0)
    expect(await query('read', node('Scalar/Int64'))).toMatchObject({ value: -(2n ** 63n) })
  },
  writeMulti: async (ask, { query }) => {
    const items = [
      { nodeId: wire('Scalar/UInt16'), value: 7, type: enumeration('BuiltinType', 5), attributeId: 13 },
      { nodeId: wire('Read-only scalar/Int32'), value: 7, type: enumeration('BuiltinType', 6) },
    ]
    expect(await ask(items)).toEqual([0, 0x803b_0000])
    expect(await query('read', node('Scalar/UInt16'))).toMatchObject({ value: 7 })
  },
  call: async (ask) =>
    expect(await ask(wire('Methods'), wire('Methods/Add'), [variant(11, 1), variant(11, 2.5)])).toEqual({
      __t: 'CallResult',
      status: 0,
      inputResults: [0, 0],
      output: [variant(11, 3.5)],
    }),
  historyReadRaw: async (ask) => {
    const raw = await ask(wire('History/Steps'), at(-2), at(0), 0, false)
    expect(values(raw)).toEqual([597, 598, 599])
    expect(part(raw, 0)).toEqual(dataValue(11, 597))
  },
  historyReadProcessed: async (ask) =>
    expect(values(await ask(wire('History/Steps'), at(-9), at(1), 5000, id('i=2342')))).toEqual([592, 597]),
  historyReadAtTime: async (ask) =>
    expect(values(await ask(nodeText('History/Steps'), [at(-3), at(-1)]))).toEqual([596, 598]),
  discoverDataTypes: async (ask) => expect(await ask(null, true)).toBe(0),
}
