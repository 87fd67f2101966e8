import fc from 'fast-check'
import { expect, test } from 'vitest'
import { RequestFailure } from '../../src/main/opcua/requestFailure'
import { fromTyped } from '../../src/main/opcua/values/fromTyped'
import { variantAt } from '../../src/main/opcua/values/toVariant'
import { SCALARS } from './valuesArbitrary'

const REFUSED = { type: 'invalid_argument', facts: { sent: false } }

function refusal(run: () => unknown): unknown {
  try {
    run()
  } catch (error) {
    return error
  }
  return 'nothing was refused'
}

const integers: [type: number, min: bigint, max: bigint][] = [
  [2, -0x80n, 0x7fn],
  [3, 0n, 0xffn],
  [4, -0x8000n, 0x7fffn],
  [5, 0n, 0xffffn],
  [6, -0x8000_0000n, 0x7fff_ffffn],
  [7, 0n, 0xffff_ffffn],
  [8, -(2n ** 63n), 2n ** 63n - 1n],
  [9, 0n, 2n ** 64n - 1n],
]

for (const [type, min, max] of integers) {
  test(`an integer outside of built-in type ${type} is refused, alone and in a list`, () => {
    const outside = fc.oneof(
      fc.bigInt({ min: max + 1n, max: 2n ** 80n }),
      fc.bigInt({ min: -(2n ** 80n), max: min - 1n }),
      fc.constantFrom(min - 1n, max + 1n),
    )
    fc.assert(
      fc.property(outside, (value) => {
        const forms = type >= 8 ? [value, String(value)] : [value, Number(value)]
        for (const form of forms) {
          expect(refusal(() => variantAt({ type, value: form }, 'value'))).toMatchObject(REFUSED)
          expect(refusal(() => variantAt({ type, value: [0, form] }, 'value'))).toMatchObject(REFUSED)
        }
      }),
    )
  })

  test(`what is no integer is refused as built-in type ${type}`, () => {
    for (const value of [
      'abc',
      '',
      '1.5',
      '0x10',
      ' 1',
      1.5,
      NaN,
      Infinity,
      1e300,
      true,
      null,
      {},
      { value: 1 },
      [[1], 2],
    ])
      expect(
        refusal(() => variantAt({ type, value }, 'value')),
        JSON.stringify(value),
      ).toMatchObject(REFUSED)
  })
}

test('whatever does not fit its type is refused, and the message never shows it', () => {
  const misfits: Record<number, unknown[]> = {
    1: [0, 1, 'true', null, {}],
    10: ['abc', 1e39, -1e39, true, null, '1.5', {}],
    11: ['abc', 'nan', 'inf', true, null, {}],
    12: [1, true, {}, '\uD800'],
    13: [1, 'yesterday', '2026-02-30T00:00:00+00:00', null, {}, { date: 'x', timezone: 'UTC' }],
    14: ['', 'not-a-guid', 1, null, '72962B91-FA75-4AE6-8D28-B404DC7DAF6'],
    15: ['äöü', 'AQI', 'AQID=', 'AQ ID', 1, {}, 'AQJ='],
    16: [1, {}],
    17: [
      'x=1',
      'ns=70000;i=1',
      'i=4294967296',
      'i=-1',
      'nsu=urn:x;i=1',
      'svr=1;i=1',
      { id: 'x' },
      { ns: -1, id: 1 },
      { ns: 1, id: 1, type: 'odd' },
      5,
      { ns: 1, id: '!!', type: 'opaque' },
      { ns: 1, id: 'no', type: 'guid' },
    ],
    18: ['svr=4294967296;i=1', { ns: 0, id: 1, serverIndex: -1 }, { ns: 0, id: 1, namespaceUri: 5 }],
    19: ['Good', -1, 4294967296, null],
    20: ['Speed', { ns: 65536, name: 'x' }, { ns: 0, name: 1 }, 1],
    21: ['text', { locale: 1 }, { text: 1 }],
    22: ['bytes', { typeId: 'i=1', body: 'äöü' }, { typeId: 5, body: 'AQ==' }],
    23: [1, { type: 3, value: 300 }, { statusCode: -1 }, { sourceTimestamp: 'x' }],
    25: [1, { symbolicId: 'x' }, { innerDiagnosticInfo: 1 }],
  }
  for (const [type, values] of Object.entries(misfits)) {
    for (const value of values) {
      const error = refusal(() => variantAt({ type: Number(type), value }, 'value'))
      expect(error, `${type} ${JSON.stringify(value)}`).toMatchObject(REFUSED)
      expect(error).toBeInstanceOf(RequestFailure)
    }
  }
})

test('values of one type are refused as another where the two do not share them', () => {
  const families: [type: number, others: number[]][] = [
    [12, [1, 2, 3, 4, 5, 6, 7, 10, 11, 13, 19, 20, 21, 22, 25]],
    [
      1,
      Object.keys(SCALARS)
        .map(Number)
        .filter((type) => type !== 1),
    ],
    [17, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 19]],
  ]
  for (const [type, others] of families) {
    const values = (SCALARS[type] ?? fc.constant(null)).filter(
      (value) => value !== null && !(typeof value === 'string' && /^(NaN|-?Infinity)$/.test(value)),
    )
    fc.assert(
      fc.property(values, fc.constantFrom(...others), (value, other) => {
        expect(refusal(() => variantAt({ type: other, value }, 'value'))).toMatchObject(REFUSED)
      }),
    )
  }
})

test('dimensions that do not fit are refused', () => {
  const six = [1, 2, 3, 4, 5, 6]
  for (const dimensions of [[2, 2], [7], [2, 3, 2], [-1, 6], [1.5, 4], ['2', 3], 6, {}, [2 ** 31, 2]])
    expect(
      refusal(() => variantAt({ type: 6, value: six, dimensions }, 'value')),
      JSON.stringify(dimensions),
    ).toMatchObject(REFUSED)
  expect(refusal(() => variantAt({ type: 6, value: 1, dimensions: [1] }, 'value'))).toMatchObject(REFUSED)
  expect(refusal(() => variantAt({ type: 6, value: [[1, 2], [3]] }, 'value'))).toMatchObject(REFUSED)
  expect(refusal(() => variantAt({ type: 6, value: [[1, 2], 3] }, 'value'))).toMatchObject(REFUSED)
  expect(
    refusal(() =>
      variantAt(
        {
          type: 6,
          value: [
            [1, 2, 3],
            [4, 5, 6],
          ],
          dimensions: [3, 2],
        },
        'value',
      ),
    ),
  ).toMatchObject(REFUSED)
})

test('types outside of the table are refused', () => {
  for (const type of [-1, 26, 1.5, 'Int32', '6', {}, '__proto__', 'constructor'])
    expect(refusal(() => variantAt({ type, value: 1 }, 'value'))).toMatchObject(REFUSED)
  expect(refusal(() => variantAt({ type: 0, value: 1 }, 'value'))).toMatchObject(REFUSED)
  expect(refusal(() => variantAt({ type: 24, value: { type: 6, value: 1 } }, 'value'))).toMatchObject(REFUSED)
})

test('wire types outside of the table are EncodingExceptions, and nothing is made of them', () => {
  const unknown = [
    'Nope',
    '__proto__',
    'constructor',
    'toString',
    'Date',
    '',
    5,
    null,
    {},
    'CallResult',
    'Map',
    'nodeid',
  ]
  for (const name of unknown) {
    expect(
      refusal(() => fromTyped({ __t: name, v: 1 })),
      JSON.stringify(name),
    ).toMatchObject({
      type: 'EncodingException',
      facts: { sent: false },
    })
  }
  for (const wrong of [
    { __t: 'DateTime', v: '2026-05-15T10:30:00+00:00' },
    { __t: 'DateTime', v: '2026-05-15T10:30:00.000000Z' },
    { __t: 'DateTime', v: 5 },
    { __t: 'NodeId', ns: 2, i: 1 },
    { __t: 'QualifiedName', ns: 1 },
    { __t: 'Variant', value: 1 },
    { __t: 'BuiltinType', v: 'Int32' },
  ])
    expect(
      refusal(() => fromTyped(wrong)),
      JSON.stringify(wrong),
    ).toMatchObject({ type: 'EncodingException' })
})

test('a key called __proto__ is a key like any other', () => {
  const sly: unknown = JSON.parse('{"a":1,"__proto__":{"polluted":true}}')
  const plainAgain = fromTyped(sly)
  expect(Object.getPrototypeOf(plainAgain)).toBe(Object.prototype)
  expect(Object.hasOwn({}, 'polluted')).toBe(false)
  expect(Reflect.get({}, 'polluted')).toBeUndefined()
  expect(refusal(() => variantAt(JSON.parse('{"__proto__":{"type":6,"value":1}}'), 'value'))).toMatchObject(REFUSED)
})

test('what is nested too deep is refused and does not end the thread', () => {
  let deep: unknown = 1
  for (let level = 0; level < 100_000; level++) deep = [deep]
  expect(refusal(() => variantAt({ type: 6, value: deep }, 'value'))).toMatchObject(REFUSED)
  expect(refusal(() => fromTyped(deep))).toMatchObject({ type: 'EncodingException' })
  let nested: unknown = { type: 6, value: 1 }
  for (let level = 0; level < 1000; level++) nested = { type: 24, value: [nested] }
  expect(refusal(() => variantAt(nested, 'value'))).toMatchObject(REFUSED)
})
