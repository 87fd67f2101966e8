import { DataValue, DataType, Variant, resolveNodeId, type ClientSession } from 'node-opcua-client'
import { expect, test } from 'vitest'
import { DEFAULT_BEHAVIOUR, type Asked, type MethodContext } from '../../src/main/opcua/methods/context'
import { createTogether } from '../../src/main/opcua/methods/together'
import { RequestFailure } from '../../src/main/opcua/requestFailure'

function context(maxNodesPerRead = 0): MethodContext {
  return {
    session: {} as ClientSession,
    limits: { maxNodesPerRead, maxNodesPerWrite: 0 },
    behaviour: DEFAULT_BEHAVIOUR,
    metadata: new Map(),
    timeout: 1000,
    signal: new AbortController().signal,
    markSent: () => undefined,
  }
}

const asked = (id: number): Asked => ({ nodeId: resolveNodeId(`ns=1;i=${id}`), attributeId: 13 })
/** Answers each node with its own number. */
const valueOf = ({ nodeId }: Asked) =>
  new DataValue({ value: new Variant({ dataType: DataType.UInt32, value: Number(nodeId.value) }) })

function server(failing?: (asked: readonly Asked[]) => RequestFailure | undefined) {
  const requests: number[] = []
  const readOnce = async (_: MethodContext, all: readonly Asked[]) => {
    requests.push(all.length)
    const failure = failing?.(all)
    if (failure) throw failure
    return all.map(valueOf)
  }
  return { requests, readOnce }
}

test('reads of one turn are one request, and everybody gets their own value', async () => {
  const { requests, readOnce } = server()
  const together = createTogether(readOnce)
  const values = await Promise.all(Array.from({ length: 50 }, (_, id) => together(context(), asked(id))))
  expect(values.map(({ value }) => value.value)).toEqual(Array.from({ length: 50 }, (_, id) => id))
  expect(requests).toEqual([50])
})

test('no more are read together than a server takes', async () => {
  const { requests, readOnce } = server()
  const together = createTogether(readOnce)
  await Promise.all(Array.from({ length: 50 }, (_, id) => together(context(20), asked(id))))
  expect(requests).toEqual([20, 20, 10])
})

test('a server that refuses them together is asked for each', async () => {
  const { requests, readOnce } = server((all) =>
    all.length > 1 ? new RequestFailure('ServiceException', 'BadTooManyOperations') : undefined,
  )
  const together = createTogether(readOnce)
  const values = await Promise.all([1, 2, 3].map((id) => together(context(), asked(id))))
  expect(values.map(({ value }) => value.value)).toEqual([1, 2, 3])
  expect(requests).toEqual([3, 1, 1, 1])
})

test('a lost link fails them all and asks nothing again', async () => {
  const { requests, readOnce } = server(() => new RequestFailure('ConnectionException', 'lost'))
  const together = createTogether(readOnce)
  const outcomes = await Promise.allSettled([1, 2, 3].map((id) => together(context(), asked(id))))
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected'])
  expect(requests).toEqual([3])
})

test('after a slow request everybody reads alone for a while, so that one slow value holds up nobody else', async () => {
  let now = 0
  const requests: number[] = []
  const readOnce = async (_: MethodContext, all: readonly Asked[]) => {
    requests.push(all.length)
    now += 2000
    return all.map(valueOf)
  }
  const together = createTogether(readOnce, () => now)
  await Promise.all([1, 2].map((id) => together(context(), asked(id))))
  await Promise.all([1, 2].map((id) => together(context(), asked(id))))
  now += 60_000
  await Promise.all([1, 2].map((id) => together(context(), asked(id))))
  expect(requests).toEqual([2, 1, 1, 2])
})
