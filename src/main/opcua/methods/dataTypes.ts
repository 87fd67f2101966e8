import { BrowseDirection, resolveNodeId, type NodeId } from 'node-opcua-client'
import { given, integerAt } from '../values/argument'
import { nodeIdString } from '../values/nodeId'
import { isBad } from './answers'
import { browseAll } from './browse'
import { hereOnly } from './browseRecursive'
import type { MethodContext } from './context'
import { readAll } from './read'

const STRUCTURE = resolveNodeId('i=22')
const ENUMERATION = resolveNodeId('i=29')
const HAS_SUBTYPE = resolveNodeId('i=45')
const DATA_TYPE_DEFINITION = 23
const AT_ONCE = 50
const MOST_TYPES = 20_000

/**
 * discoverDataTypes(ns = null, useCache = true) → how many structures and enumerations outside of the standard, or in one
 * namespace, say how they are made (DataTypeDefinition, OPC 10000-3, 5.8.3). Their values keep coming as bytes.
 */
export async function discoverDataTypes(context: MethodContext, [namespace]: readonly unknown[]): Promise<string> {
  const wanted = given(namespace, null, (value) => integerAt(value, 'ns', { min: 0, max: 0xffff }))
  const types = (await subtypes(context)).filter((type) =>
    wanted === null ? type.namespace !== 0 : type.namespace === wanted,
  )
  const definitions = await readAll(
    context,
    types.map((nodeId) => ({ nodeId, attributeId: DATA_TYPE_DEFINITION })),
  )
  return String(definitions.filter(({ statusCode }) => !isBad(statusCode)).length)
}

async function subtypes(context: MethodContext): Promise<readonly NodeId[]> {
  const found = new Map<string, NodeId>()
  const filter = {
    direction: BrowseDirection.Forward,
    referenceType: HAS_SUBTYPE,
    includeSubtypes: true,
    classMask: 0,
  }
  let level: NodeId[] = [STRUCTURE, ENUMERATION]
  while (level.length > 0 && found.size < MOST_TYPES) {
    const below: NodeId[] = []
    for (let start = 0; start < level.length; start += AT_ONCE) {
      for (const result of await browseAll(context, level.slice(start, start + AT_ONCE), filter)) {
        for (const { nodeId } of result.is === 'found' ? result.references : []) {
          const id = hereOnly(nodeId)
          const key = id ? nodeIdString(id) : ''
          if (!id || found.has(key)) continue
          found.set(key, id)
          below.push(id)
        }
      }
    }
    level = below
  }
  return [...found.values()]
}
