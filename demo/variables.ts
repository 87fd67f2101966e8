import { DataType, VariantArrayType } from 'node-opcua-client'
import type { Namespace, UAObject, UAVariable } from 'node-opcua-address-space'
import { SAMPLES, type Samples } from './values'

/** Everything of the demo has a NodeId made of its path: `ns=2;s=Scalar/Int32`. */
export type Plant = { namespace: Namespace; root: UAObject }

/** A value as the library takes it. */
export type Value = { dataType: DataType; value?: unknown; arrayType?: VariantArrayType; dimensions?: number[] }

/** A folder below another one; its NodeId is its path, as is that of everything in it. */
export function addFolder({ namespace, root }: Plant, path: string, parent: UAObject = root): UAObject {
  return namespace.addFolder(parent, { browseName: lastOf(path), nodeId: `s=${path}` })
}

/** A variable that holds what was last written to it. */
export function addVariable(
  { namespace }: Plant,
  folder: UAObject,
  path: string,
  value: Value,
  access: 'writable' | 'read-only' = 'writable',
): UAVariable {
  const rank = value.dimensions?.length ?? (value.arrayType === VariantArrayType.Array ? 1 : -1)
  const level = access === 'writable' ? 'CurrentRead | CurrentWrite' : 'CurrentRead'
  return namespace.addVariable({
    organizedBy: folder,
    browseName: lastOf(path),
    nodeId: `s=${path}`,
    // A variable that may be empty may hold anything.
    dataType: `i=${value.dataType === DataType.Null ? DataType.Variant : value.dataType}`,
    valueRank: rank,
    ...(value.dimensions ? { arrayDimensions: value.dimensions } : {}),
    accessLevel: level,
    userAccessLevel: level,
    value,
  })
}

/** Every built-in type as scalar, array, empty array and matrix, once writable and once read-only. */
export function addTypes(plant: Plant): void {
  const shapes = ['Scalar', 'Array', 'Empty array', 'Matrix'] as const
  for (const shape of shapes) {
    const folder = addFolder(plant, shape)
    const readOnly = addFolder(plant, `Read-only ${shape.toLowerCase()}`)
    for (const samples of SAMPLES) {
      // A Variant holds Variants only in arrays (OPC 10000-6, 5.2.2.16).
      if (shape === 'Scalar' && samples.type === DataType.Variant) continue
      addVariable(plant, folder, `${shape}/${samples.name}`, shaped(samples, shape))
      addVariable(
        plant,
        readOnly,
        `Read-only ${shape.toLowerCase()}/${samples.name}`,
        shaped(samples, shape),
        'read-only',
      )
    }
  }
}

type Shape = 'Scalar' | 'Array' | 'Empty array' | 'Matrix'

function shaped({ type, six }: Samples, shape: Shape): Value {
  if (shape === 'Scalar') return { dataType: type, arrayType: VariantArrayType.Scalar, value: six[0] }
  if (shape === 'Empty array') return { dataType: type, arrayType: VariantArrayType.Array, value: [] }
  if (shape === 'Array') return { dataType: type, arrayType: VariantArrayType.Array, value: six.slice(0, 4) }
  return { dataType: type, arrayType: VariantArrayType.Matrix, dimensions: [2, 3], value: [...six] }
}

function lastOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}
