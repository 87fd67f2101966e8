import { toFailure } from '../failures'
import { RequestFailure } from '../requestFailure'
import type { MethodContext } from './context'

type Request = { requestHeader: { timeoutHint: number } }

/**
 * Sends one OPC UA request, once, and gives its answer. Everything a method asks of a server goes through here: the session's
 * own methods read more than they are asked for, repair sessions and send requests again, so that nobody could tell how
 * often a write was made. `preparing` is for reads before a request that matters.
 */
export function transact<Answer extends object>(
  context: MethodContext,
  request: Request,
  answerType: new () => Answer,
  { preparing = false }: { preparing?: boolean } = {},
): Promise<Answer> {
  const { session, signal, timeout } = context
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(ended(signal, false))
    const send = senderOf(session)
    if (!send) {
      const facts = { status: 'BadConnectionClosed', sent: false }
      return reject(
        new RequestFailure('ConnectionException', 'The link to the server is lost: BadConnectionClosed.', facts),
      )
    }
    request.requestHeader.timeoutHint = timeout
    const stop = () => reject(ended(signal, !preparing))
    signal.addEventListener('abort', stop, { once: true })
    if (!preparing) context.markSent()
    try {
      send(request, (error, answer) => {
        signal.removeEventListener('abort', stop)
        if (error) return reject(toFailure(error, !preparing))
        if (answer instanceof answerType) return resolve(answer)
        reject(new RequestFailure('EncodingException', 'The server answered something else.', { sent: !preparing }))
      })
    } catch (error) {
      signal.removeEventListener('abort', stop)
      reject(toFailure(error, !preparing))
    }
  })
}

type Send = (request: Request, heard: (error: unknown, answer?: unknown) => void) => void

// What a session offers to everybody answers BadSessionIdInvalid by making another session and sending once more.
const ONCE = '_performMessageTransaction'

/** Undefined where the channel is gone, so that surely nothing is sent. */
function senderOf(session: object): Send | undefined {
  const isValid: unknown = Reflect.get(session, 'isChannelValid')
  const perform: unknown = Reflect.get(session, ONCE)
  if (typeof isValid !== 'function' || typeof perform !== 'function') {
    throw new TypeError('this version of the library sends requests in another way')
  }
  if (Reflect.apply(isValid, session, []) !== true) return undefined
  return (request, heard) => {
    Reflect.apply(perform, session, [request, heard])
  }
}

function ended(signal: AbortSignal, sent: boolean): RequestFailure {
  if (signal.reason instanceof RequestFailure) return signal.reason
  return new RequestFailure('ConnectionException', 'The request was given up.', { sent })
}
