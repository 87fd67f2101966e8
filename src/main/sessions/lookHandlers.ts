import { AppError } from '../../contract/errors'
import type { BrowsedNode } from '../../contract/sessions'
import type { Handlers } from '../bridge/handler'
import { ATTRIBUTES, attributeText, BROWSE_NAME, DATA_TYPE, nodeClassOf, VALUE } from './nodeAttributes'
import { dataValuesOf, isNodeId, nodeText, referencesOf } from './plainValues'
import { inWords } from './sessionErrors'
import type { Sessions } from './sessions'
import { shownValue, valueText } from './shownValues'
import { statusName } from './statusNames'

const ROOT = 'i=84'
const FORWARD = 0
/** HierarchicalReferences: what a person calls "below". */
const HIERARCHICAL = 'i=33'
const GOOD = 0

/** Looking around on a server. */
export function lookHandlers(sessions: Pick<Sessions, 'query'>): Pick<Handlers, 'sessions.browse' | 'sessions.read'> {
  /** Browse names of types, which are the same for many nodes; the NodeId where the server does not say. */
  async function namesOf(session: string, nodes: readonly string[]): Promise<Map<string, string>> {
    const different = [...new Set(nodes)]
    if (different.length === 0) return new Map()
    const wanted = different.map((nodeId) => ({ nodeId, attributeId: BROWSE_NAME }))
    const values = dataValuesOf(await sessions.query(session, 'readMulti', [wanted]))
    return new Map(
      different.map((node, at) => {
        const value = values[at]
        return [node, (value?.statusCode === GOOD && valueText(value.value)) || node]
      }),
    )
  }

  return {
    'sessions.browse': ({ session, node = ROOT }) =>
      inWords({ session, field: 'node' }, async () => {
        // Asked anew each time: a person who looks wants what is there now.
        const asked = [node, FORWARD, HIERARCHICAL, true, [], false]
        const references = referencesOf(await sessions.query(session, 'browseAll', asked))
        const types = references.flatMap(({ typeDefinition }) =>
          typeDefinition && typeDefinition.id !== 0 ? [nodeText(typeDefinition)] : [],
        )
        const names = await namesOf(session, types)
        const nodes = new Map<string, BrowsedNode>()
        for (const { nodeId, browseName, displayName, nodeClass, typeDefinition } of references) {
          const text = nodeText(nodeId)
          const known = nodeClassOf(nodeClass)
          // Several references may lead to one node.
          if (!known || nodes.has(text)) continue
          nodes.set(text, {
            node: text,
            name: displayName.text || browseName.name || text,
            browseName: valueText(browseName),
            nodeClass: known,
            typeDefinition: (typeDefinition && names.get(nodeText(typeDefinition))) ?? null,
          })
        }
        return { nodes: [...nodes.values()] }
      }),

    'sessions.read': ({ session, node }) =>
      inWords({ session, field: 'node' }, async () => {
        const wanted = ATTRIBUTES.map((attributeId) => ({ nodeId: node, attributeId }))
        const values = dataValuesOf(await sessions.query(session, 'readMulti', [wanted]))
        const [first] = values
        if (first && first.statusCode >>> 30 > 1) {
          throw new AppError('server-refused', { status: statusName(first.statusCode) })
        }
        const dataType = values[ATTRIBUTES.indexOf(DATA_TYPE)]?.value
        const type = isNodeId(dataType) ? nodeText(dataType) : undefined
        const names = await namesOf(session, type === undefined ? [] : [type])
        const attributes = values.flatMap((value, at) => {
          const id = ATTRIBUTES[at] ?? 0
          if (id === VALUE || value.statusCode >>> 30 !== 0) return []
          const shown = attributeText(id, value)
          const name = id === DATA_TYPE ? names.get(shown.text) : undefined
          return [name === undefined || name === shown.text ? shown : { ...shown, text: `${name} (${shown.text})` }]
        })
        const value = values[ATTRIBUTES.indexOf(VALUE)]
        const none = !value || statusName(value.statusCode) === 'BadAttributeIdInvalid'
        return { attributes, value: none ? null : shownValue(node, value) }
      }),
  }
}
