import type { NodeClass } from '../../contract/sessions'
import type { PlainDataValue } from './plainValues'
import { valueText } from './shownValues'

/** Attributes of nodes by their ids (OPC 10000-6, A.1). */
const NAMES = [
  '',
  'NodeId',
  'NodeClass',
  'BrowseName',
  'DisplayName',
  'Description',
  'WriteMask',
  'UserWriteMask',
  'IsAbstract',
  'Symmetric',
  'InverseName',
  'ContainsNoLoops',
  'EventNotifier',
  'Value',
  'DataType',
  'ValueRank',
  'ArrayDimensions',
  'AccessLevel',
  'UserAccessLevel',
  'MinimumSamplingInterval',
  'Historizing',
  'Executable',
  'UserExecutable',
  'DataTypeDefinition',
  'RolePermissions',
  'UserRolePermissions',
  'AccessRestrictions',
  'AccessLevelEx',
] as const
export const VALUE = 13
export const BROWSE_NAME = 3
export const DATA_TYPE = 14
export const ATTRIBUTES = NAMES.flatMap((name, id) => (name === '' ? [] : [id]))

const CLASSES = new Map<number, NodeClass>([
  [1, 'Object'],
  [2, 'Variable'],
  [4, 'Method'],
  [8, 'ObjectType'],
  [16, 'VariableType'],
  [32, 'ReferenceType'],
  [64, 'DataType'],
  [128, 'View'],
])
const ACCESS = [
  'CurrentRead',
  'CurrentWrite',
  'HistoryRead',
  'HistoryWrite',
  'SemanticChange',
  'StatusWrite',
  'TimestampWrite',
]
const RANKS = new Map([
  [-3, 'ScalarOrOneDimension'],
  [-2, 'Any'],
  [-1, 'Scalar'],
  [0, 'OneOrMoreDimensions'],
  [1, 'OneDimension'],
])

/** Undefined for a class the standard does not know. */
export function nodeClassOf(value: unknown): NodeClass | undefined {
  return typeof value === 'number' ? CLASSES.get(value) : undefined
}

/** One attribute as a page shows it; numbers that stand for words as these words. */
export function attributeText(id: number, { value, type }: PlainDataValue): { name: string; text: string } {
  const name = NAMES[id] ?? String(id)
  return { name, text: wordOf(name, value) ?? valueText(value, type).slice(0, 1000) }
}

function wordOf(name: string, value: unknown): string | undefined {
  if (typeof value !== 'number') return undefined
  if (name === 'NodeClass') return nodeClassOf(value)
  if (name === 'ValueRank') return RANKS.get(value)
  if (name !== 'AccessLevel' && name !== 'UserAccessLevel') return undefined
  return ACCESS.filter((_, bit) => (value & (1 << bit)) !== 0).join(', ') || 'None'
}
