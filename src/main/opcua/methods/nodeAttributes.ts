import type { DataType } from 'node-opcua-client'
import {
  DataTypeAttributes,
  MethodAttributes,
  NodeClass,
  ObjectAttributes,
  ObjectTypeAttributes,
  ReferenceTypeAttributes,
  VariableAttributes,
  VariableTypeAttributes,
  ViewAttributes,
  type NodeAttributes,
} from 'node-opcua-types'
import { booleanAt, integerAt, listAt, numberAt, partOf, refuse, UINT32 } from '../values/argument'
import { localizedTextAt, nodeIdAt } from '../values/fromJson'
import { looseVariant, toVariant, variantAt } from '../values/toVariant'

const BYTE = { min: 0, max: 255 }
const INT32 = { min: -0x8000_0000, max: 0x7fff_ffff }

/** A name as `{locale,text}`, or its text alone. */
const name = (value: unknown, at: string) =>
  localizedTextAt(typeof value === 'string' ? { locale: null, text: value } : value, at)
const integer = (range: { min: number; max: number }) => (value: unknown, at: string) => integerAt(value, at, range)

/** Every attribute a new node may be given, with its bit in SpecifiedAttributes (OPC 10000-4, 7.24.1). */
const ATTRIBUTES: Readonly<Record<string, { bit: number; read: (value: unknown, at: string) => unknown }>> = {
  accessLevel: { bit: 1 << 0, read: integer(BYTE) },
  arrayDimensions: {
    bit: 1 << 1,
    read: (value, at) => listAt(value, at).map((length, index) => integerAt(length, `${at}[${index}]`, UINT32)),
  },
  containsNoLoops: { bit: 1 << 3, read: booleanAt },
  dataType: { bit: 1 << 4, read: nodeIdAt },
  description: { bit: 1 << 5, read: name },
  displayName: { bit: 1 << 6, read: name },
  eventNotifier: { bit: 1 << 7, read: integer(BYTE) },
  executable: { bit: 1 << 8, read: booleanAt },
  historizing: { bit: 1 << 9, read: booleanAt },
  inverseName: { bit: 1 << 10, read: name },
  isAbstract: { bit: 1 << 11, read: booleanAt },
  minimumSamplingInterval: { bit: 1 << 12, read: numberAt },
  symmetric: { bit: 1 << 15, read: booleanAt },
  userAccessLevel: { bit: 1 << 16, read: integer(BYTE) },
  userExecutable: { bit: 1 << 17, read: booleanAt },
  userWriteMask: { bit: 1 << 18, read: integer(UINT32) },
  valueRank: { bit: 1 << 19, read: integer(INT32) },
  writeMask: { bit: 1 << 20, read: integer(UINT32) },
}
const VALUE_BIT = 1 << 21

const EVERY = new Set(['displayName', 'description', 'writeMask', 'userWriteMask'])

type ClassRow = { make: () => NodeAttributes; own: readonly string[] }
const CLASSES: ReadonlyMap<number, ClassRow> = new Map<number, ClassRow>([
  [NodeClass.Object, { make: () => new ObjectAttributes(), own: ['eventNotifier'] }],
  [
    NodeClass.Variable,
    {
      make: () => new VariableAttributes(),
      own: [
        'dataType',
        'valueRank',
        'arrayDimensions',
        'accessLevel',
        'userAccessLevel',
        'minimumSamplingInterval',
        'historizing',
      ],
    },
  ],
  [NodeClass.Method, { make: () => new MethodAttributes(), own: ['executable', 'userExecutable'] }],
  [NodeClass.ObjectType, { make: () => new ObjectTypeAttributes(), own: ['isAbstract'] }],
  [
    NodeClass.VariableType,
    { make: () => new VariableTypeAttributes(), own: ['dataType', 'valueRank', 'arrayDimensions', 'isAbstract'] },
  ],
  [
    NodeClass.ReferenceType,
    { make: () => new ReferenceTypeAttributes(), own: ['isAbstract', 'symmetric', 'inverseName'] },
  ],
  [NodeClass.DataType, { make: () => new DataTypeAttributes(), own: ['isAbstract'] }],
  [NodeClass.View, { make: () => new ViewAttributes(), own: ['containsNoLoops', 'eventNotifier'] }],
])

/** Keys of a new node that are no attributes. */
const FRAME = new Set([
  'parentNodeId',
  'referenceTypeId',
  'requestedNewNodeId',
  'browseName',
  'nodeClass',
  'typeDefinition',
])

/** Attributes of a new node of a class, with exactly those marked that were given; refuses what the class does not have. */
export function nodeAttributesAt(nodeClass: number, object: Record<string, unknown>, at: string): NodeAttributes {
  const row = CLASSES.get(nodeClass) ?? refuse(`${at}.nodeClass`, 'must be one class of nodes')
  const attributes = row.make()
  const hasValue = attributes instanceof VariableAttributes || attributes instanceof VariableTypeAttributes
  let specified = 0
  for (const key of Object.keys(object)) {
    const value = partOf(object, key) ?? null
    if (FRAME.has(key) || value === null || (key === 'value' && hasValue)) continue
    const attribute = Object.hasOwn(ATTRIBUTES, key) ? ATTRIBUTES[key] : undefined
    if (!attribute || !(EVERY.has(key) || row.own.includes(key))) return refuse(at, 'has an attribute its class lacks')
    Reflect.set(attributes, key, attribute.read(value, `${at}.${key}`))
    specified |= attribute.bit
  }
  const value = partOf(object, 'value') ?? null
  if (value !== null && hasValue) {
    attributes.value = looseVariant(value) ? variantAt(value, `${at}.value`) : bareValue(object, value, at)
    specified |= VALUE_BIT
  }
  attributes.specifiedAttributes = specified
  return attributes
}

/** A value without its type takes that of the node's DataType, where it is a built-in one. */
function bareValue(object: Record<string, unknown>, value: unknown, at: string) {
  const given = partOf(object, 'dataType') ?? null
  const dataType = given === null ? null : nodeIdAt(given, `${at}.dataType`)
  const number = dataType?.namespace === 0 && typeof dataType.value === 'number' ? dataType.value : 0
  if (number < 1 || number > 22) return refuse(`${at}.value`, 'needs a type')
  const type: DataType = number
  return toVariant({ type, value, dimensions: null }, `${at}.value`)
}
