import { NodeId, type ExpandedNodeId, type ReferenceDescription } from 'node-opcua-client'
import { RequestFailure } from '../requestFailure'
import { given, integerAt } from '../values/argument'
import type { Encoding } from '../values/encoding'
import { nodeIdAt } from '../values/fromJson'
import { nodeIdString } from '../values/nodeId'
import { listText } from '../values/text'
import { goodOrFail } from './answers'
import { browseAll, filterAt, referenceText } from './browse'
import type { MethodContext } from './context'

const DEEPEST = 256
const MOST_NODES = 100_000
/** Nodes asked about at once; servers limit it, and none so low. */
const AT_ONCE = 50

type Branch = { reference: ReferenceDescription; children: Branch[] }

/**
 * browseRecursive(node, direction = 0, maxDepth = 10, refType = null, includeSubtypes = true, nodeClasses = []) →
 * BrowseNodes. −1 goes as deep as 256. A node met again keeps its place but not its children, so that cycles end; a child
 * that may not be browsed has none. Level by level, so that nothing else waits for long.
 */
export async function browseRecursive(
  context: MethodContext,
  [node, direction, maxDepth, type, includeSubtypes, classes]: readonly unknown[],
  encoding: Encoding,
): Promise<string> {
  const root = nodeIdAt(node, 'node')
  const filter = filterAt({ direction, type, includeSubtypes, classes })
  const depth = given(maxDepth, context.behaviour.defaultBrowseMaxDepth, (value) =>
    integerAt(value, 'maxDepth', { min: -1, max: 0x7fff_ffff }),
  )
  const levels = depth === -1 ? DEEPEST : Math.min(Math.max(depth, 1), DEEPEST)
  const top: Branch[] = []
  const seen = new Set([nodeIdString(root)])
  let level: { id: NodeId; into: Branch[] }[] = [{ id: root, into: top }]
  let count = 0
  for (let at = 0; at < levels && level.length > 0; at++) {
    const below: typeof level = []
    for (let start = 0; start < level.length; start += AT_ONCE) {
      const asked = level.slice(start, start + AT_ONCE)
      const results = await browseAll(
        context,
        asked.map(({ id }) => id),
        filter,
      )
      for (const [index, result] of results.entries()) {
        if (result.is === 'refused') {
          if (at === 0) goodOrFail(result.status)
          continue
        }
        for (const reference of result.references) {
          if (++count > MOST_NODES) throw tooMany()
          const branch: Branch = { reference, children: [] }
          asked[index]?.into.push(branch)
          const id = hereOnly(reference.nodeId)
          const key = id ? nodeIdString(id) : ''
          if (!id || seen.has(key)) continue
          seen.add(key)
          below.push({ id, into: branch.children })
        }
      }
    }
    level = below
  }
  return listText(top, (branch) => branchText(encoding, branch))
}

function branchText(encoding: Encoding, { reference, children }: Branch): string {
  return encoding.shape('BrowseNode', [
    ['reference', 'reference', referenceText(encoding, reference)],
    ['children', 'children', listText(children, (child) => branchText(encoding, child))],
  ])
}

/** Nodes of other servers cannot be browsed here. */
export function hereOnly({
  identifierType,
  value,
  namespace,
  namespaceUri,
  serverIndex,
}: ExpandedNodeId): NodeId | null {
  return namespaceUri || serverIndex ? null : new NodeId(identifierType, value, namespace)
}

function tooMany(): RequestFailure {
  return new RequestFailure(
    'invalid_argument',
    `browseRecursive found more than ${MOST_NODES} nodes; ask for less depth, or begin further down.`,
  )
}
