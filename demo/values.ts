import {
  DataType,
  DataValue,
  DiagnosticInfo,
  StatusCodes,
  Variant,
  VariantArrayType,
  coerceNodeId,
  makeExpandedNodeId,
} from 'node-opcua-client'
import { LocalizedText, QualifiedName } from 'node-opcua-data-model'
import { EUInformation, Range } from 'node-opcua-types'

/** Six values of one built-in type, different from one another: a scalar, an array or a 2×3 matrix is made of them. */
export type Samples = { type: DataType; name: string; six: readonly unknown[] }

const NOON = Date.UTC(2024, 1, 29, 12)

/** Built-in types 1 to 25 (OPC 10000-6, 5.1.2). 64-bit integers are [high, low] in this library. */
export const SAMPLES: readonly Samples[] = [
  of(DataType.Boolean, [true, false, true, true, false, false]),
  of(DataType.SByte, [-7, 0, 7, -128, 127, 1]),
  of(DataType.Byte, [7, 0, 255, 128, 127, 1]),
  of(DataType.Int16, [-1234, 0, 1234, -32_768, 32_767, 1]),
  of(DataType.UInt16, [1234, 0, 65_535, 32_768, 2, 1]),
  of(DataType.Int32, [-123_456, 0, 123_456, -2_147_483_648, 2_147_483_647, 1]),
  of(DataType.UInt32, [123_456, 0, 4_294_967_295, 2_147_483_648, 2, 1]),
  of(DataType.Int64, [-9_007_199_254_740_993n, 0n, 1n, -1n, -(2n ** 63n), 2n ** 63n - 1n].map(words)),
  of(DataType.UInt64, [9_007_199_254_740_993n, 0n, 1n, 2n ** 32n, 2n ** 63n, 2n ** 64n - 1n].map(words)),
  of(DataType.Float, [1.5, 0, -1.5, 3.25, -0.125, 1024]),
  of(DataType.Double, [Math.PI, 0, -Math.E, 1e300, 1e-300, 0.1]),
  of(DataType.String, ['Füllstand', '', 'a/b\\c', '🏭', 'line\nbreak', 'zero\u0000inside']),
  of(
    DataType.DateTime,
    [0, 1, 2, 86_400_000, -86_400_000, 123_456_789].map((milliseconds) => new Date(NOON + milliseconds)),
  ),
  of(
    DataType.Guid,
    [1, 2, 3, 4, 5, 6].map((digit) => `72962B91-FA75-4AE6-8D28-B404DC7DAF0${digit}`),
  ),
  of(
    DataType.ByteString,
    [[1, 2, 3], [], [0], [255, 254, 0, 10], [10, 13], [128]].map((bytes) => Buffer.from(bytes)),
  ),
  of(DataType.XmlElement, ['<a/>', '<b>ü</b>', '<c d="e"/>', '<f><g/></f>', '<h>&amp;</h>', '<i>1</i>']),
  of(
    DataType.NodeId,
    [
      'i=85',
      'ns=2;s=/Dev/PLC/Speed',
      'ns=1;g=72962B91-FA75-4AE6-8D28-B404DC7DAF01',
      'ns=3;b=AQID',
      'ns=2;i=4294967295',
      'i=0',
    ].map((text) => coerceNodeId(text)),
  ),
  of(
    DataType.ExpandedNodeId,
    [1, 2, 3, 4, 5, 6].map((id) => makeExpandedNodeId(coerceNodeId(`ns=2;s=Expanded ${id}`))),
  ),
  of(DataType.StatusCode, [
    StatusCodes.Good,
    StatusCodes.BadUserAccessDenied,
    StatusCodes.UncertainLastUsableValue,
    StatusCodes.BadNodeIdUnknown,
    StatusCodes.GoodClamped,
    StatusCodes.BadTimeout,
  ]),
  of(
    DataType.QualifiedName,
    ['Speed', 'Öl', 'a/b', '', '0', ' '].map((name, index) => new QualifiedName({ namespaceIndex: index % 3, name })),
  ),
  of(DataType.LocalizedText, [
    new LocalizedText({ locale: 'de', text: 'Füllstand' }),
    new LocalizedText({ locale: 'en', text: 'Level' }),
    new LocalizedText({ text: 'no locale' }),
    new LocalizedText({ locale: '', text: '' }),
    new LocalizedText({ locale: 'ja', text: '水位' }),
    new LocalizedText({ locale: 'fr', text: 'Niveau' }),
  ]),
  of(
    DataType.ExtensionObject,
    [1, 2, 3, 4, 5].map((low) => new Range({ low, high: low * 10 })).concat([new Range({ low: -1, high: 1 })]),
  ),
  of(
    DataType.DataValue,
    [1, 2, 3, 4, 5, 6].map(
      (value) =>
        new DataValue({
          value: new Variant({ dataType: DataType.Int32, value }),
          statusCode: StatusCodes.Good,
          sourceTimestamp: new Date(NOON + value),
        }),
    ),
  ),
  of(DataType.Variant, [
    new Variant({ dataType: DataType.Int32, value: 1 }),
    new Variant({ dataType: DataType.String, value: 'two' }),
    new Variant({ dataType: DataType.Double, value: 3.5 }),
    new Variant({ dataType: DataType.Boolean, value: true }),
    new Variant({ dataType: DataType.ByteString, value: Buffer.from([5]) }),
    new Variant({ dataType: DataType.UInt64, arrayType: VariantArrayType.Scalar, value: words(6n) }),
  ]),
  of(
    DataType.DiagnosticInfo,
    [1, 2, 3, 4, 5, 6].map((symbolicId) => new DiagnosticInfo({ symbolicId, additionalInfo: `info ${symbolicId}` })),
  ),
]

/** The unit of a temperature: a structure with strings, numbers and texts in it (OPC 10000-8, 5.6.4.3). */
export const CELSIUS = new EUInformation({
  namespaceUri: 'http://www.opcfoundation.org/UA/units/un/cefact',
  unitId: 4_408_652,
  displayName: { locale: '', text: '°C' },
  description: { locale: 'en', text: 'degree Celsius' },
})

/** A 64-bit integer as the library holds it: [high, low], each unsigned. */
export function words(value: bigint): [number, number] {
  const bits = BigInt.asUintN(64, value)
  return [Number(bits >> 32n), Number(bits & 0xff_ff_ff_ffn)]
}

function of(type: DataType, six: readonly unknown[]): Samples {
  return { type, name: DataType[type], six }
}
