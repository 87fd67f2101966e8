import fc from 'fast-check'
import { BinaryStream } from 'node-opcua-binary-stream'
import { DataValue, decodeVariant, type Variant } from 'node-opcua-client'
import { expect, test } from 'vitest'
import { timeText, parseTime } from '../../src/main/opcua/values/dateTime'
import { nodeIdAt } from '../../src/main/opcua/values/fromJson'
import { fromTyped } from '../../src/main/opcua/values/fromTyped'
import { nodeIdString, parseNodeIdString } from '../../src/main/opcua/values/nodeId'
import { plain } from '../../src/main/opcua/values/plain'
import { doubleText, floatText } from '../../src/main/opcua/values/text'
import { dataValueAt, variantAt } from '../../src/main/opcua/values/toVariant'
import { typed } from '../../src/main/opcua/values/typed'
import { dataValueText, variantText } from '../../src/main/opcua/values/valueText'
import { dataValue, nodeId, readJson as readExactly, rounded, SCALARS, time, variant } from './valuesArbitrary'

const readJson = (text: string) => rounded(readExactly(text))

/** Over the bytes that a server would see. */
function sent(value: Variant): Variant {
  const stream = new BinaryStream(value.binaryStoreSize())
  value.encode(stream)
  const received = decodeVariant(new BinaryStream(stream.buffer))
  return received
}

const NULL_STRUCTURE = { typeId: { ns: 0, id: 0, type: 'numeric' }, encoding: 0, body: null, value: null }

for (const type of Object.keys(SCALARS).map(Number)) {
  test(`every value of built-in type ${type} comes back as it was sent`, () => {
    const values = variant.filter((one) => one.type === type)
    fc.assert(
      fc.property(values, (one) => {
        expect(readJson(variantText(plain, sent(variantAt(one, 'value'))))).toStrictEqual(one)
      }),
      { numRuns: 150 },
    )
  })
}

test('every value comes back through the shapes of invoke', () => {
  fc.assert(
    fc.property(variant, (one) => {
      const wire = readJson(variantText(typed, variantAt(one, 'value')))
      expect(wire).toHaveProperty('__t', 'Variant')
      const again = sent(variantAt(fromTyped(wire), 'value'))
      expect(readJson(variantText(plain, again))).toStrictEqual(one)
    }),
    { numRuns: 1000 },
  )
})

test('values with status and times, and lists of Variants, come back', () => {
  fc.assert(
    fc.property(fc.array(dataValue, { maxLength: 3 }), fc.array(variant, { maxLength: 3 }), (values, variants) => {
      const data = {
        type: 23,
        value: values.map(({ inner, ...rest }) => ({
          value: inner.value,
          type: inner.type,
          dimensions: inner.dimensions,
          ...rest,
        })),
        dimensions: null,
      }
      expect(readJson(variantText(plain, sent(variantAt(data, 'value'))))).toStrictEqual(data)
      const list = { type: 24, value: variants, dimensions: null }
      expect(readJson(variantText(plain, sent(variantAt(list, 'value'))))).toStrictEqual(list)
    }),
    { numRuns: 300 },
  )
})

test('a DataValue comes back in both encodings', () => {
  fc.assert(
    fc.property(dataValue, ({ inner, ...rest }) => {
      const one = { value: inner.value, type: inner.type, dimensions: inner.dimensions, ...rest }
      const made = dataValueAt(one, 'value')
      const stream = new BinaryStream(made.binaryStoreSize())
      made.encode(stream)
      const received = new DataValue(null)
      received.decode(new BinaryStream(stream.buffer))
      expect(readJson(dataValueText(plain, received))).toStrictEqual(one)
      expect(
        readJson(dataValueText(plain, dataValueAt(fromTyped(readJson(dataValueText(typed, received))), 'value'))),
      ).toStrictEqual(one)
    }),
    { numRuns: 500 },
  )
})

test('the ends of 64 bits are number literals with every digit', () => {
  const value = (type: number, text: string) => variantText(plain, sent(variantAt({ type, value: text }, 'value')))
  expect(value(9, '18446744073709551615')).toBe('{"type":9,"value":18446744073709551615,"dimensions":null}')
  expect(value(8, '-9223372036854775808')).toBe('{"type":8,"value":-9223372036854775808,"dimensions":null}')
  expect(value(8, '9223372036854775807')).toBe('{"type":8,"value":9223372036854775807,"dimensions":null}')
  expect(value(9, '9007199254740993')).toBe('{"type":9,"value":9007199254740993,"dimensions":null}')
  expect(value(8, '-1')).toBe('{"type":8,"value":-1,"dimensions":null}')
})

test('a 32-bit number is written with as few digits as bring it back', () => {
  fc.assert(
    fc.property(fc.float({ noNaN: true, noDefaultInfinity: true }), (value) => {
      const text = floatText(value)
      expect(Object.is(Math.fround(Number(text)), value)).toBe(true)
      expect(text.length).toBeLessThanOrEqual(doubleText(value).length)
    }),
    { numRuns: 5000 },
  )
  expect([0.1, 16.1, 61.5, 1e-7, 3.4028234663852886e38].map((value) => floatText(Math.fround(value)))).toEqual([
    '0.1',
    '16.1',
    '61.5',
    '1e-7',
    '3.4028234663852886e+38',
  ])
})

test('minus zero, infinities and what is no number survive', () => {
  expect([-0, 0, Infinity, -Infinity, NaN].map(doubleText)).toEqual(['-0', '0', '"Infinity"', '"-Infinity"', '"NaN"'])
  expect(Object.is(JSON.parse(doubleText(-0)), -0)).toBe(true)
})

test('times keep their microseconds, and an offset is the same moment', () => {
  fc.assert(
    fc.property(time, (text) => {
      const date = parseTime(text)
      expect(date && timeText(date, date.picoseconds ?? 0)).toBe(text)
    }),
  )
  const shown = (text: string) => {
    const date = parseTime(text)
    return date && timeText(date, date.picoseconds ?? 0)
  }
  expect(shown('2026-05-15T12:30:00.123456+02:00')).toBe('2026-05-15T10:30:00.123456+00:00')
  expect(shown('2026-05-15T10:30:00Z')).toBe('2026-05-15T10:30:00.000000+00:00')
  expect(shown('2026-05-15T10:30:00.1234567Z')).toBe('2026-05-15T10:30:00.123456+00:00')
  expect(shown('0001-01-01T00:00:00Z')).toBe('1601-01-01T00:00:00.000000+00:00')
  expect(shown('9999-12-31T23:59:59.999999+00:00')).toBe('9999-12-31T23:59:59.999999+00:00')
  for (const wrong of [
    '2026-02-30T00:00:00Z',
    '2026-05-15T10:30:00',
    '2026-13-01T00:00:00Z',
    '2026-05-15',
    'now',
    '2026-05-15T24:00:00Z',
    '2026-05-15T10:30:00+99:00',
  ])
    expect(shown(wrong)).toBeUndefined()
})

test('times that PHP writes by itself are the same moment in every time zone', () => {
  const written = (date: string, timezone: string) =>
    readJson(variantText(plain, variantAt({ type: 13, value: { date, timezone_type: 3, timezone } }, 'value')))
  const moment = (value: string) => ({ type: 13, value, dimensions: null })
  expect(written('2026-05-15 10:30:00.123456', 'UTC')).toEqual(moment('2026-05-15T10:30:00.123456+00:00'))
  expect(written('2026-05-15 10:30:00.123456', 'Europe/Rome')).toEqual(moment('2026-05-15T08:30:00.123456+00:00'))
  expect(written('2026-01-15 10:30:00.000000', 'Europe/Rome')).toEqual(moment('2026-01-15T09:30:00.000000+00:00'))
  expect(written('2026-05-15 10:30:00.000000', '-03:30')).toEqual(moment('2026-05-15T14:00:00.000000+00:00'))
  expect(() => written('2026-05-15 10:30:00.000000', 'Middle/Earth')).toThrow('must be a time')
})

test('a NodeId means the same as an object and as text', () => {
  fc.assert(
    fc.property(nodeId, (one) => {
      const node = nodeIdAt(one, 'node')
      const text = nodeIdString(node)
      expect(parseNodeIdString(text)).toEqual(node)
      expect(JSON.parse(plain.nodeId(nodeIdAt(text, 'node')))).toEqual(one)
    }),
  )
  expect(JSON.parse(plain.nodeId(nodeIdAt('ns=2;s=/Dev/PLC;x=1', 'node')))).toEqual({
    ns: 2,
    id: '/Dev/PLC;x=1',
    type: 'string',
  })
  expect(JSON.parse(plain.nodeId(nodeIdAt({ v: 'ns=3;b=AQID' }, 'node')))).toEqual({
    ns: 3,
    id: 'AQID',
    type: 'opaque',
  })
  expect(JSON.parse(plain.nodeId(nodeIdAt({ ns: 1 }, 'node')))).toEqual({ ns: 1, id: 0, type: 'numeric' })
})

test('a null list is not an empty one', () => {
  const empty = variantAt({ type: 12, value: [] }, 'value')
  expect(variantText(plain, sent(empty))).toBe('{"type":12,"value":[],"dimensions":null}')
  empty.value = null
  expect(variantText(plain, sent(empty))).toBe('{"type":12,"value":null,"dimensions":null}')
})

test('a structure without a type is null', () => {
  const nothing = sent(variantAt({ type: 22, value: NULL_STRUCTURE }, 'value'))
  expect(variantText(plain, nothing)).toBe('{"type":22,"value":null,"dimensions":null}')
})

test('rows of a matrix may be given as lists in lists', () => {
  const rows = variantAt(
    {
      type: 6,
      value: [
        [1, 2, 3],
        [4, 5, 6],
      ],
    },
    'value',
  )
  expect(variantText(plain, sent(rows))).toBe('{"type":6,"value":[1,2,3,4,5,6],"dimensions":[2,3]}')
})
