import fc from 'fast-check'
import { parse } from 'lossless-json'

/** JSON as the daemon reads it: integers that a double would round come as bigint. */
export function readJson(text: string): unknown {
  return parse(text, undefined, {
    parseNumber: (digits) =>
      /^-?\d+$/.test(digits) && !Number.isSafeInteger(Number(digits)) ? BigInt(digits) : Number(digits),
  })
}

/** With the ordinary prototype, as parsed JSON has it. */
function record<T extends object>(parts: { [Key in keyof T]: fc.Arbitrary<T[Key]> }): fc.Arbitrary<T> {
  return fc.record<T>(parts, { noNullPrototype: true })
}
/** What Float and Double hold as such: the shortest text of a 32-bit number is another double, a long one reads as bigint. */
export function rounded(json: unknown): unknown {
  if (Array.isArray(json)) return json.map(rounded)
  if (typeof json !== 'object' || json === null) return json
  const entries = Object.entries(json).map(([key, value]) => [key, rounded(value)])
  const object: Record<string, unknown> = Object.fromEntries(entries)
  if (object['type'] !== 10 && object['type'] !== 11) return object
  const float = (value: unknown) => {
    if (typeof value !== 'number' && typeof value !== 'bigint') return value
    return object['type'] === 10 ? Math.fround(Number(value)) : Number(value)
  }
  return { ...object, value: Array.isArray(object['value']) ? object['value'].map(float) : float(object['value']) }
}

const integer = (min: number, max: number) => fc.oneof(fc.integer({ min, max }), fc.constantFrom(min, max, 0))
const wide = (min: bigint, max: bigint) =>
  fc
    .oneof(fc.bigInt({ min, max }), fc.constantFrom(min, max, 0n, 2n ** 53n + 1n, 2n ** 53n - 1n))
    .map((value) => (value >= -(2n ** 53n) + 1n && value <= 2n ** 53n - 1n ? Number(value) : value))
const real = (numbers: fc.Arbitrary<number>) =>
  fc
    .oneof(numbers, fc.constantFrom(0, -0, 0.1, 1e21, 5e-324))
    .map((value) =>
      Number.isFinite(value) ? value : Number.isNaN(value) ? 'NaN' : value > 0 ? 'Infinity' : '-Infinity',
    )
const text = fc.string({ unit: 'grapheme', maxLength: 20 })
const base64 = fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes).toString('base64'))
const guid = fc.uuid()
const two = (value: number, width = 2) => String(value).padStart(width, '0')

export const time = fc
  .tuple(
    fc.date({
      min: new Date(Date.UTC(1601, 0, 1, 0, 0, 1)),
      max: new Date(Date.UTC(9999, 11, 31, 23, 59, 58)),
      noInvalidDate: true,
    }),
    fc.integer({ min: 0, max: 999 }),
  )
  .map(([date, micro]) => `${date.toISOString().slice(0, 23)}${two(micro, 3)}+00:00`)
const times = fc.oneof(
  time,
  fc.constantFrom(
    '1601-01-01T00:00:00.000000+00:00',
    '9999-12-31T23:59:59.999999+00:00',
    '1969-12-31T23:59:59.999999+00:00',
  ),
)

const namespace = integer(0, 0xffff)
export const nodeId = fc.oneof(
  record({ ns: namespace, id: integer(0, 0xffff_ffff), type: fc.constant('numeric') }),
  record({ ns: namespace, id: text, type: fc.constant('string') }),
  record({ ns: namespace, id: guid, type: fc.constant('guid') }),
  record({ ns: namespace, id: base64, type: fc.constant('opaque') }),
)
const expandedNodeId = fc.oneof(
  nodeId,
  fc
    .tuple(nodeId, fc.string({ unit: 'grapheme', minLength: 1, maxLength: 10 }))
    // A URI stands in place of the index.
    .map(([node, namespaceUri]) => ({ ...node, ns: 0, namespaceUri })),
  fc.tuple(nodeId, fc.integer({ min: 1, max: 0xffff_ffff })).map(([node, serverIndex]) => ({ ...node, serverIndex })),
)
const orNull = <T>(value: fc.Arbitrary<T>) => fc.option(value, { freq: 5 })
// Codes of the standard: others are not kept apart by the library (see the report of what is not exact).
const status = fc.constantFrom(0, 0x8000_0000, 0x801f_0000, 0x8034_0000, 0x4090_0000, 0x0030_0000, 0x8034_0000 + 0x480)
const structure = record({
  typeId: record({
    ns: fc.integer({ min: 1, max: 9 }),
    id: fc.integer({ min: 1, max: 0xffff_ffff }),
    type: fc.constant('numeric'),
  }),
  encoding: fc.constant(1),
  body: base64,
  value: fc.constant(null),
})
const index = integer(-1, 0x7fff_ffff)
const diagnostic = fc.letrec((tie) => ({
  info: record({
    symbolicId: index,
    namespaceUri: index,
    locale: index,
    localizedText: index,
    additionalInfo: orNull(fc.string({ minLength: 1, maxLength: 10 })),
    innerStatusCode: status,
    innerDiagnosticInfo: fc.option(tie('info'), { maxDepth: 3, depthIdentifier: 'diagnostic' }),
  }),
})).info

/** Values of every built-in type in their plain shape, boundaries included; 23 and 24 hold any of the others. */
export const SCALARS: Readonly<Record<number, fc.Arbitrary<unknown>>> = {
  1: fc.boolean(),
  2: integer(-0x80, 0x7f),
  3: integer(0, 0xff),
  4: integer(-0x8000, 0x7fff),
  5: integer(0, 0xffff),
  6: integer(-0x8000_0000, 0x7fff_ffff),
  7: integer(0, 0xffff_ffff),
  8: wide(-(2n ** 63n), 2n ** 63n - 1n),
  9: wide(0n, 2n ** 64n - 1n),
  10: real(fc.float()).map((value) => (typeof value === 'number' ? Math.fround(value) : value)),
  11: real(fc.double()),
  12: orNull(text),
  13: times,
  14: guid,
  15: orNull(base64),
  16: orNull(text),
  17: nodeId,
  18: expandedNodeId,
  19: status,
  20: record({ ns: namespace, name: orNull(text) }),
  21: record({ locale: orNull(text), text: orNull(text) }),
  22: orNull(structure),
  25: diagnostic,
}

/** `{type,value,dimensions}` of any built-in type: single values, lists, empty lists and matrices of two or three dimensions. */
export const variant: fc.Arbitrary<{ type: number; value: unknown; dimensions: number[] | null }> = fc
  .constantFrom(...Object.keys(SCALARS).map(Number))
  .chain((type) => {
    const scalar = SCALARS[type] ?? fc.constant(null)
    return fc.oneof(
      scalar.map((value) => ({ type, value, dimensions: null })),
      fc.array(scalar, { maxLength: 6 }).map((value) => ({ type, value, dimensions: null })),
      fc
        .array(
          integer(1, 3).filter((length) => length > 0),
          { minLength: 2, maxLength: 3 },
        )
        .chain((dimensions) =>
          fc
            .array(scalar, { minLength: product(dimensions), maxLength: product(dimensions) })
            .map((value) => ({ type, value, dimensions })),
        ),
    )
  })

export const dataValue = record({
  inner: variant,
  statusCode: status,
  sourceTimestamp: orNull(time),
  serverTimestamp: orNull(time),
})

function product(lengths: readonly number[]): number {
  return lengths.reduce((all, length) => all * length, 1)
}
