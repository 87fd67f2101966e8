import { DataType, DataValue, StatusCodes, Variant, VariantArrayType } from 'node-opcua-client'
import { LocalizedText, QualifiedName } from 'node-opcua-data-model'
import { Argument, Range } from 'node-opcua-types'
import { CELSIUS, words } from './values'
import { addFolder, addVariable, type Plant, type Value } from './variables'

/** Values that programs get wrong, writable, under `Boundary/…`, and structures under `Structure/…`. */
export function addBoundaries(plant: Plant): void {
  const boundary = addFolder(plant, 'Boundary')
  for (const [name, value] of boundaries()) addVariable(plant, boundary, `Boundary/${name}`, value)
  const structure = addFolder(plant, 'Structure')
  for (const [name, value] of structures()) addVariable(plant, structure, `Structure/${name}`, value)
  addQualities(plant)
}

function boundaries(): [string, Value][] {
  return [
    ['UInt64 max', scalar(DataType.UInt64, words(2n ** 64n - 1n))],
    ['UInt64 beyond double', scalar(DataType.UInt64, words(2n ** 53n + 1n))],
    ['Int64 min', scalar(DataType.Int64, words(-(2n ** 63n)))],
    ['Int64 max', scalar(DataType.Int64, words(2n ** 63n - 1n))],
    ['Int64 minus one', scalar(DataType.Int64, words(-1n))],
    ['UInt32 max', scalar(DataType.UInt32, 4_294_967_295)],
    ['Int32 min', scalar(DataType.Int32, -2_147_483_648)],
    ['Byte max', scalar(DataType.Byte, 255)],
    ['SByte min', scalar(DataType.SByte, -128)],
    ['Double NaN', scalar(DataType.Double, Number.NaN)],
    ['Double infinity', scalar(DataType.Double, Infinity)],
    ['Double minus infinity', scalar(DataType.Double, -Infinity)],
    ['Double minus zero', scalar(DataType.Double, -0)],
    ['Double smallest', scalar(DataType.Double, Number.MIN_VALUE)],
    ['Double largest', scalar(DataType.Double, Number.MAX_VALUE)],
    ['Double mixed', array(DataType.Double, [Number.NaN, Infinity, -Infinity, -0, 0, 0.1])],
    ['Float NaN', scalar(DataType.Float, Number.NaN)],
    ['Float infinity', scalar(DataType.Float, Infinity)],
    ['Float minus infinity', scalar(DataType.Float, -Infinity)],
    ['Float minus zero', scalar(DataType.Float, -0)],
    ['Float largest', scalar(DataType.Float, Math.fround(3.4028234663852886e38))],
    ['ByteString empty', scalar(DataType.ByteString, Buffer.alloc(0))],
    ['ByteString null', scalar(DataType.ByteString, null)],
    ['ByteString every byte', scalar(DataType.ByteString, Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)))],
    ['ByteString 100 kB', scalar(DataType.ByteString, Buffer.alloc(100_000, 'Keyswitch'))],
    ['String null', scalar(DataType.String, null)],
    ['String empty', scalar(DataType.String, '')],
    ['String 100 kB', scalar(DataType.String, 'Füllstand '.repeat(10_000))],
    ['String control characters', scalar(DataType.String, 'a\u0000b\u0001c\r\n\t\u007F\u2028d')],
    ['String lone quote', scalar(DataType.String, `"\\'</script>`)],
    ['DateTime zero', scalar(DataType.DateTime, new Date(Date.UTC(1601, 0, 1)))],
    ['DateTime before 1970', scalar(DataType.DateTime, new Date(Date.UTC(1969, 6, 20, 20, 17, 40)))],
    ['DateTime 9999', scalar(DataType.DateTime, new Date(Date.UTC(9999, 11, 31, 23, 59, 59)))],
    ['DateTime microseconds', scalar(DataType.DateTime, precise(Date.UTC(2024, 1, 29, 12, 0, 0, 123), 456_700_000))],
    ['LocalizedText null', scalar(DataType.LocalizedText, new LocalizedText({}))],
    ['QualifiedName null', scalar(DataType.QualifiedName, new QualifiedName({ namespaceIndex: 0, name: null }))],
    ['Null', { dataType: DataType.Null }],
    [
      'Array of 10 000',
      array(
        DataType.Int32,
        Int32Array.from({ length: 10_000 }, (_, index) => index),
      ),
    ],
    ['Array of nulls', array(DataType.String, [null, '', 'x'])],
    [
      'Cube',
      {
        ...array(
          DataType.Int32,
          Int32Array.from({ length: 24 }, (_, index) => index),
        ),
        arrayType: VariantArrayType.Matrix,
        dimensions: [2, 3, 4],
      },
    ],
  ]
}

function structures(): [string, Value][] {
  const range = new Range({ low: -40, high: 125.5 })
  const argument = new Argument({
    name: 'Größe',
    dataType: 'i=11',
    valueRank: 1,
    arrayDimensions: [3],
    description: { locale: 'de', text: 'Länge, Breite, Höhe' },
  })
  return [
    ['EUInformation', scalar(DataType.ExtensionObject, CELSIUS)],
    ['Range', scalar(DataType.ExtensionObject, range)],
    ['Argument', scalar(DataType.ExtensionObject, argument)],
    [
      'Arguments',
      array(DataType.ExtensionObject, [argument, new Argument({ name: 'b', dataType: 'i=6', valueRank: -1 })]),
    ],
    ['Mixed', array(DataType.ExtensionObject, [range, CELSIUS])],
    ['Null', scalar(DataType.ExtensionObject, null)],
  ]
}

/** Values that come with another status than Good, or without a source time. */
function addQualities(plant: Plant): void {
  const folder = addFolder(plant, 'Quality')
  const value = new Variant({ dataType: DataType.Double, value: 12.5 })
  const sourceTimestamp = precise(Date.UTC(2024, 1, 29, 12, 0, 0, 123), 0)
  const qualities: [string, DataValue][] = [
    ['Bad', new DataValue({ statusCode: StatusCodes.BadSensorFailure, sourceTimestamp })],
    ['Uncertain', new DataValue({ value, statusCode: StatusCodes.UncertainLastUsableValue, sourceTimestamp })],
    ['Not connected', new DataValue({ statusCode: StatusCodes.BadNotConnected })],
    ['Clamped', new DataValue({ value, statusCode: StatusCodes.GoodClamped, sourceTimestamp })],
    [
      'Microseconds',
      new DataValue({ value, statusCode: StatusCodes.Good, sourceTimestamp, sourcePicoseconds: 456_700_000 }),
    ],
  ]
  for (const [name, dataValue] of qualities) {
    const variable = addVariable(plant, folder, `Quality/${name}`, { dataType: DataType.Double, value: 0 }, 'read-only')
    variable.bindVariable({ timestamped_get: () => dataValue }, true)
  }
}

function scalar(dataType: DataType, value: unknown): Value {
  return { dataType, arrayType: VariantArrayType.Scalar, value }
}

function array(dataType: DataType, value: unknown): Value {
  return { dataType, arrayType: VariantArrayType.Array, value }
}

/** The library carries what a Date cannot as a number beside it, down to 100 ns. */
function precise(milliseconds: number, picoseconds: number): Date {
  return Object.assign(new Date(milliseconds), { picoseconds })
}
