import { afterAll, beforeAll, expect, test } from 'vitest'
import { node, startMethods, type MethodsOn, type MethodsServer } from './methodsOn'

let server: MethodsServer
let methods: MethodsOn

beforeAll(async () => {
  server = await startMethods()
  methods = server.methods
})
afterAll(() => server.close())

type Shown = { value: unknown; type: number | null; dimensions: number[] | null; statusCode: number }
const valueOf = async (path: string) => {
  const { value, type, dimensions, statusCode } = (await methods.plain('read', node(path))) as Shown
  return { value, type, dimensions, statusCode }
}

const guid = '72962b91-fa75-4ae6-8d28-b404dc7daf63'
const range = Buffer.alloc(16, 7).toString('base64')
const SIX: [name: string, type: number, six: unknown[]][] = [
  ['Boolean', 1, [true, false, true, false, false, true]],
  ['SByte', 2, [-128, 127, 0, 1, -1, 5]],
  ['Byte', 3, [255, 0, 1, 2, 3, 4]],
  ['Int16', 4, [-32768, 32767, 0, 1, 2, 3]],
  ['UInt16', 5, [65535, 0, 1, 2, 3, 4]],
  ['Int32', 6, [-2147483648, 2147483647, 0, 1, 2, 3]],
  ['UInt32', 7, [4294967295, 0, 1, 2, 3, 4]],
  ['Int64', 8, [-(2n ** 63n), 2n ** 63n - 1n, 0, -1, 2n ** 53n + 1n, 1]],
  ['UInt64', 9, [2n ** 64n - 1n, 0, 2n ** 63n, 2n ** 53n + 1n, 1, 2]],
  ['Float', 10, ['NaN', 'Infinity', '-Infinity', -0, 0.1, 1.5]],
  ['Double', 11, [-0, 'NaN', 'Infinity', '-Infinity', 0.1, 5e-324]],
  ['String', 12, ['Füllstand 🏭', '', 'a\u0000b', '"', '\u2028', 'x']],
  [
    'DateTime',
    13,
    [
      '2026-05-15T10:30:00.123456+00:00',
      '1601-01-01T00:00:00.000000+00:00',
      '9999-12-31T23:59:59.999999+00:00',
      '1969-07-20T20:17:40.000001+00:00',
      '2024-02-29T12:00:00.000000+00:00',
      '2038-01-19T03:14:08.000000+00:00',
    ],
  ],
  ['Guid', 14, Array.from({ length: 6 }, () => guid)],
  ['ByteString', 15, ['AP8KDQ==', '', 'gIGC', 'AQID', 'AA==', '/w==']],
  ['XmlElement', 16, ['<a b="ü"/>', '<b/>', '<c/>', '<d/>', '<e/>', '<f/>']],
  [
    'NodeId',
    17,
    [
      { ns: 2, id: '/Dev/PLC/Speed', type: 'string' },
      { ns: 0, id: 85, type: 'numeric' },
      { ns: 65535, id: 4294967295, type: 'numeric' },
      { ns: 1, id: guid, type: 'guid' },
      { ns: 3, id: 'AP8=', type: 'opaque' },
      { ns: 0, id: 0, type: 'numeric' },
    ],
  ],
  [
    'ExpandedNodeId',
    18,
    [
      { ns: 2, id: 'x', type: 'string' },
      // Those with a URI or a server index: the server's own copies of values lose both.
      { ns: 0, id: 'x', type: 'string' },
      { ns: 0, id: 1, type: 'numeric' },
      { ns: 0, id: 85, type: 'numeric' },
      { ns: 1, id: guid, type: 'guid' },
      { ns: 1, id: 'AQ==', type: 'opaque' },
    ],
  ],
  ['StatusCode', 19, [0x801f0000, 0, 0x40900000, 0x80340000, 0x800a0000, 0x00300000]],
  ['QualifiedName', 20, Array.from({ length: 6 }, (_, ns) => ({ ns, name: `Öl ${ns}` }))],
  [
    'LocalizedText',
    21,
    [
      { locale: 'de', text: 'Füllstand' },
      { locale: null, text: 'x' },
      { locale: 'en', text: null },
      { locale: null, text: null },
      { locale: 'ja', text: '水位' },
      { locale: 'en', text: 'y' },
    ],
  ],
]

for (const [name, type, six] of SIX) {
  test(`${name} is written and read back exactly: alone, as a list, as an empty list, as a matrix`, async () => {
    for (const value of six) {
      expect(await methods.plain('write', node(`Scalar/${name}`), value, type)).toBe(0)
      expect(await valueOf(`Scalar/${name}`)).toStrictEqual({ value, type, dimensions: null, statusCode: 0 })
    }
    // Four as the node has it, then another length.
    expect(await methods.plain('write', node(`Array/${name}`), six, type)).toBe(0)
    expect(await valueOf(`Array/${name}`)).toStrictEqual({ value: six, type, dimensions: null, statusCode: 0 })
    expect(await methods.plain('write', node(`Array/${name}`), [], type)).toBe(0)
    expect(await valueOf(`Array/${name}`)).toStrictEqual({ value: [], type, dimensions: null, statusCode: 0 })
    const matrix = { type, value: six, dimensions: [2, 3] }
    expect(await methods.plain('write', node(`Matrix/${name}`), matrix, type)).toBe(0)
    expect(await valueOf(`Matrix/${name}`)).toStrictEqual({ ...matrix, statusCode: 0 })
    const rows = [six.slice(3), six.slice(0, 3)]
    expect(await methods.plain('write', node(`Matrix/${name}`), rows, type)).toBe(0)
    expect(await valueOf(`Matrix/${name}`)).toStrictEqual({ ...matrix, value: rows.flat(), statusCode: 0 })
  })

  test(`${name} is written without naming its type`, async () => {
    expect(await methods.plain('write', node(`Scalar/${name}`), six[0])).toBe(0)
    expect(await valueOf(`Scalar/${name}`)).toStrictEqual({ value: six[0], type, dimensions: null, statusCode: 0 })
  })
}

test('structures of the standard come with their fields and their bytes, and the bytes can be written', async () => {
  const { value } = await valueOf('Structure/Range')
  expect(value).toStrictEqual({
    typeId: { ns: 0, id: 886, type: 'numeric' },
    encoding: 1,
    body: Buffer.from(new Float64Array([-40, 125.5]).buffer).toString('base64'),
    value: { low: -40, high: 125.5 },
  })
  const other = { typeId: 'i=886', encoding: 1, body: range }
  expect(await methods.plain('write', node('Structure/Range'), other, 22)).toBe(0)
  expect((await valueOf('Structure/Range')).value).toMatchObject({ body: range })
  const back = { ...(value as object) }
  expect(await methods.plain('write', node('Structure/Range'), back, 22)).toBe(0)
  expect((await valueOf('Structure/Range')).value).toStrictEqual(value)
  expect((await valueOf('Structure/Argument')).value).toMatchObject({
    value: {
      name: 'Größe',
      dataType: { ns: 0, id: 11, type: 'numeric' },
      valueRank: 1,
      arrayDimensions: [3],
      description: { locale: 'de', text: 'Länge, Breite, Höhe' },
    },
  })
  expect((await valueOf('Structure/Mixed')).value).toHaveLength(2)
  expect((await valueOf('Structure/Null')).value).toBeNull()
})

test('values with times, lists of Variants and diagnostics are written and read back', async () => {
  const data = {
    value: 2n ** 64n - 1n,
    type: 9,
    dimensions: null,
    statusCode: 0x40900000,
    sourceTimestamp: '2026-05-15T10:30:00.123456+00:00',
    serverTimestamp: null,
  }
  expect(await methods.plain('write', node('Scalar/DataValue'), data, 23)).toBe(0)
  expect((await valueOf('Scalar/DataValue')).value).toStrictEqual(data)
  const variants = [
    { type: 8, value: -(2n ** 63n), dimensions: null },
    { type: 12, value: ['a', null, ''], dimensions: null },
    { type: 11, value: [-0, 'NaN'], dimensions: null },
    { type: 6, value: [1, 2, 3, 4], dimensions: [2, 2] },
  ]
  expect(await methods.plain('write', node('Array/Variant'), variants, 24)).toBe(0)
  expect((await valueOf('Array/Variant')).value).toStrictEqual(variants)
  const info = {
    symbolicId: 3,
    namespaceUri: -1,
    locale: -1,
    localizedText: 4,
    additionalInfo: 'more',
    innerStatusCode: 0x80340000,
    innerDiagnosticInfo: null,
  }
  expect(await methods.plain('write', node('Scalar/DiagnosticInfo'), info, 25)).toBe(0)
  expect((await valueOf('Scalar/DiagnosticInfo')).value).toStrictEqual(info)
})

test('what programs get wrong is right', async () => {
  const shown = async (name: string) => (await valueOf(`Boundary/${name}`)).value
  expect(await shown('UInt64 max')).toBe(18446744073709551615n)
  expect(await shown('UInt64 beyond double')).toBe(9007199254740993n)
  expect(await shown('Int64 min')).toBe(-9223372036854775808n)
  expect(await shown('Int64 minus one')).toBe(-1)
  expect(await shown('Double mixed')).toStrictEqual(['NaN', 'Infinity', '-Infinity', -0, 0, 0.1])
  expect(await shown('Float minus zero')).toBe(-0)
  expect(await shown('ByteString null')).toBeNull()
  expect(await shown('ByteString empty')).toBe('')
  expect(await shown('ByteString 100 kB')).toHaveLength(133_336)
  expect(await shown('String null')).toBeNull()
  expect(await shown('String empty')).toBe('')
  expect(await shown('String control characters')).toBe('a\u0000b\u0001c\r\n\t\u007F\u2028d')
  expect(await shown('DateTime zero')).toBe('1601-01-01T00:00:00.000000+00:00')
  expect(await shown('DateTime microseconds')).toBe('2024-02-29T12:00:00.123456+00:00')
  expect(await shown('LocalizedText null')).toEqual({ locale: null, text: null })
  expect(await shown('QualifiedName null')).toEqual({ ns: 0, name: null })
  expect(await valueOf('Boundary/Null')).toEqual({ value: null, type: null, dimensions: null, statusCode: 0 })
  expect(await shown('Array of nulls')).toEqual([null, '', 'x'])
  expect(await valueOf('Boundary/Cube')).toMatchObject({ dimensions: [2, 3, 4] })
  expect(await shown('Array of 10 000')).toHaveLength(10_000)
})

test('times of values keep microseconds, bad values have none', async () => {
  expect(await methods.plain('read', node('Quality/Microseconds'))).toMatchObject({
    value: 12.5,
    sourceTimestamp: '2024-02-29T12:00:00.123456+00:00',
  })
  expect(await methods.plain('read', node('Quality/Bad'))).toMatchObject({
    value: null,
    type: null,
    statusCode: 0x808c0000,
    sourceTimestamp: '2024-02-29T12:00:00.123000+00:00',
  })
  expect(await methods.plain('read', node('Nowhere'))).toMatchObject({ value: null, statusCode: 0x80340000 })
})

test('a value that does not fit sends nothing, and what stood there stands', async () => {
  const misfits: [path: string, value: unknown, type: number | null][] = [
    ['Scalar/Int32', 'abc', 6],
    ['Scalar/Byte', 300, 3],
    ['Scalar/UInt64', 2n ** 64n, 9],
    ['Scalar/UInt64', '-1', 9],
    ['Scalar/Int16', 1.5, 4],
    ['Scalar/Int32', null, 6],
    ['Scalar/ByteString', 'no base64!', 15],
    ['Scalar/DateTime', 'yesterday', 13],
    ['Matrix/Int32', { type: 6, value: [1, 2, 3], dimensions: [2, 3] }, 6],
    ['Matrix/Int32', [[1, 2], [3]], 6],
    ['Scalar/Int32', { type: 12, value: 'x', dimensions: null }, 6],
    ['Scalar/Int32', 1, 26],
  ]
  methods.requests()
  const marks = methods.marks
  for (const [path, value, type] of misfits) {
    await expect(methods.plain('write', node(path), value, type), path).rejects.toMatchObject({
      type: 'invalid_argument',
      facts: { sent: false },
    })
  }
  expect(methods.requests()).toEqual([])
  // Where the type has to be found out first, that is all that is asked.
  const found: [path: string, value: unknown][] = [
    ['Scalar/Int32', 'abc'],
    ['Scalar/Byte', 300],
    ['Scalar/Int32', [1, 2]],
    ['Array/Int32', 5],
    ['Matrix/Int32', [1, 2, 3]],
  ]
  for (const [path, value] of found) {
    await expect(methods.plain('write', node(path), value), path).rejects.toMatchObject({
      type: 'invalid_argument',
      facts: { sent: false },
    })
  }
  expect(new Set(methods.requests())).toEqual(new Set(['ReadRequest']))
  expect(methods.marks).toBe(marks)
})

test('one value of many that does not fit keeps all of them from being written', async () => {
  const before = await valueOf('Scalar/Int16')
  methods.requests()
  const items = [
    { nodeId: node('Scalar/Int16'), value: 77, type: 4 },
    { nodeId: node('Scalar/Byte'), value: 300, type: 3 },
  ]
  await expect(methods.plain('writeMulti', items)).rejects.toMatchObject({
    message: expect.stringContaining('items[1].value'),
  })
  expect(methods.requests()).toEqual([])
  expect(await valueOf('Scalar/Int16')).toEqual(before)
})

test('a null list is written where the node takes lists, and refused where it does not', async () => {
  expect(await methods.plain('write', node('Array/Int32'), null)).toBe(0)
  expect(await valueOf('Array/Int32')).toMatchObject({ value: null, type: 6 })
  await expect(methods.plain('write', node('Scalar/Int32'), null)).rejects.toMatchObject({ type: 'invalid_argument' })
})
