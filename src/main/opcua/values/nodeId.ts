import { ExpandedNodeId, NodeId } from 'node-opcua-client'
import { base64Text, stringText } from './text'

/** Kinds of identifiers as the library numbers them, which keeps the names to itself. */
const { NUMERIC, STRING, GUID, BYTESTRING: OPAQUE } = NodeId.NodeIdType
export type Kind = NodeId['identifierType']
export const ID_TYPES: ReadonlyMap<unknown, Kind> = new Map([
  ['numeric', NUMERIC],
  ['string', STRING],
  ['guid', GUID],
  ['opaque', OPAQUE],
])
const LETTERS: ReadonlyMap<string, Kind> = new Map([
  ['i', NUMERIC],
  ['s', STRING],
  ['g', GUID],
  ['b', OPAQUE],
])
const ID_NAMES = ['', 'numeric', 'string', 'guid', 'opaque']

export const GUID_PATTERN = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i

/** `ns=2;s=Speed`, `i=85`, `b=<base64>`; with `svr=` and `nsu=` where an ExpandedNodeId has them (OPC 10000-6, 5.3.1.10). */
export function nodeIdString(node: NodeId): string {
  const { identifierType, namespace } = node
  const letter = ' isgb'[identifierType] ?? 'i'
  const identifier = identifierType === OPAQUE ? bytesOf(node).toString('base64') : identifierText(node)
  let prefix = namespace === 0 ? '' : `ns=${namespace};`
  if (node instanceof ExpandedNodeId) {
    if (node.namespaceUri) prefix = `nsu=${node.namespaceUri.replaceAll('%', '%25').replaceAll(';', '%3B')};`
    if (node.serverIndex) prefix = `svr=${node.serverIndex};${prefix}`
  }
  return `${prefix}${letter}=${identifier}`
}

/** `{"ns":2,"id":"Speed","type":"string"}`; opaque identifiers in base64 (session-daemon 4). */
export function plainNodeId(node: NodeId): string {
  const { identifierType, namespace } = node
  const type = ID_NAMES[identifierType] ?? 'numeric'
  const id =
    identifierType === NUMERIC
      ? String(node.value)
      : identifierType === OPAQUE
        ? base64Text(bytesOf(node))
        : stringText(identifierText(node))
  let more = ''
  if (node instanceof ExpandedNodeId) {
    if (node.namespaceUri) more += `,"namespaceUri":${stringText(node.namespaceUri)}`
    if (node.serverIndex) more += `,"serverIndex":${node.serverIndex}`
  }
  return `{"ns":${namespace},"id":${id},"type":"${type}"${more}}`
}

export function isNullNode(node: NodeId): boolean {
  return node.identifierType === NUMERIC && node.value === 0 && node.namespace === 0
}

/** Undefined for what is no NodeId in its text form. Those with `svr=` or `nsu=` are ExpandedNodeIds. */
export function parseNodeIdString(text: string): NodeId | undefined {
  const match = /^(?:svr=(\d{1,10});)?(?:(?:ns=(\d{1,5})|nsu=([^;]+));)?([isgb])=(.*)$/s.exec(text)
  if (!match) return undefined
  const [, server = '0', namespace = '0', uri, letter = '', identifier = ''] = match
  return makeNodeId({
    kind: LETTERS.get(letter) ?? NUMERIC,
    identifier: letter === 'i' ? (/^\d{1,10}$/.test(identifier) ? Number(identifier) : undefined) : identifier,
    namespace: Number(namespace),
    namespaceUri: uri === undefined ? null : uri.replaceAll(/%3b/gi, ';').replaceAll('%25', '%'),
    serverIndex: Number(server),
  })
}

export type NodeIdParts = {
  kind: Kind
  identifier: unknown
  namespace: number
  namespaceUri: string | null
  serverIndex: number
}

/** Undefined where a part does not fit its type. */
export function makeNodeId({
  kind,
  identifier,
  namespace,
  namespaceUri,
  serverIndex,
}: NodeIdParts): NodeId | undefined {
  if (!isUnsigned(namespace, 0xffff) || !isUnsigned(serverIndex, 0xffff_ffff)) return undefined
  const value = identifierOf(kind, identifier)
  if (value === undefined) return undefined
  if (namespaceUri === null && serverIndex === 0) return new NodeId(kind, value, namespace)
  return new ExpandedNodeId(kind, value, namespace, namespaceUri, serverIndex)
}

function identifierOf(kind: Kind, identifier: unknown): number | string | Buffer | undefined {
  if (kind === NUMERIC) {
    return typeof identifier === 'number' && isUnsigned(identifier, 0xffff_ffff) ? identifier : undefined
  }
  if (typeof identifier !== 'string' || !identifier.isWellFormed()) return undefined
  if (kind === STRING) return identifier
  if (kind === GUID) return GUID_PATTERN.test(identifier) ? identifier.toUpperCase() : undefined
  return kind === OPAQUE ? bytesFromBase64(identifier) : undefined
}

/** Undefined for what is not canonical base64: a wrong digit must not become other bytes. */
export function bytesFromBase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64')
  return bytes.toString('base64') === text ? bytes : undefined
}

function isUnsigned(value: number, max: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= max
}

function identifierText({ value, identifierType }: NodeId): string {
  return identifierType === GUID ? String(value).toLowerCase() : String(value)
}

function bytesOf({ value }: NodeId): Buffer {
  return Buffer.isBuffer(value) ? value : Buffer.alloc(0)
}
