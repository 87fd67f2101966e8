import { BinaryStream } from 'node-opcua-binary-stream'
import { DataType, NodeId } from 'node-opcua-client'
import { OpaqueStructure } from 'node-opcua-extension-object'
import { BaseUAObject, FieldCategory, findBuiltInType, type IStructuredTypeSchema } from 'node-opcua-factory'
import type { Encoding } from './encoding'
import { base64Text, listText } from './text'

type ScalarText = (encoding: Encoding, type: DataType, value: unknown) => string

/** How a body is encoded: bytes (OPC 10000-6, 5.2.2.15). */
const BYTES = 1

/**
 * An ExtensionObject as JSON text: its bytes, and its fields too where the type is one of the standard's (session-daemon 5).
 * Types of a server's own namespaces keep their bytes only.
 */
export function structureText(encoding: Encoding, object: unknown, scalarText: ScalarText): string {
  if (object instanceof OpaqueStructure) return shape(encoding, object.nodeId, object.buffer, 'null')
  // What the library could not even frame.
  if (!(object instanceof BaseUAObject)) return 'null'
  const id = object.schema.encodingDefaultBinary ?? new NodeId()
  return shape(encoding, id, bodyOf(object), fieldsText(encoding, object, scalarText))
}

function shape(encoding: Encoding, typeId: NodeId, body: Buffer, value: string): string {
  return encoding.shape('ExtensionObject', [
    ['typeId', 'typeId', encoding.nodeId(typeId)],
    ['encoding', 'encoding', String(BYTES)],
    ['body', 'bodyB64', base64Text(body)],
    ['value', 'value', value],
  ])
}

function bodyOf(object: BaseUAObject): Buffer {
  const stream = new BinaryStream(object.binaryStoreSize())
  object.encode(stream)
  return stream.buffer
}

function fieldsText(encoding: Encoding, object: BaseUAObject, scalarText: ScalarText): string {
  const parts: string[] = []
  for (const schema of lineage(object.schema)) {
    for (const { name, fieldType, category, isArray } of schema.fields) {
      const value: unknown = Reflect.get(object, name)
      // An optional field that is not there.
      if (value === undefined) continue
      const one = (item: unknown) => {
        if (item instanceof BaseUAObject && category === FieldCategory.complex)
          return fieldsText(encoding, item, scalarText)
        return scalarText(encoding, typeOf(fieldType, category), item)
      }
      const text = isArray && isList(value) ? listText(value, one) : one(value)
      parts.push(`${JSON.stringify(name)}:${text}`)
    }
  }
  return `{${parts.join(',')}}`
}

/** The types a type is derived from come first, as in the bytes. */
function lineage(schema: IStructuredTypeSchema): IStructuredTypeSchema[] {
  const base = schema.getBaseSchema()
  return base ? [...lineage(base), schema] : [schema]
}

function typeOf(fieldType: string, category: FieldCategory): DataType {
  if (category === FieldCategory.enumeration) return DataType.Int32
  if (category === FieldCategory.complex) return DataType.ExtensionObject
  let name = fieldType
  // Duration is a Double, UtcTime a DateTime, and so on: up to a type that a Variant knows.
  for (let step = 0; step < 8; step++) {
    const type = (DataType as unknown as Record<string, unknown>)[name]
    if (typeof type === 'number') return type
    name = findBuiltInType(name).name === name ? findBuiltInType(name).subType : findBuiltInType(name).name
  }
  return DataType.Null
}

function isList(value: unknown): value is Iterable<unknown> {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && !Buffer.isBuffer(value))
}
