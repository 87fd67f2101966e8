import { randomBytes } from 'node:crypto'
import { AppError, type ErrorCode, type ErrorDetails } from '../../contract/errors'
import { errorSentence } from '../../contract/sentences'
import { describeFault } from '../bridge/fault'
import type { Log } from '../log'
import { RequestFailure, type FailureType } from '../opcua/requestFailure'
import { cleanText } from './redact'

/** What the socket itself refuses with, besides the failures of sessions and of the contract (session-daemon 3). */
export type RefusalType =
  | 'too_many_connections'
  | 'connection_timeout'
  | 'payload_too_large'
  | 'invalid_json'
  | 'auth_failed'
  | 'unknown_command'
  | 'internal'

/** `code` and `details` where the failure is one of the contract, for receivers that have its sentences. */
export type Failure = {
  type: FailureType | RefusalType | ErrorCode
  message: string
  code?: ErrorCode
  details?: ErrorDetails
}

/** The beginning of a reply to the frame with this `id`; empty without one, undefined for what is no id. */
export function replyHead(id: unknown): string | undefined {
  if (id === undefined) return ''
  if (typeof id === 'string') return `"id":${JSON.stringify(id)},`
  if (typeof id === 'bigint') return `"id":${id},`
  return typeof id === 'number' && Number.isInteger(id) ? `"id":${id},` : undefined
}

/** A whole line; `data` is JSON text already. In three pieces, so that a large answer need not be copied into one. */
export function successPieces(head: string, data: string): [string, string, string] {
  return [`{${head}"success":true,"data":`, data, '}\n']
}

export function successLine(head: string, data: string): string {
  return `{${head}"success":true,"data":${data}}\n`
}

/** A whole line. The message is cleaned here, whatever it was made from (seed 000, 6). */
export function failureLine(head: string, failure: Failure): string {
  const error = { ...failure, message: cleanText(failure.message) }
  return `{${head}"success":false,"error":${JSON.stringify(error)}}\n`
}

/** Thrown by what knows the whole answer. */
export class Refused extends Error {
  readonly failure: Failure
  constructor(failure: Failure) {
    super(failure.type)
    this.name = 'Refused'
    this.failure = failure
  }
}

const OWN_TYPES: Partial<Record<ErrorCode, Failure['type']>> = {
  'not-permitted': 'access_denied',
  'login-failed': 'access_denied',
  'login-type-refused': 'access_denied',
  'other-user': 'access_denied',
  'change-password': 'access_denied',
  'invalid-input': 'invalid_argument',
  'unknown-method': 'unknown_method',
}

/** What a peer learns of anything that was thrown; what nobody expected goes to the log under the reference given here. */
export function failureOf(thrown: unknown, command: string, log: Pick<Log, 'write'>): Failure {
  if (thrown instanceof Refused) return thrown.failure
  if (thrown instanceof RequestFailure) return { type: thrown.type, message: thrown.message }
  if (thrown instanceof AppError && (thrown.code !== 'internal' || thrown.details['reference'] !== undefined)) {
    const { code, details } = thrown
    return { type: OWN_TYPES[code] ?? code, message: errorSentence(code, details), code, details }
  }
  const details = { reference: randomBytes(4).toString('hex') }
  log.write('error', 'daemon', { command, ...details, fault: describeFault(thrown) })
  return { type: 'internal', message: errorSentence('internal', details), code: 'internal', details }
}

/** What a peer called something, fit to be shown to it again: short, and cleaned as every message is. */
export function echo(name: unknown): string {
  return typeof name === 'string' ? cleanText(Array.from(name.slice(0, 256)).slice(0, 64).join('')) : ''
}
