import {
  DataType,
  DataValue,
  VariantArrayType,
  WriteRequest,
  WriteResponse,
  WriteValue,
  type NodeId,
  type Variant,
} from 'node-opcua-client'
import { listAt, objectAt, partOf, refuse } from '../values/argument'
import { nodeIdAt } from '../values/fromJson'
import { listText } from '../values/text'
import { looseVariant, nullArray, toVariant, typeAt } from '../values/toVariant'
import { batches, batchSize, complete } from './answers'
import type { MethodContext, ValueShape } from './context'
import { attributeAt, VALUE } from './read'
import { transact } from './transact'
import { detectTypes, type Detected } from './writeTypes'

type Item = { nodeId: NodeId; attributeId: number; value: unknown; type: DataType | null; at: string }
type Ready = { nodeId: NodeId; attributeId: number; variant: Variant }

/** write(node, value, type = null) → status. */
export async function write(context: MethodContext, [node, value, type]: readonly unknown[]): Promise<string> {
  const item = {
    nodeId: nodeIdAt(node, 'node'),
    attributeId: VALUE,
    value: value ?? null,
    type: typeOrNull(type, 'type'),
    at: 'value',
  }
  return String((await writeAll(context, [item]))[0] ?? 0)
}

/** writeMulti([{ nodeId, value, type = null, attributeId = 13 }]) → statuses in order. */
export async function writeMulti(context: MethodContext, [items]: readonly unknown[]): Promise<string> {
  const asked = listAt(items, 'items').map((item, index) => {
    const at = `items[${index}]`
    const object = objectAt(item, at)
    return {
      nodeId: nodeIdAt(partOf(object, 'nodeId'), `${at}.nodeId`),
      attributeId: attributeAt(partOf(object, 'attributeId'), `${at}.attributeId`),
      value: partOf(object, 'value') ?? null,
      type: typeOrNull(partOf(object, 'type'), `${at}.type`),
      at: `${at}.value`,
    }
  })
  return listText(await writeAll(context, asked), String)
}

/** Every value is made before the first is sent: one that does not fit means that nothing is written. */
async function writeAll(context: MethodContext, items: readonly Item[]): Promise<readonly number[]> {
  const statuses: number[] = Array.from({ length: items.length }, () => 0)
  const ready: (Ready & { index: number })[] = []
  const untyped = items.filter((item) => typeFor(item) === null)
  if (untyped.length > 0 && !context.behaviour.autoDetectWriteType) {
    refuse(untyped[0]?.at ?? 'value', 'needs a type: finding it out is switched off for this session')
  }
  const detected = await detectTypes(
    context,
    untyped.map(({ nodeId }) => nodeId),
  )
  const detectedFor = new Map(untyped.map((item, index) => [item, detected[index]]))
  for (const [index, item] of items.entries()) {
    const made = variantFor(item, detectedFor.get(item))
    if (typeof made === 'number') statuses[index] = made
    else ready.push({ nodeId: item.nodeId, attributeId: item.attributeId, variant: made, index })
  }
  const size = batchSize(context.limits.maxNodesPerWrite, context.behaviour.batchSize)
  for (const batch of ready.length === 0 ? [] : batches(ready, size)) {
    const request = new WriteRequest()
    request.nodesToWrite = batch.map(writeValue)
    const { results } = await transact(context, request, WriteResponse)
    for (const [index, status] of complete(results, batch.length).entries()) {
      const at = batch[index]?.index
      if (at !== undefined) statuses[at] = status.value
    }
  }
  return statuses
}

/** The Variant to send, or the status of a node that would not even say its type. */
function variantFor(item: Item, detected: Detected | undefined): Variant | number {
  const { value, at } = item
  const type = typeFor(item)
  if (type !== null) return typedValue(type, value, at)
  if (detected?.is === 'refused') return detected.status.value
  if (detected?.is !== 'known') return refuse(at, 'needs a type: the node does not say which it takes')
  const { shape } = detected
  if (value === null && shape.valueRank >= 0) return nullArray(shape.type)
  const variant = typedValue(shape.type, value, at)
  return fitsRank(shape, variant) ? variant : refuse(at, 'does not have as many dimensions as the node')
}

function typedValue(type: DataType, value: unknown, at: string): Variant {
  const loose = looseOf(type, value)
  if (!loose) return toVariant({ type, value, dimensions: null }, at)
  const named = typeAt(loose.type, `${at}.type`)
  if (named !== DataType.Null && named !== type) return refuse(`${at}.type`, 'is not the type that was asked for')
  return toVariant({ ...loose, type }, at)
}

/** A whole Variant in place of a bare value, which is how matrices say their dimensions. */
function looseOf(type: DataType | null, value: unknown): ReturnType<typeof looseVariant> {
  const loose = looseVariant(value)
  // A DataValue has a value and a type of its own.
  return loose && type === DataType.DataValue && loose.type !== DataType.DataValue ? undefined : loose
}

function typeFor({ type, value, attributeId }: Item): DataType | null {
  if (type !== null) return type
  const inside = looseOf(null, value)
  if (inside && inside.type !== undefined && inside.type !== null) return typeAt(inside.type, 'type')
  return attributeId === VALUE ? null : (ATTRIBUTE_TYPES[attributeId] ?? null)
}

/** Types of all attributes but Value (OPC 10000-3, 5.9). */
const ATTRIBUTE_TYPES: Readonly<Record<number, DataType>> = {
  1: DataType.NodeId,
  2: DataType.Int32,
  3: DataType.QualifiedName,
  4: DataType.LocalizedText,
  5: DataType.LocalizedText,
  6: DataType.UInt32,
  7: DataType.UInt32,
  8: DataType.Boolean,
  9: DataType.Boolean,
  10: DataType.LocalizedText,
  11: DataType.Boolean,
  12: DataType.Byte,
  14: DataType.NodeId,
  15: DataType.Int32,
  16: DataType.UInt32,
  17: DataType.Byte,
  18: DataType.Byte,
  19: DataType.Double,
  20: DataType.Boolean,
  21: DataType.Boolean,
  22: DataType.Boolean,
  23: DataType.ExtensionObject,
  24: DataType.ExtensionObject,
  25: DataType.ExtensionObject,
  26: DataType.UInt16,
  27: DataType.UInt32,
}

/** ValueRank: −3 scalar or one dimension, −2 any, −1 scalar, 0 one or more, else that many (OPC 10000-3, 5.6.2). */
function fitsRank({ valueRank }: ValueShape, { arrayType, dimensions }: Variant): boolean {
  const rank = arrayType === VariantArrayType.Scalar ? 0 : (dimensions?.length ?? 1)
  if (valueRank === -2) return true
  if (valueRank === -3) return rank <= 1
  if (valueRank === -1) return rank === 0
  return valueRank === 0 ? rank >= 1 : rank === valueRank
}

function typeOrNull(value: unknown, at: string): DataType | null {
  if (value === undefined || value === null) return null
  const type = typeAt(value, at)
  return type === DataType.Null ? null : type
}

// Fields are set one by one because the library's constructors copy values, and some of them wrongly.
function writeValue({ nodeId, attributeId, variant }: Ready): WriteValue {
  const value = new WriteValue(null)
  value.nodeId = nodeId
  value.attributeId = attributeId
  value.value = new DataValue()
  value.value.value = variant
  return value
}
