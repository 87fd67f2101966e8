import type { ShownValue } from '../../contract/sessions'
import { isNodeId, nodeText, type PlainDataValue } from './plainValues'
import { statusName } from './statusNames'

/** Built-in types by their ids (OPC 10000-6, 5.1.2). */
const TYPES = [
  '',
  'Boolean',
  'SByte',
  'Byte',
  'Int16',
  'UInt16',
  'Int32',
  'UInt32',
  'Int64',
  'UInt64',
  'Float',
  'Double',
  'String',
  'DateTime',
  'Guid',
  'ByteString',
  'XmlElement',
  'NodeId',
  'ExpandedNodeId',
  'StatusCode',
  'QualifiedName',
  'LocalizedText',
  'ExtensionObject',
  'DataValue',
  'Variant',
  'DiagnosticInfo',
]
const STATUS_CODE = 19
const LONGEST = 1000
/** More elements than this are not even looked at: their text would be cut off. */
const MOST_ELEMENTS = 500

/** A value as a page shows it: its text for people, a number where it can be drawn. */
export function shownValue(node: string, value: PlainDataValue): ShownValue {
  const time = value.sourceTimestamp ?? value.serverTimestamp
  const at = time === null ? Number.NaN : Date.parse(time)
  return {
    node,
    at: Number.isNaN(at) ? null : at,
    status: statusName(value.statusCode),
    type: typeText(value),
    text: cut(valueText(value.value, value.type)),
    number: numberOf(value),
  }
}

/** Any plain value as text: what is one value in OPC UA is one text, whatever its shape in JSON. */
export function valueText(value: unknown, type: number | null = null): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'string') return value
  if (typeof value === 'number') return numberText(value, type)
  if (typeof value === 'boolean' || typeof value === 'bigint') return String(value)
  if (typeof value !== 'object') return ''
  if (Array.isArray(value)) {
    const some: unknown[] = value.slice(0, MOST_ELEMENTS)
    return `[${some.map((one) => valueText(one, type)).join(', ')}${value.length > some.length ? ', …' : ''}]`
  }
  if (isNodeId(value)) return nodeText(value)
  if ('text' in value && 'locale' in value) return valueText(value.text)
  if ('ns' in value && 'name' in value)
    return value.ns === 0 ? valueText(value.name) : `${valueText(value.ns)}:${valueText(value.name)}`
  if ('type' in value && 'value' in value) {
    return valueText(value.value, typeof value.type === 'number' ? value.type : null)
  }
  return JSON.stringify(value, (_, one: unknown) => (typeof one === 'bigint' ? String(one) : one))
}

function typeText({ value, type, dimensions }: PlainDataValue): string {
  if (type === null) return ''
  const name = TYPES[type] ?? String(type)
  if (dimensions) return `${name}[${dimensions.join(',')}]`
  return Array.isArray(value) ? `${name}[${value.length}]` : name
}

function numberText(value: number, type: number | null): string {
  if (type === STATUS_CODE) return statusName(value)
  return Object.is(value, -0) ? '-0' : String(value)
}

/** Boolean as 0 and 1; numbers of 64 bits as near as a double comes, which is near enough to be drawn. */
function numberOf({ value, type }: PlainDataValue): number | null {
  if (type === null || type > 11) return null
  if (typeof value === 'boolean') return Number(value)
  if (typeof value !== 'number' && typeof value !== 'bigint') return null
  const number = Number(value)
  return Number.isFinite(number) ? number : null
}

function cut(text: string): string {
  if (text.length <= LONGEST) return text
  // Not in the middle of a character of two halves.
  return `${text.slice(0, LONGEST - 1).replace(/[\uD800-\uDBFF]$/, '')}…`
}
