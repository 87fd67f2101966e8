import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dataValue, rounded, SCALARS, variant } from '../opcua/valuesArbitrary'
import { askText, readReply } from '../support/classicClient'
import { startTestController, type TestController } from '../support/controller'
import { dataOf, startDaemonProcess, type DaemonProcess } from '../support/daemonProcess'
import type { Multiplexed } from '../support/multiplexedClient'
import { listOf, node, nodeText, part, text } from './methodStage'

/** Another one every day, so that in time all is tried; KEYSWITCH_SEED repeats what was seen. */
const SEED = Number(process.env['KEYSWITCH_SEED'] ?? Math.floor(Date.now() / 86_400_000))

let daemon: DaemonProcess
let controller: TestController
let session: string
let connection: Multiplexed
beforeAll(async () => {
  process.stdout.write(`values: KEYSWITCH_SEED=${SEED}\n`)
  ;[daemon, controller] = await Promise.all([startDaemonProcess(), startTestController()])
  session = await daemon.open(controller.endpointUrl)
  connection = await daemon.connect()
})
afterAll(async () => {
  await daemon.close()
  await controller.close()
})

const query = async (method: string, ...params: unknown[]) =>
  dataOf(await connection.request('query', { sessionId: session, method, params }), method)
const writes = async () => (await controller.counts()).requests['Write'] ?? 0

const NAMES = (
  'Boolean SByte Byte Int16 UInt16 Int32 UInt32 Int64 UInt64 Float Double String DateTime Guid ByteString XmlElement ' +
  'NodeId ExpandedNodeId StatusCode QualifiedName LocalizedText ExtensionObject DataValue Variant DiagnosticInfo'
)
  .split(' ')
  .map((name, index) => ({ type: index + 1, name }))

const eighth = fc.integer({ min: -8_000_000, max: 8_000_000 }).map((value) => value / 8)
/** A structure the demo's server knows: its bytes, and what they mean. */
const range = fc.record({ low: eighth, high: eighth }, { noNullPrototype: true }).map((value) => ({
  typeId: { ns: 0, id: 886, type: 'numeric' },
  encoding: 1,
  body: Buffer.from(new Float64Array([value.low, value.high]).buffer).toString('base64'),
  value,
}))
const known = variant.filter(({ type }) => type !== 22)

/** Single values of a type in their plain shape; a DataValue and a Variant hold those of the others. */
function single(type: number): fc.Arbitrary<unknown> {
  if (type === 22) return fc.option(range, { freq: 5 })
  if (type === 24) return known.map(storable)
  if (type === 23)
    return fc
      .tuple(known, dataValue)
      .map(([value, { statusCode, sourceTimestamp, serverTimestamp }]) =>
        storable({ ...value, statusCode, sourceTimestamp, serverTimestamp }),
      )
  return (SCALARS[type] ?? fc.constant(null)).map(storable)
}

/**
 * What the demo's server can keep, which is a library's: it takes empty texts for none, and knows no NodeIds of other
 * servers. Both are tried without a server, with every value there is.
 */
function storable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(storable)
  if (typeof value !== 'object' || value === null) return value
  const isId = 'ns' in value && 'id' in value
  const parts = Object.entries(value).filter(([key]) => !isId || (key !== 'serverIndex' && key !== 'namespaceUri'))
  const isText = 'locale' in value && 'text' in value && typeof value.locale !== 'number'
  return Object.fromEntries(parts.map(([key, one]) => [key, isText && one === '' ? null : storable(one)]))
}

/** What is written to one node of each shape: a Variant holds Variants only in arrays. */
function shapes(type: number) {
  const one = single(type)
  return fc.record({
    scalar: type === 24 ? fc.constant(undefined) : one,
    array: fc.array(one, { maxLength: 5 }),
    matrix: fc.array(one, { minLength: 6, maxLength: 6 }),
  })
}

describe('values of every built-in type are read as they were written', () => {
  test.each(NAMES)('$type $name: single ones, arrays and matrices', { timeout: 120_000 }, async ({ type, name }) => {
    await fc.assert(
      fc.asyncProperty(shapes(type), async ({ scalar, array, matrix }) => {
        const written = [
          ...(scalar === undefined ? [] : [{ path: `Scalar/${name}`, value: scalar, dimensions: null }]),
          { path: `Array/${name}`, value: array, dimensions: null },
          { path: `Matrix/${name}`, value: matrix, dimensions: [2, 3] },
        ]
        const items = written.map(({ path, value, dimensions }) => ({
          nodeId: node(path),
          value: { type, value, dimensions },
          type,
          attributeId: 13,
        }))
        expect(await query('writeMulti', items)).toEqual(items.map(() => 0))
        const read = listOf(
          await query(
            'readMulti',
            written.map(({ path }) => ({ nodeId: nodeText(path) })),
          ),
        )
        const expected = written.map(({ value, dimensions }) => ({ type, value, dimensions }))
        const got = read.map((one) => ({
          type: part(one, 'type'),
          value: part(one, 'value'),
          dimensions: part(one, 'dimensions'),
        }))
        expect(rounded(got)).toStrictEqual(rounded(expected))
      }),
      { numRuns: 100, seed: SEED + type },
    )
  })
})

/** Written as this JSON text, read as that one: every digit and every sign. */
const EXACTLY: [what: string, type: number, path: string, written: string, read: string][] = [
  ['the largest UInt64 as a number', 9, 'Scalar/UInt64', '18446744073709551615', '18446744073709551615'],
  ['the largest UInt64 as a string', 9, 'Scalar/UInt64', '"18446744073709551615"', '18446744073709551615'],
  ['the least Int64 as a number', 8, 'Scalar/Int64', '-9223372036854775808', '-9223372036854775808'],
  ['the least Int64 as a string', 8, 'Scalar/Int64', '"-9223372036854775808"', '-9223372036854775808'],
  ['an integer beyond 2^53', 8, 'Scalar/Int64', '9007199254740993', '9007199254740993'],
  [
    '64 bits in an array',
    9,
    'Array/UInt64',
    '[9007199254740993,"18446744073709551614",0]',
    '[9007199254740993,18446744073709551614,0]',
  ],
  ['what is no number', 11, 'Scalar/Double', '"NaN"', '"NaN"'],
  ['infinity', 11, 'Scalar/Double', '"Infinity"', '"Infinity"'],
  ['minus infinity', 10, 'Scalar/Float', '"-Infinity"', '"-Infinity"'],
  ['minus zero', 11, 'Scalar/Double', '-0', '-0'],
  ['minus zero among floats', 10, 'Array/Float', '[-0,0,"NaN"]', '[-0,0,"NaN"]'],
  ['the least double', 11, 'Scalar/Double', '5e-324', '5e-324'],
  ['bytes', 15, 'Scalar/ByteString', '"AP+AfwoNIg=="', '"AP+AfwoNIg=="'],
  ['no bytes', 15, 'Scalar/ByteString', '""', '""'],
  ['null for bytes', 15, 'Scalar/ByteString', 'null', 'null'],
  ['an empty text', 12, 'Scalar/String', '""', '""'],
  ['null for a text', 12, 'Scalar/String', 'null', 'null'],
  ['control signs', 12, 'Scalar/String', '"\\u0000\\u0001\\"\\\\\\n"', '"\\u0000\\u0001\\"\\\\\\n"'],
  ['signs beyond the BMP', 12, 'Scalar/String', '"\\ud83c\\udfed Öl"', '"🏭 Öl"'],
  ['microseconds', 13, 'Scalar/DateTime', '"2026-05-15T10:30:00.123456+00:00"', '"2026-05-15T10:30:00.123456+00:00"'],
  ['another offset', 13, 'Scalar/DateTime', '"2026-05-15T12:30:00+02:00"', '"2026-05-15T10:30:00.000000+00:00"'],
  ['an empty array', 6, 'Array/Int32', '[]', '[]'],
  ['a matrix row by row', 6, 'Matrix/Int32', '[[1,2,3],[4,5,6]]', '[1,2,3,4,5,6]'],
  ['an opaque id', 17, 'Scalar/NodeId', '{"ns":3,"id":"AP8=","type":"opaque"}', '{"ns":3,"id":"AP8=","type":"opaque"}'],
  [
    'a NodeId as text',
    17,
    'Scalar/NodeId',
    '"ns=2;s=/Dev/PLC/Speed"',
    '{"ns":2,"id":"/Dev/PLC/Speed","type":"string"}',
  ],
]

describe('on the wire', () => {
  test.each(EXACTLY)('%s keeps every digit and sign', async (_what, type, path, written, read) => {
    expect(await raw('write', `"${nodeText(path)}",${written},${type}`)).toBe('{"success":true,"data":0}')
    const answer = await raw('read', `"${nodeText(path)}"`)
    const dimensions = path.startsWith('Matrix') ? '[2,3]' : 'null'
    const expected = `{"success":true,"data":{"value":${read},"type":${type},"dimensions":${dimensions},"statusCode":0,`
    expect(answer.slice(0, expected.length)).toBe(expected)
  })
})

/** A classic frame written by hand, and the line that answers it. */
function raw(method: string, params: string): Promise<string> {
  const frame = `"command":"query","sessionId":"${session}","method":"${method}","params":[${params}]`
  return askText(daemon.socket, `{${frame},"authToken":${JSON.stringify(daemon.token)}}\n`)
}

const MISFITS: [type: number, path: string, values: string[]][] = [
  [1, 'Scalar/Boolean', ['1', '"true"', 'null']],
  [2, 'Scalar/SByte', ['128', '-129', '0.5']],
  [3, 'Scalar/Byte', ['300', '256', '-1', '"7"', '"abc"']],
  [4, 'Scalar/Int16', ['1.5', '32768', '1e10']],
  [5, 'Scalar/UInt16', ['65536', '-1']],
  [6, 'Scalar/Int32', ['"abc"', '2147483648', 'true', 'null', '{}', '"NaN"']],
  [7, 'Scalar/UInt32', ['4294967296', '-1', '18446744073709551615']],
  [8, 'Scalar/Int64', ['9223372036854775808', '-9223372036854775809', '1.5', '"0x10"', '""']],
  [9, 'Scalar/UInt64', ['18446744073709551616', '"18446744073709551616"', '-1', '1e20']],
  [10, 'Scalar/Float', ['1e39', '"1"', '"nan"']],
  [11, 'Scalar/Double', ['"abc"', 'null', '{}']],
  [12, 'Scalar/String', ['7', 'true', '{}']],
  [13, 'Scalar/DateTime', ['"yesterday"', '"2026-02-30T00:00:00+00:00"', '"2026-05-15T10:30:00"', '0', 'null']],
  [14, 'Scalar/Guid', ['"72962B91"', '1']],
  [15, 'Scalar/ByteString', ['"not base64!"', '7']],
  [17, 'Scalar/NodeId', ['"rubbish"', '{"ns":70000,"id":1,"type":"numeric"}', '{"ns":0,"id":"x","type":"numeric"}']],
  [19, 'Scalar/StatusCode', ['-1', '4294967296', '"Good"']],
  [20, 'Scalar/QualifiedName', ['"Speed"', '{"ns":-1,"name":"x"}']],
  [21, 'Scalar/LocalizedText', ['"Level"', '{"locale":1}']],
  [6, 'Array/Int32', ['[1,"abc"]', '[1,2147483648]']],
  [
    6,
    'Matrix/Int32',
    ['[[1,2],[3]]', '{"type":6,"value":[1,2,3],"dimensions":[2,2]}', '{"type":11,"value":[1],"dimensions":null}'],
  ],
]

describe('a value that does not fit its type', () => {
  const cases = MISFITS.flatMap(([type, path, values]) => values.map((value) => [value, type, path] as const))
  test.each(cases)('%s as type %i is refused, and nothing is sent to the server', async (value, type, path) => {
    const before = await writes()
    const kept = part(await query('read', nodeText(path)), 'value')
    const reply = readReply(await raw('write', `"${nodeText(path)}",${value},${type}`))
    expect(reply).toEqual({ success: false, error: { type: 'invalid_argument', message: text } })
    expect(await writes()).toBe(before)
    expect(part(await query('read', nodeText(path)), 'value')).toStrictEqual(kept)
  })

  test('among others keeps all of them from being written', async () => {
    await query('write', node('Scalar/Int32'), 1, 6)
    const before = await writes()
    const items = [
      { nodeId: node('Scalar/Int32'), value: 2, type: 6 },
      { nodeId: node('Scalar/Byte'), value: 300, type: 3 },
    ]
    const reply = await connection.request('query', { sessionId: session, method: 'writeMulti', params: [items] })
    expect(reply).toMatchObject({ success: false, error: { type: 'invalid_argument' } })
    expect(await writes()).toBe(before)
    expect(await query('read', node('Scalar/Int32'))).toMatchObject({ value: 1 })
  })

  test('is found out where the node says its type', async () => {
    const before = await writes()
    const refused = { success: false, error: { type: 'invalid_argument' } }
    for (const [path, value] of [
      ['Scalar/Byte', 300],
      ['Scalar/Int32', 'abc'],
      ['Scalar/Int32', [1]],
      ['Array/Int32', 1],
      ['Matrix/Int32', [1, 2]],
    ] as const)
      expect(await daemon.tryQuery(session, 'write', node(path), value, null), path).toMatchObject(refused)
    expect(await writes()).toBe(before)
  })
})

test('an answer of more than 20 MB arrives whole', { timeout: 60_000 }, async () => {
  const path = 'Boundary/String 100 kB'
  const expected = 'Füllstand '.repeat(10_000)
  const items = `[${Array.from({ length: 200 }, () => `{"nodeId":"${nodeText(path)}"}`).join(',')}]`
  const line = await raw('readMulti', items)
  expect(Buffer.byteLength(line)).toBeGreaterThan(20 * 1024 * 1024)
  const values = listOf((JSON.parse(line) as { data: unknown }).data)
  expect(values).toHaveLength(200)
  expect(values.every((one) => part(one, 'value') === expected)).toBe(true)
  expect(await query('read', node('Scalar/Int32'))).toMatchObject({ statusCode: 0 })
})
