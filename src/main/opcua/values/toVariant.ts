import { DataType, DiagnosticInfo, NodeId, Variant, VariantArrayType, type DataValue } from 'node-opcua-client'
import { integerAt, isObject, listAt, objectAt, partOf, refuse, stringAt } from './argument'
import {
  bytesAt,
  dataValueFrame,
  expandedNodeIdAt,
  localizedTextAt,
  nodeIdAt,
  qualifiedNameAt,
  statusAt,
  structureAt,
  timeAt,
} from './fromJson'
import { GUID_PATTERN } from './nodeId'
import type { Halves } from './text'

/** What outside JSON says a value is: its built-in type (0 or null for none), its elements, its dimensions. */
export type Loose = { type: unknown; value: unknown; dimensions: unknown }

/** `{type,value,dimensions}`, or `dims` and `bytesB64` as PHP and `invoke` write it. Undefined for anything else. */
export function looseVariant(value: unknown): Loose | undefined {
  if (!isObject(value) || Object.hasOwn(value, 'typeId') || !Object.hasOwn(value, 'value')) return undefined
  if (!['type', 'dimensions', 'dims'].some((key) => Object.hasOwn(value, key))) return undefined
  return {
    type: partOf(value, 'type'),
    value: partOf(value, 'value') ?? partOf(value, 'bytesB64') ?? null,
    dimensions: partOf(value, 'dimensions') ?? partOf(value, 'dims') ?? null,
  }
}

export function variantAt(value: unknown, at: string, depth = 0): Variant {
  if (value === null) return makeVariant(DataType.Null, VariantArrayType.Scalar, null)
  const loose = looseVariant(value) ?? refuse(at, 'must be a Variant with type and value')
  return toVariant({ ...loose, type: typeAt(loose.type, `${at}.type`) }, `${at}.value`, depth)
}

/** A built-in type's number, 1 to 25; 0 and null for no value at all (OPC 10000-6, 5.1.2). */
export function typeAt(value: unknown, at: string): DataType {
  return value === null || value === undefined ? DataType.Null : integerAt(value, at, { min: 0, max: 25 })
}

const DEEPEST = 64

/** Fails with `invalid_argument` where a value does not fit the type, so that nothing else is ever written. */
export function toVariant(loose: Omit<Loose, 'type'> & { type: DataType }, at: string, depth = 0): Variant {
  const { type, value } = loose
  if (depth > DEEPEST) return refuse(at, 'is nested too deep')
  if (type === DataType.Null) {
    return value === null ? makeVariant(type, VariantArrayType.Scalar, null) : refuse(at, 'has a value but no type')
  }
  const wanted = loose.dimensions === null || loose.dimensions === undefined ? null : dimensionsAt(loose.dimensions, at)
  if (!Array.isArray(value)) {
    if (wanted !== null && wanted.length > 0) return refuse(at, 'has dimensions but is no list')
    if (type === DataType.Variant) return refuse(at, 'must be a list: a Variant holds no single Variant')
    return makeVariant(type, VariantArrayType.Scalar, scalarAt(type, value, at, depth))
  }
  const { items, dimensions } = flatten(value, at)
  if (wanted !== null && dimensions.length > 1 && String(wanted) !== String(dimensions)) {
    return refuse(at, 'does not have the dimensions it names')
  }
  const shape = wanted ?? dimensions
  if (shape.reduce((product, length) => product * length, 1) !== items.length) {
    return refuse(at, 'does not have as many elements as its dimensions say')
  }
  const elements = arrayAt(type, items, at, depth)
  if (shape.length < 2) return makeVariant(type, VariantArrayType.Array, elements)
  return makeVariant(type, VariantArrayType.Matrix, elements, shape)
}

/** An array that is not there, which is not an empty one. */
export function nullArray(type: DataType): Variant {
  return makeVariant(type, VariantArrayType.Array, null)
}

// The library's own constructor would convert values once more, and wrong ones into right ones.
function makeVariant(type: DataType, arrayType: VariantArrayType, value: unknown, dimensions?: number[]): Variant {
  const variant = new Variant(null)
  variant.dataType = type
  variant.arrayType = arrayType
  variant.value = value
  variant.dimensions = dimensions ?? null
  return variant
}

function dimensionsAt(value: unknown, at: string): number[] {
  return listAt(value, `${at}.dimensions`).map((length) =>
    integerAt(length, `${at}.dimensions`, { min: 0, max: 0x7fff_ffff }),
  )
}

/** Lists in lists are a matrix, row by row; every row of a level is as long as the first. */
function flatten(list: readonly unknown[], at: string): { items: readonly unknown[]; dimensions: number[] } {
  const dimensions = [list.length]
  let items = list
  while (items.length > 0 && Array.isArray(items[0])) {
    const { length } = items[0]
    if (dimensions.length >= DEEPEST) return refuse(at, 'is nested too deep')
    const next: unknown[] = []
    for (const row of items) {
      if (!Array.isArray(row) || row.length !== length) return refuse(at, 'is no matrix: its rows differ')
      for (const item of row) next.push(item)
    }
    dimensions.push(length)
    items = next
  }
  return { items, dimensions }
}

const TYPED_ARRAYS: Partial<Record<DataType, new (length: number) => { [index: number]: number }>> = {
  [DataType.SByte]: Int8Array,
  [DataType.Byte]: Uint8Array,
  [DataType.Int16]: Int16Array,
  [DataType.UInt16]: Uint16Array,
  [DataType.Int32]: Int32Array,
  [DataType.UInt32]: Uint32Array,
  [DataType.Float]: Float32Array,
  [DataType.Double]: Float64Array,
}

function arrayAt(type: DataType, items: readonly unknown[], at: string, depth: number): unknown {
  const Typed = TYPED_ARRAYS[type]
  if (!Typed) return items.map((item, index) => scalarAt(type, item, `${at}[${index}]`, depth))
  const all = new Typed(items.length)
  for (let index = 0; index < items.length; index++) all[index] = numericAt(type, items[index], `${at}[${index}]`)
  return all
}

const RANGES: Partial<Record<DataType, { min: number; max: number }>> = {
  [DataType.SByte]: { min: -0x80, max: 0x7f },
  [DataType.Byte]: { min: 0, max: 0xff },
  [DataType.Int16]: { min: -0x8000, max: 0x7fff },
  [DataType.UInt16]: { min: 0, max: 0xffff },
  [DataType.Int32]: { min: -0x8000_0000, max: 0x7fff_ffff },
  [DataType.UInt32]: { min: 0, max: 0xffff_ffff },
}

function numericAt(type: DataType, value: unknown, at: string): number {
  const range = RANGES[type]
  if (range) return integerAt(value, at, range)
  const number = realAt(value, at)
  // 1e39 would become infinity; a fraction is rounded to the nearest, which is what the type is.
  if (type === DataType.Float && Number.isFinite(number) && !Number.isFinite(Math.fround(number))) {
    return refuse(at, 'is too large for Float')
  }
  return number
}

function realAt(value: unknown, at: string): number {
  if (value === 'NaN') return Number.NaN
  if (value === 'Infinity') return Number.POSITIVE_INFINITY
  if (value === '-Infinity') return Number.NEGATIVE_INFINITY
  if (typeof value === 'bigint') return Number(value)
  return typeof value === 'number' ? value : refuse(at, 'must be a number, or "NaN", "Infinity" or "-Infinity"')
}

function scalarAt(type: DataType, value: unknown, at: string, depth: number): unknown {
  switch (type) {
    case DataType.Null:
      return null
    case DataType.Boolean:
      return typeof value === 'boolean' ? value : refuse(at, 'must be true or false')
    case DataType.SByte:
    case DataType.Byte:
    case DataType.Int16:
    case DataType.UInt16:
    case DataType.Int32:
    case DataType.UInt32:
    case DataType.Float:
    case DataType.Double:
      return numericAt(type, value, at)
    case DataType.Int64:
      return halvesAt(value, at, { min: -(1n << 63n), max: (1n << 63n) - 1n })
    case DataType.UInt64:
      return halvesAt(value, at, { min: 0n, max: (1n << 64n) - 1n })
    case DataType.String:
    case DataType.XmlElement:
      return value === null ? null : stringAt(value, at)
    case DataType.DateTime:
      return timeAt(value, at)
    case DataType.Guid:
      return typeof value === 'string' && GUID_PATTERN.test(value) ? value.toUpperCase() : refuse(at, 'must be a Guid')
    case DataType.ByteString:
      return value === null ? null : bytesAt(value, at)
    case DataType.NodeId:
      return value === null ? new NodeId() : nodeIdAt(value, at)
    case DataType.ExpandedNodeId:
      return value === null ? new NodeId() : expandedNodeIdAt(value, at)
    case DataType.StatusCode:
      return statusAt(value, at)
    case DataType.QualifiedName:
      return qualifiedNameAt(value ?? {}, at)
    case DataType.LocalizedText:
      return localizedTextAt(value ?? {}, at)
    case DataType.ExtensionObject:
      return value === null ? null : structureAt(value, at)
    case DataType.DataValue:
      return dataValueAt(value, at, depth + 1)
    case DataType.Variant:
      return variantAt(value, at, depth + 1)
    case DataType.DiagnosticInfo:
      return diagnosticAt(value, at, depth + 1)
  }
}

/** A number, a number with all its digits, or those digits as a string (session-daemon 5). */
function halvesAt(value: unknown, at: string, { min, max }: { min: bigint; max: bigint }): Halves {
  let exact: bigint | undefined
  if (typeof value === 'bigint') exact = value
  if (typeof value === 'number' && Number.isInteger(value)) exact = BigInt(value)
  if (typeof value === 'string' && /^-?\d{1,20}$/.test(value)) exact = BigInt(value)
  if (exact === undefined || exact < min || exact > max) return refuse(at, `must be an integer from ${min} to ${max}`)
  const bits = BigInt.asUintN(64, exact)
  return [Number(bits >> 32n), Number(bits & 0xffff_ffffn)]
}

/** `{value,type,dimensions,statusCode,sourceTimestamp,serverTimestamp}`. */
export function dataValueAt(value: unknown, at: string, depth = 0): DataValue {
  const object = objectAt(value, at)
  const data = dataValueFrame(object, at)
  const type = typeAt(partOf(object, 'type'), `${at}.type`)
  const dimensions = partOf(object, 'dimensions') ?? null
  data.value = toVariant({ type, value: partOf(object, 'value') ?? null, dimensions }, `${at}.value`, depth)
  return data
}

function diagnosticAt(value: unknown, at: string, depth: number): DiagnosticInfo {
  if (depth > DEEPEST) return refuse(at, 'is nested too deep')
  const object = objectAt(value, at)
  const index = (key: string) =>
    integerAt(partOf(object, key) ?? -1, `${at}.${key}`, { min: -0x8000_0000, max: 0x7fff_ffff })
  const info = new DiagnosticInfo()
  info.symbolicId = index('symbolicId')
  info.namespaceURI = index('namespaceUri')
  info.locale = index('locale')
  info.localizedText = index('localizedText')
  const more = partOf(object, 'additionalInfo') ?? null
  info.additionalInfo = more === null ? null : stringAt(more, `${at}.additionalInfo`)
  const status = partOf(object, 'innerStatusCode') ?? 0
  if (status !== 0) info.innerStatusCode = statusAt(status, `${at}.innerStatusCode`)
  const inner = partOf(object, 'innerDiagnosticInfo') ?? null
  if (inner !== null) info.innerDiagnosticInfo = diagnosticAt(inner, `${at}.innerDiagnosticInfo`, depth)
  return info
}
