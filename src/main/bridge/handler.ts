import type { z } from 'zod'
import type { CONTRACT, EventPayload, MethodOutput } from '../../contract/contract'
import type { EventName, MethodName } from '../../contract/names'

/** A connected program or page. `id` is unique while it is connected. */
export type Peer = { id: string; face: 'desktop' | 'browser' | 'command-line' | 'program' }

export type Context = {
  peer: Peer
  /** Fires when the caller cancels or is gone. */
  signal: AbortSignal
  /** Goes out as `work.progress` when the caller named its work. */
  progress(done: number, total: number): void
}

export type ParsedInput<M extends MethodName> = z.output<(typeof CONTRACT)[M]['input']>
export type Handler<M extends MethodName> = (
  input: ParsedInput<M>,
  context: Context,
) => MethodOutput<M> | Promise<MethodOutput<M>>

/** One handler per method, kept with its subject and put together in compose. */
export type Handlers = { [M in MethodName]: Handler<M> }

/** How rooms say that something changed. */
export type Events = {
  emit<E extends EventName>(event: E, payload: EventPayload<E>): void
  subscribe<E extends EventName>(event: E, listener: (payload: EventPayload<E>) => void): () => void
}
