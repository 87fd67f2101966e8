import { AppError } from '../../../contract/errors'
import type { Registration, UserProperties } from '../backends'
import { evenly } from './refusal'

/**
 * Template: the credential is handed to another system, which decides (seed 003, 1.2.2: it does not matter where). The
 * users are not listed and not configured here.
 */

/**
 * Asks the other system: true for a right password, false for a wrong one or an unknown user. Fails when there is no
 * answer. Stops when the signal says so.
 */
export type CredentialCheck = (name: string, password: string, signal: AbortSignal) => Promise<boolean>

export type ForwardingOptions = {
  check: CredentialCheck
  /** Told when there was no answer; gets no name and no password. */
  log: (problem: string) => void
  /** Milliseconds to wait for an answer. */
  limit?: number
  /** Milliseconds after which a refusal is told, whatever the other system takes for unknown users and wrong passwords. */
  refusalAfter?: number
}

/** The other system keeps the passwords: they are changed there. */
const PROPERTIES: Readonly<UserProperties> = {
  mayChangePassword: false,
  mustChangePassword: false,
  internal: false,
  lastChange: null,
}

export function registerForwardingUsers(registration: Registration, options: ForwardingOptions): () => void {
  const { check, log, limit = 5000, refusalAfter = 1000 } = options
  return registration.registerUsers({
    authenticate: (name, password) =>
      evenly(refusalAfter, async () => {
        // Directories take a login without a password for one of nobody, and say yes to it.
        if (name === '' || password === '') return undefined
        const signal = AbortSignal.timeout(limit)
        try {
          return (await beforeAbort(signal, check(name, password, signal))) ? { ...PROPERTIES } : undefined
        } catch (error) {
          // No answer is no login. But it is no wrong password either: this is a failure, not a refusal, so that a system
          // that is down locks nobody out. Its own text stays here: it may quote the credential.
          log(
            signal.aborted
              ? `The other system did not answer within ${limit} ms.`
              : 'The other system cannot be asked.',
          )
          throw new AppError('login-failed', {}, error)
        }
      }),
  })
}

/** The answer, or a failure as soon as the time is over, also where the check does not listen to its signal. */
async function beforeAbort<T>(signal: AbortSignal, answer: Promise<T>): Promise<T> {
  let over: (() => void) | undefined
  const aborted = new Promise<never>((_, reject) => {
    over = () => reject(new Error('no answer in time'))
    signal.addEventListener('abort', over, { once: true })
  })
  try {
    return await Promise.race([answer, aborted])
  } finally {
    if (over) signal.removeEventListener('abort', over)
  }
}
