import type { DataValue } from 'node-opcua-client'
import { RequestFailure } from '../requestFailure'
import { batches, batchSize } from './answers'
import type { Asked, MethodContext, Together } from './context'

type ReadOnce = (context: MethodContext, asked: readonly Asked[]) => Promise<readonly DataValue[]>
type Waiting = {
  context: MethodContext
  asked: Asked
  done: (value: DataValue) => void
  failed: (error: unknown) => void
}

/** Reads in one request where the server states no limit. */
const MOST = 1000
/** A request this slow may hold one slow value that the others would wait for; they go alone for a while. */
const SLOW = 250
const ALONE = 30_000

/**
 * One per link. Fifty reads in one request cost a server and this thread a fifth of fifty requests (measured: 5 to 12 times
 * as many per second). A server that refuses them together is asked for each.
 */
export function createTogether(readOnce: ReadOnce, now: () => number = () => performance.now()): Together {
  let waiting: Waiting[] = []
  let aloneUntil = -Infinity

  async function alone({ context, asked, done, failed }: Waiting): Promise<void> {
    try {
      const [value] = await readOnce(context, [asked])
      if (value) done(value)
      else failed(new RequestFailure('EncodingException', 'The server answered too little.'))
    } catch (error) {
      failed(error)
    }
  }

  async function together(group: readonly Waiting[], context: MethodContext): Promise<void> {
    const began = now()
    // One that is given up does not end the request of the others.
    const shared: MethodContext = {
      ...context,
      timeout: Math.max(...group.map((one) => one.context.timeout)),
      signal: new AbortController().signal,
      markSent: () => group.forEach((one) => one.context.markSent()),
    }
    try {
      const values = await readOnce(
        shared,
        group.map(({ asked }) => asked),
      )
      group.forEach(({ done, failed }, index) => {
        const value = values[index]
        if (value) done(value)
        else failed(new RequestFailure('EncodingException', 'The server answered too little.'))
      })
    } catch (error) {
      const refused = error instanceof RequestFailure && error.type === 'ServiceException'
      if (refused) await Promise.all(group.map(alone))
      else for (const { failed } of group) failed(error)
    } finally {
      if (now() - began > SLOW) aloneUntil = now() + ALONE
    }
  }

  function flush(): void {
    const all = waiting
    waiting = []
    const [first] = all
    if (!first) return
    const { limits, behaviour } = first.context
    const size = batchSize(limits.maxNodesPerRead, behaviour.batchSize)
    for (const group of batches(all, size === 0 ? MOST : Math.min(size, MOST))) {
      const [only, ...others] = group
      if (only && others.length === 0) void alone(only)
      else void together(group, first.context)
    }
  }

  return (context, asked) =>
    new Promise((done, failed) => {
      const one = { context, asked, done, failed }
      if (now() < aloneUntil) void alone(one)
      else if (waiting.push(one) === 1) setImmediate(flush)
    })
}
