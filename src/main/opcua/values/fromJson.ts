import { DataValue, ExpandedNodeId, LocalizedText, QualifiedName, StatusCode, type NodeId } from 'node-opcua-client'
import { OpaqueStructure } from 'node-opcua-extension-object'
import { RequestFailure } from '../requestFailure'
import { isObject, integerAt, objectAt, partOf, refuse, stringAt, UINT32 } from './argument'
import { parseTime, type Instant } from './dateTime'
import { bytesFromBase64, ID_TYPES, isNullNode, makeNodeId, parseNodeIdString, type Kind } from './nodeId'
import { parsePhpTime } from './phpTime'

/** `{ns,id,type}` as the reference writes it, with what is left out as it reads it; or the text form (session-daemon 4). */
export function nodeIdAt(value: unknown, at: string): NodeId {
  const node = expandedNodeIdAt(value, at)
  return node instanceof ExpandedNodeId ? refuse(at, 'must not name another server or a namespace URI') : node
}

export function expandedNodeIdAt(value: unknown, at: string): NodeId | ExpandedNodeId {
  // A NodeId that PHP wrote by itself is its text form in `v`.
  const text = isObject(value) && Object.hasOwn(value, 'v') ? partOf(value, 'v') : value
  if (typeof text === 'string') return parseNodeIdString(text) ?? refuse(at, 'is no NodeId')
  const object = objectAt(text, at)
  const uri = partOf(object, 'namespaceUri') ?? null
  const node = makeNodeId({
    kind: kindOf(partOf(object, 'type'), at),
    identifier: partOf(object, 'id') ?? 0,
    namespace: integerAt(partOf(object, 'ns') ?? 0, `${at}.ns`, { min: 0, max: 0xffff }),
    namespaceUri: uri === null ? null : stringAt(uri, `${at}.namespaceUri`),
    serverIndex: integerAt(partOf(object, 'serverIndex') ?? 0, `${at}.serverIndex`, UINT32),
  })
  return node ?? refuse(`${at}.id`, 'does not fit its type')
}

function kindOf(type: unknown, at: string): Kind {
  return ID_TYPES.get(type ?? 'numeric') ?? refuse(`${at}.type`, 'must be numeric, string, guid or opaque')
}

/** `{ns,name}`; PHP writes the name as `n`. */
export function qualifiedNameAt(value: unknown, at: string): QualifiedName {
  const object = objectAt(value, at)
  const name = partOf(object, 'name') ?? partOf(object, 'n') ?? null
  const qualified = new QualifiedName(null)
  qualified.namespaceIndex = integerAt(partOf(object, 'ns') ?? 0, `${at}.ns`, { min: 0, max: 0xffff })
  qualified.name = name === null ? null : stringAt(name, `${at}.name`)
  return qualified
}

/** The library takes an empty text for none, which is not the same. */
class ExactText extends LocalizedText {
  override encode(stream: Parameters<LocalizedText['encode']>[0]): void {
    const { locale, text } = this
    stream.writeUInt8((locale === null ? 0 : 1) | (text === null ? 0 : 2))
    if (locale !== null) stream.writeString(locale)
    if (text !== null) stream.writeString(text)
  }
}

export function localizedTextAt(value: unknown, at: string): LocalizedText {
  const object = objectAt(value, at)
  const [locale, text] = ['locale', 'text'].map((key) => {
    const part = partOf(object, key) ?? null
    return part === null ? null : stringAt(part, `${at}.${key}`)
  })
  const localized = new ExactText(null)
  localized.locale = locale ?? null
  localized.text = text ?? null
  return localized
}

/** With its offset from UTC; or as PHP writes a time by itself. */
export function timeAt(value: unknown, at: string): Instant {
  const time = isObject(value)
    ? parsePhpTime(partOf(value, 'date'), partOf(value, 'timezone'))
    : typeof value === 'string'
      ? parseTime(value)
      : undefined
  return time ?? refuse(at, 'must be a time with its offset, such as 2026-05-15T10:30:00.123456+00:00')
}

/** Base64, as it is written everywhere (session-daemon 5). */
export function bytesAt(value: unknown, at: string): Buffer {
  return (typeof value === 'string' ? bytesFromBase64(value) : undefined) ?? refuse(at, 'must be base64')
}

/** A status of any number: the library knows by name only those of the standard. */
class AnyStatus extends StatusCode {
  readonly #value: number
  constructor(value: number) {
    super()
    this.#value = value
  }
  override get value(): number {
    return this.#value
  }
  override get name(): string {
    return 'StatusCode'
  }
  override get description(): string {
    return ''
  }
}

export function statusAt(value: unknown, at: string): StatusCode {
  return new AnyStatus(integerAt(value, at, UINT32))
}

/** Only what has its bytes can be sent: they are the value, whatever `value` says beside them. */
export function structureAt(value: unknown, at: string): OpaqueStructure | null {
  const object = objectAt(value, at)
  const typeId = nodeIdAt(partOf(object, 'typeId'), `${at}.typeId`)
  const encoding = integerAt(partOf(object, 'encoding') ?? 1, `${at}.encoding`, { min: 0, max: 2 })
  const body = partOf(object, 'body') ?? partOf(object, 'bodyB64') ?? null
  if (body === null && isNullNode(typeId)) return null
  if (encoding !== 1 || body === null) {
    throw new RequestFailure('EncodingException', `${at} cannot be sent: only bodies of bytes can.`, { sent: false })
  }
  return new OpaqueStructure(typeId, bytesAt(body, `${at}.body`))
}

/** Everything of a DataValue but its Variant. */
export function dataValueFrame(object: Record<string, unknown>, at: string): DataValue {
  const data = new DataValue()
  const status = partOf(object, 'statusCode') ?? 0
  if (status !== 0) data.statusCode = statusAt(status, `${at}.statusCode`)
  const source = partOf(object, 'sourceTimestamp') ?? null
  if (source !== null) {
    const time = timeAt(source, `${at}.sourceTimestamp`)
    data.sourceTimestamp = time
    data.sourcePicoseconds = time.picoseconds ?? 0
  }
  const server = partOf(object, 'serverTimestamp') ?? null
  if (server !== null) {
    const time = timeAt(server, `${at}.serverTimestamp`)
    data.serverTimestamp = time
    data.serverPicoseconds = time.picoseconds ?? 0
  }
  return data
}
