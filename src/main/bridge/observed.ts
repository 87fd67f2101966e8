import { CONTRACT } from '../../contract/contract'
import type { ErrorCode } from '../../contract/errors'
import type { MethodName } from '../../contract/names'
import type { Peer } from './handler'

/** How a request ended; `input` is what the method's form makes of it, undefined where it is not of that form. */
export type Ended = { outcome: 'ok' | ErrorCode; input: unknown }

/**
 * Sees a request of a known method begin, `input` still as it came. What it returns is told once how the request ended,
 * before the answer goes out; nothing, where that is of no interest.
 */
export type Observe = (request: {
  peer: Peer
  method: MethodName
  input: unknown
}) => ((ended: Ended) => void) | undefined

/** One request that is being observed, or is not. */
export type Observed = {
  /** Its input after its form was checked. */
  formed(input: unknown): void
  ended(outcome: 'ok' | ErrorCode): void
}

const NOBODY: Observed = { formed: () => undefined, ended: () => undefined }

/** Lets `observe` see a request; whatever it throws goes to `fault`, because no request may fail for it. */
export function observed(
  observe: Observe | undefined,
  request: Parameters<Observe>[0],
  fault: (error: unknown) => void,
): Observed {
  if (!observe) return NOBODY
  const attempt = <T>(work: () => T): T | undefined => {
    try {
      return work()
    } catch (error) {
      fault(error)
      return undefined
    }
  }
  const end = attempt(() => observe(request))
  if (!end) return NOBODY
  let formed: { input: unknown } | undefined
  return {
    formed(input) {
      formed = { input }
    },
    ended(outcome) {
      // Refused before its input was looked at.
      const input = formed ? formed.input : CONTRACT[request.method].input.safeParse(request.input).data
      attempt(() => end({ outcome, input }))
    },
  }
}
