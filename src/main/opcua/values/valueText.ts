import {
  DataType,
  VariantArrayType,
  type DataValue,
  type DiagnosticInfo,
  type ExpandedNodeId,
  type LocalizedText,
  type NodeId,
  type QualifiedName,
  type StatusCode,
  type Variant,
} from 'node-opcua-client'
import type { Instant } from './dateTime'
import type { Encoding } from './encoding'
import { structureText } from './structure'
import { base64Text, doubleText, floatText, listText, signedText, stringText, unsignedText, type Halves } from './text'

/** A DataValue as JSON text (session-daemon 5). */
export function dataValueText(encoding: Encoding, data: DataValue): string {
  const { sourceTimestamp, serverTimestamp, value } = data
  const variant = value && value.dataType !== DataType.Null ? value : null
  return encoding.dataValue({
    variant,
    value: variant ? variantValueText(encoding, variant) : 'null',
    status: data.statusCode.value,
    sourceTime: sourceTimestamp ? encoding.time(sourceTimestamp, data.sourcePicoseconds) : 'null',
    serverTime: serverTimestamp ? encoding.time(serverTimestamp, data.serverPicoseconds) : 'null',
  })
}

/** A Variant as JSON text (session-daemon 5). */
export function variantText(encoding: Encoding, variant: Variant): string {
  return encoding.variant(variant, variantValueText(encoding, variant))
}

/** What a Variant holds: arrays and matrices as one flat list, a null array as null. */
function variantValueText(encoding: Encoding, { dataType, arrayType, value }: Variant): string {
  if (arrayType === VariantArrayType.Scalar) return scalarText(encoding, dataType, value)
  return value === null || value === undefined ? 'null' : arrayText(encoding, dataType, value)
}

const JOINED: ReadonlySet<DataType> = new Set([
  DataType.Boolean,
  DataType.SByte,
  DataType.Byte,
  DataType.Int16,
  DataType.UInt16,
  DataType.Int32,
  DataType.UInt32,
])

function arrayText(encoding: Encoding, type: DataType, value: ArrayLike<unknown> & Iterable<unknown>): string {
  if (JOINED.has(type)) return `[${Array.prototype.join.call(value, ',')}]`
  return listText(value, (item) => scalarText(encoding, type, item))
}

// The library's decoder made the value for its type, so that the type vouches for it; what a field of a structure holds
// comes through here as well.
/** One value of a built-in type as JSON text (session-daemon 5). */
export function scalarText(encoding: Encoding, type: DataType, value: unknown): string {
  if (value === null || value === undefined) return 'null'
  switch (type) {
    case DataType.Null:
      return 'null'
    case DataType.Boolean:
    case DataType.SByte:
    case DataType.Byte:
    case DataType.Int16:
    case DataType.UInt16:
    case DataType.Int32:
    case DataType.UInt32:
      return `${value as number | boolean}`
    case DataType.Int64:
      return signedText(value as Halves)
    case DataType.UInt64:
      return unsignedText(value as Halves)
    case DataType.Float:
      return floatText(value as number)
    case DataType.Double:
      return doubleText(value as number)
    case DataType.String:
    case DataType.XmlElement:
      return stringText(value as string)
    case DataType.DateTime:
      return encoding.time(value as Instant, (value as Instant).picoseconds ?? 0)
    case DataType.Guid:
      return stringText((value as string).toLowerCase())
    case DataType.ByteString:
      return base64Text(value as Buffer)
    case DataType.NodeId:
    case DataType.ExpandedNodeId:
      return encoding.nodeId(value as NodeId | ExpandedNodeId)
    case DataType.StatusCode:
      return String((value as StatusCode).value)
    case DataType.QualifiedName:
      return encoding.qualifiedName(value as QualifiedName)
    case DataType.LocalizedText:
      return encoding.localizedText(value as LocalizedText)
    case DataType.ExtensionObject:
      return structureText(encoding, value, scalarText)
    case DataType.DataValue:
      return dataValueText(encoding, value as DataValue)
    case DataType.Variant:
      return variantText(encoding, value as Variant)
    case DataType.DiagnosticInfo:
      return diagnosticText(value as DiagnosticInfo)
  }
}

/** −1 stands for "none" in the indexes, as on the wire (OPC 10000-4, 7.12). */
function diagnosticText(info: DiagnosticInfo): string {
  const inner = info.innerDiagnosticInfo
  return `{"symbolicId":${info.symbolicId},"namespaceUri":${info.namespaceURI},"locale":${info.locale},"localizedText":${info.localizedText},"additionalInfo":${stringText(info.additionalInfo)},"innerStatusCode":${info.innerStatusCode?.value ?? 0},"innerDiagnosticInfo":${inner ? diagnosticText(inner) : 'null'}}`
}
