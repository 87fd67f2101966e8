import type { ExpandedNodeId, LocalizedText, NodeId, QualifiedName, Variant } from 'node-opcua-client'

/** One part of a shape: its key in plain values, its key in typed ones, and its JSON text (session-daemon 5). */
export type Part = readonly [plain: string, typed: string, text: string]

/** The two ways values are written: plain for `query`, with `__t` for `invoke`. Everything answers JSON text. */
export type Encoding = {
  readonly name: 'plain' | 'typed'
  /** `picoseconds`: what is finer than the millisecond of the date. */
  time(date: Date, picoseconds: number): string
  nodeId(node: NodeId | ExpandedNodeId): string
  qualifiedName(name: QualifiedName): string
  localizedText(text: LocalizedText): string
  /** A number that is one of a named set, such as `NodeClass`. */
  enumeration(name: string, value: number): string
  /** `type` is the wire type's short name. */
  shape(type: string, parts: readonly Part[]): string
  /** `null` where it holds nothing. */
  variant(variant: Variant, value: string): string
  /** An inlined Variant for plain values. */
  dataValue(parts: DataValueParts): string
}

/** `value` and `status` are JSON text already; times are text or `null`. */
export type DataValueParts = {
  variant: Variant | null
  value: string
  status: number
  sourceTime: string
  serverTime: string
}
