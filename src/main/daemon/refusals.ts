import type { Failure } from './reply'

/** What the socket says before it looks at a command; PHP programs know these texts. */

export const TIMED_OUT: Failure = { type: 'connection_timeout', message: 'IPC connection timed out' }
export const TOO_MANY: Failure = { type: 'too_many_connections', message: 'Too many concurrent connections' }
export const NOT_JSON: Failure = { type: 'invalid_json', message: 'Invalid JSON' }
export const DENIED: Failure = { type: 'auth_failed', message: 'Invalid or missing auth token' }
export const WRONG_ID: Failure = { type: 'invalid_argument', message: '"id" must be a string or an integer.' }
export const SHUTTING_DOWN: Failure = { type: 'shutting_down', message: 'The daemon is shutting down' }

export function tooLarge(most: number): Failure {
  return { type: 'payload_too_large', message: `Request frame exceeds maximum size of ${most} bytes` }
}
