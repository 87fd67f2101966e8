import { hash, timingSafeEqual } from 'node:crypto'

/** What a connection has proved: the very token object it was, so that a new token ends it. */
export type Proof = { token: string } | undefined

/** The one token of the socket (session-daemon 2). */
export type TokenGuard = {
  /** Null: none is asked for. What connections proved before counts no more. Until it is called nothing is a proof. */
  set(token: string | null): void
  /** What the token of a frame proves, undefined for nothing; `proof` is what the same connection proved last. */
  prove(token: unknown, proof: Proof): Proof
  /** Counts a failure of a source; the milliseconds its answer waits. */
  fail(source: string): number
}

type GuardParts = {
  limits: { failures: number; failureWindow: number; failureDelay: number }
  /** Milliseconds that only go forward. */
  now: () => number
}

type Expected = { is: 'nothing yet' } | { is: 'none' } | { is: 'token'; proof: Proof & object; digest: Buffer }

/** Sources whose failures are remembered at a time; on this machine there are few. */
const SOURCES = 64
const NONE: Proof = { token: '' }

export function createTokenGuard({ limits, now }: GuardParts): TokenGuard {
  // One for all: buffers of their own for every connection would be most of what the garbage collector has to do.
  const given = Buffer.alloc(64)
  let expected: Expected = { is: 'nothing yet' }
  const failures = new Map<string, number[]>()
  return {
    set(token) {
      expected =
        token === null ? { is: 'none' } : { is: 'token', proof: { token }, digest: Buffer.from(digestOf(token)) }
    },
    prove(token, proof) {
      if (expected.is === 'none') return NONE
      if (expected.is === 'nothing yet' || typeof token !== 'string') return undefined
      // Whoever proved this very token learns nothing from how long it takes to compare it with itself.
      if (proof === expected.proof && token === proof.token) return proof
      given.write(digestOf(token), 'latin1')
      return timingSafeEqual(given, expected.digest) ? expected.proof : undefined
    },
    fail(source) {
      const from = sourceOf(source)
      const recent = (failures.get(from) ?? []).filter((at) => at > now() - limits.failureWindow)
      recent.push(now())
      failures.delete(from)
      failures.set(from, recent.slice(-limits.failures - 1))
      const [oldest] = failures.keys()
      if (failures.size > SOURCES && oldest !== undefined) failures.delete(oldest)
      return recent.length > limits.failures ? limits.failureDelay : 0
    },
  }
}

/** All of 127.0.0.0/8 is one source: any program here can call from each of its sixteen million addresses. */
function sourceOf(address: string): string {
  return /^(?:::ffff:)?127\./.test(address) ? '127.0.0.1' : address
}

/** Digests are of one length, so comparing them takes one time. */
function digestOf(text: string): string {
  return hash('sha256', text, 'hex')
}
