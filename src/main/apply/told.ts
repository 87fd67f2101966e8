import { AppError, ERRORS } from '../../contract/errors'
import type { ToldError } from '../../contract/exchange'
import { describeFault } from '../bridge/fault'

export type TellParts = {
  log: (problem: Record<string, unknown>) => void
  random: (bytes: number) => Uint8Array
}

/** A failure of one folder as the report holds it; what was not foreseen goes to the log under a reference. */
export function told(error: unknown, { log, random }: TellParts): ToldError {
  if (error instanceof AppError) {
    const declared: readonly string[] = ERRORS[error.code].details
    const details = Object.entries(error.details).filter(([key]) => declared.includes(key))
    return {
      code: error.code,
      details: Object.fromEntries(details.map(([key, value]) => [key, isList(value) ? [...value] : value])),
    }
  }
  const reference = Buffer.from(random(4)).toString('hex')
  log({ reference, fault: describeFault(error) })
  return { code: 'internal', details: { reference } }
}

function isList(value: unknown): value is readonly string[] {
  return Array.isArray(value)
}
