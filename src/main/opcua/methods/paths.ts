import {
  BrowsePath,
  QualifiedName,
  RelativePath,
  RelativePathElement,
  resolveNodeId as wellKnown,
  TranslateBrowsePathsToNodeIdsRequest,
  TranslateBrowsePathsToNodeIdsResponse,
  type BrowsePathResult,
  type NodeId,
} from 'node-opcua-client'
import { statusFailure } from '../failures'
import { booleanAt, given, listAt, objectAt, partOf, refuse, stringAt } from '../values/argument'
import type { Encoding } from '../values/encoding'
import { nodeIdAt, qualifiedNameAt } from '../values/fromJson'
import { listText } from '../values/text'
import { complete, goodOrFail, statusText } from './answers'
import type { MethodContext } from './context'
import { transact } from './transact'

const HIERARCHICAL = wellKnown('i=33')
const ROOT = wellKnown('i=84')

/** translateBrowsePaths([{ startingNodeId, relativePath }]) → BrowsePathResults in order. */
export async function translateBrowsePaths(
  context: MethodContext,
  [paths]: readonly unknown[],
  encoding: Encoding,
): Promise<string> {
  const asked = listAt(paths, 'browsePaths').map((path, index) => {
    const at = `browsePaths[${index}]`
    const object = objectAt(path, at)
    const elements = listAt(partOf(object, 'relativePath'), `${at}.relativePath`)
    return browsePath(
      nodeIdAt(partOf(object, 'startingNodeId'), `${at}.startingNodeId`),
      elements.map((element, step) => elementAt(element, `${at}.relativePath[${step}]`)),
    )
  })
  if (asked.length === 0) return '[]'
  return listText(await translate(context, asked), (result) =>
    encoding.shape('BrowsePathResult', [
      ['statusCode', 'status', statusText(result.statusCode)],
      [
        'targets',
        'targets',
        listText(result.targets, ({ targetId, remainingPathIndex }) =>
          encoding.shape('BrowsePathTarget', [
            ['targetId', 'target', encoding.nodeId(targetId)],
            ['remainingPathIndex', 'remaining', String(remainingPathIndex)],
          ]),
        ),
      ],
    ]),
  )
}

/** resolveNodeId(path, startingNode = null, useCache = true) → NodeId. `/Objects/2:Machine/Speed`, from the root folder. */
export async function resolveNodeId(
  context: MethodContext,
  [path, start]: readonly unknown[],
  encoding: Encoding,
): Promise<string> {
  const names = stringAt(path, 'path')
    .split('/')
    .filter((segment) => segment !== '')
  if (names.length === 0) return refuse('path', 'names no node')
  const from = given(start, ROOT, (value) => nodeIdAt(value, 'startingNode'))
  const elements = names.map((segment) =>
    element({ targetName: nameOf(segment), referenceTypeId: HIERARCHICAL, isInverse: false, includeSubtypes: true }),
  )
  const [result] = await translate(context, [browsePath(from, elements)])
  if (!result) throw statusFailure('BadNoMatch', true)
  goodOrFail(result.statusCode)
  const target = result.targets?.[0]
  // A remaining index says that the rest of the path lies on another server.
  if (!target || target.remainingPathIndex !== 0xffff_ffff) throw statusFailure('BadNoMatch', true)
  return encoding.nodeId(target.targetId)
}

async function translate(context: MethodContext, paths: BrowsePath[]): Promise<readonly BrowsePathResult[]> {
  const request = new TranslateBrowsePathsToNodeIdsRequest()
  request.browsePaths = paths
  const { results } = await transact(context, request, TranslateBrowsePathsToNodeIdsResponse)
  return complete(results, paths.length)
}

function browsePath(startingNode: NodeId, elements: RelativePathElement[]): BrowsePath {
  const path = new BrowsePath()
  path.startingNode = startingNode
  path.relativePath = new RelativePath()
  path.relativePath.elements = elements
  return path
}

type Step = { targetName: QualifiedName; referenceTypeId: NodeId; isInverse: boolean; includeSubtypes: boolean }

function element({ targetName, referenceTypeId, isInverse, includeSubtypes }: Step): RelativePathElement {
  const one = new RelativePathElement()
  one.referenceTypeId = referenceTypeId
  one.isInverse = isInverse
  one.includeSubtypes = includeSubtypes
  one.targetName = targetName
  return one
}

function elementAt(value: unknown, at: string): RelativePathElement {
  const object = objectAt(value, at)
  return element({
    targetName: qualifiedNameAt(partOf(object, 'targetName'), `${at}.targetName`),
    referenceTypeId: given(partOf(object, 'referenceTypeId'), HIERARCHICAL, (id) =>
      nodeIdAt(id, `${at}.referenceTypeId`),
    ),
    isInverse: given(partOf(object, 'isInverse'), false, (flag) => booleanAt(flag, `${at}.isInverse`)),
    includeSubtypes: given(partOf(object, 'includeSubtypes'), true, (flag) => booleanAt(flag, `${at}.includeSubtypes`)),
  })
}

/** `2:Speed`, or `Speed` in namespace 0. */
export function nameOf(segment: string): QualifiedName {
  const match = /^(\d{1,5}):(.+)$/s.exec(segment)
  const name = new QualifiedName(null)
  name.namespaceIndex = match && Number(match[1]) <= 0xffff ? Number(match[1]) : 0
  name.name = match && Number(match[1]) <= 0xffff ? (match[2] ?? '') : segment
  return name
}
