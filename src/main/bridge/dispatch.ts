import { randomBytes } from 'node:crypto'
import type { Reply, Transport } from '../../contract/client'
import { CONTRACT, type MethodOutput } from '../../contract/contract'
import { AppError, ERRORS, type ErrorDetails } from '../../contract/errors'
import type { MethodName } from '../../contract/names'
import type { Row } from '../../contract/row'
import { describeFault, type Fault } from './fault'
import type { Gate } from './gate'
import type { Context, Events, Handlers, Peer } from './handler'
import { fieldsOf } from './inputFields'
import { observed, type Observe, type Observed } from './observed'
import { createWork } from './work'

/** One request of one peer. `signal` fires when the peer is gone before its answer. */
export type Request = { peer: Peer; method: unknown; input: unknown; signal?: AbortSignal }

/** The one door: everything a page, a browser or a command line asks for comes through here. */
export type Dispatch = {
  request(request: Request): Promise<Reply>
  /** A peer is gone: what it was waiting for is cancelled. */
  leave(peer: Pick<Peer, 'id'>): void
}

/** What the log holds of a request; never its input or output. */
export type LogLine = {
  method: string
  peer: string
  outcome: string
  milliseconds: number
  fault?: Fault
  at?: string
}

export type DispatchParts = {
  handlers: Omit<Handlers, 'work.cancel'>
  events: Events
  /** Fails unless the peer has the right on the station’s object; not asked for what needs none. */
  authorize: Gate['authorize']
  log: (level: 'info' | 'error', line: LogLine) => void
  /** Sees requests begin and end, refused ones too. */
  observe?: Observe
  /** Told of every peer that left. */
  gone?: (peer: Pick<Peer, 'id'>) => void
  /** Milliseconds that only go forward. */
  now?: () => number
}

export function createDispatch(parts: DispatchParts): Dispatch {
  const { events, authorize, log, now = () => performance.now() } = parts
  const work = createWork(events, now)
  const handlers: Handlers = {
    ...parts.handlers,
    'work.cancel': (input, { peer }) => {
      work.cancel(peer, input.work)
      return {}
    },
  }

  async function answer(
    { peer, input, signal }: Request,
    name: MethodName,
    seen: Observed | undefined,
  ): Promise<unknown> {
    const row: Row = CONTRACT[name]
    if (row.right !== 'none') await authorize(peer, row.object, row.right)
    const parsed = row.input.safeParse(input)
    if (!parsed.success) throw new AppError('invalid-input', { fields: fieldsOf(parsed.error.issues) })
    seen?.formed(parsed.data)
    const key = name !== 'work.cancel' && 'work' in parsed.data ? parsed.data['work'] : undefined
    const task = work.begin(peer, typeof key === 'string' ? key : undefined, signal)
    try {
      task.context.signal.throwIfAborted()
      const handler = handlers[name] as (input: unknown, context: Context) => Promise<MethodOutput<MethodName>>
      const output = row.output.safeParse(await handler(parsed.data, task.context))
      if (output.success) return output.data
      throw new OutputMismatch(fieldsOf(output.error.issues))
    } catch (error) {
      // What a handler says after it was told to stop is about stopping; a mismatch of its output is not.
      if (task.context.signal.aborted && !(error instanceof OutputMismatch)) {
        throw new AppError('cancelled', {}, error)
      }
      throw error
    } finally {
      task.end()
    }
  }

  return {
    async request(request) {
      const { peer, method, input } = request
      const began = now()
      const name = isMethod(method) ? method : undefined
      const line = (outcome: string, more: Partial<LogLine> = {}): LogLine => ({
        // An unknown name is input and may be anything.
        method: name ?? '(unknown)',
        peer: peer.id,
        outcome,
        milliseconds: Math.round(now() - began),
        ...more,
      })
      const seen =
        name &&
        observed(parts.observe, { peer, method: name, input }, (error) =>
          log('error', line('not observed', { fault: describeFault(error) })),
        )
      try {
        if (name === undefined)
          throw new AppError('unknown-method', { method: typeof method === 'string' ? method.slice(0, 64) : '' })
        const output = await answer(request, name, seen)
        log('info', line('ok'))
        seen?.ended('ok')
        return { ok: true, output }
      } catch (error) {
        if (error instanceof AppError && error.code !== 'internal') {
          log('info', line(error.code, error.cause === undefined ? {} : { fault: describeFault(error.cause) }))
          seen?.ended(error.code)
          return { ok: false, error: { code: error.code, details: declaredDetails(error) } }
        }
        const reference = randomBytes(4).toString('hex')
        const at = error instanceof OutputMismatch ? { at: error.fields.join(', ') } : {}
        log('error', line(`internal ${reference}`, { fault: describeFault(error), ...at }))
        seen?.ended('internal')
        return { ok: false, error: { code: 'internal', details: { reference } } }
      }
    },
    leave(peer) {
      work.leave(peer)
      parts.gone?.(peer)
    },
  }
}

/** Dispatch itself as a way to reach the program, for the command line and tests. */
export function directTransport(program: { dispatch: Dispatch; events: Events }, peer: Peer): Transport {
  return {
    request: (method, input) => program.dispatch.request({ peer, method, input }),
    subscribe: (event, listener) => program.events.subscribe(event, listener),
  }
}

/** A handler promised something else than it gave; `fields` are paths, never values. */
class OutputMismatch extends Error {
  readonly fields: string[]
  constructor(fields: string[]) {
    super('output mismatch')
    this.fields = fields
  }
}

function isMethod(method: unknown): method is MethodName {
  return typeof method === 'string' && Object.hasOwn(CONTRACT, method)
}

/** Only what the table declares for this code, and only plain values. */
function declaredDetails(error: AppError): ErrorDetails {
  const details: ErrorDetails = {}
  for (const key of ERRORS[error.code].details) {
    if (!Object.hasOwn(error.details, key)) continue
    const value: unknown = error.details[key]
    if (value === null || typeof value === 'string' || typeof value === 'number') details[key] = value
    else if (Array.isArray(value)) details[key] = value.map(String)
  }
  return details
}
