import type { EventPayload, MethodInput, MethodOutput } from './contract'
import { AppError, isErrorCode, type ErrorDetails } from './errors'
import type { EventName, MethodName } from './names'

export type Reply = { ok: true; output: unknown } | { ok: false; error: { code: string; details: ErrorDetails } }

/** One way to reach the program: preload, loopback HTTP, or dispatch itself in tests and on the command line. */
export type Transport = {
  request(method: MethodName, input: unknown): Promise<Reply>
  /** Returns its own unsubscribe. */
  subscribe(event: EventName, listener: (payload: unknown) => void): () => void
}

/** The typed API, the same for page, command line and tests. Failures are thrown as AppError. */
export type Api = {
  call<M extends MethodName>(method: M, input: MethodInput<M>): Promise<MethodOutput<M>>
  on<E extends EventName>(event: E, listener: (payload: EventPayload<E>) => void): () => void
}

export function connect(transport: Transport): Api {
  return {
    async call(method, input) {
      const reply = await transport.request(method, input)
      // The program has parsed what leaves it against this method's schema.
      if (reply.ok) return reply.output as never
      const { code, details } = reply.error
      throw isErrorCode(code) ? new AppError(code, details) : new AppError('internal', { reference: code })
    },
    on: (event, listener) => transport.subscribe(event, (payload) => listener(payload as never)),
  }
}
