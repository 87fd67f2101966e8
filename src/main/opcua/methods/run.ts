import { RequestFailure } from '../requestFailure'
import type { MethodContext } from './context'

/** One of the methods of `query` or `invoke`, with its positional parameters. */
export type MethodRequest = {
  readonly method: string
  readonly parameters: readonly unknown[]
  readonly encoding: 'plain' | 'typed'
}

/**
 * Runs a method on an open session; the answer is JSON text: of `data` itself for `plain`, of the value inside
 * `{"data":…}` for `typed`. Fails with RequestFailure only; `facts.sent` says whether a request may have reached the server.
 */
export async function runMethod(context: MethodContext, request: MethodRequest): Promise<string> {
  const method = METHODS.get(request.method)
  if (!method) throw new RequestFailure('unknown_method', `Unknown method: ${request.method}`, { sent: false })
  return method(context, request)
}

type Run = (context: MethodContext, request: MethodRequest) => Promise<string>
const METHODS: ReadonlyMap<string, Run> = new Map()
