import { AppError, ERRORS, type ErrorDetails } from '../../contract/errors'
import { errorSentence } from '../../contract/sentences'
import { describeFault } from '../bridge/fault'

/** Exit codes: fine, findings or a refusal, wrong usage. */
export const EXIT = { fine: 0, refused: 1, wrongUsage: 2 } as const

/** A command line that cannot be meant as it is; the sentence says what is wrong with it. */
export class WrongUsage extends Error {
  constructor(sentence: string) {
    super(sentence)
    this.name = 'WrongUsage'
  }
}

export type Failure = { exit: number; sentence: string; error: { code: string; details: ErrorDetails } }

/** What a failed command says, and with which code it ends. */
export function failureOf(error: unknown): Failure {
  if (error instanceof WrongUsage) {
    return {
      exit: EXIT.wrongUsage,
      sentence: error.message,
      error: { code: 'wrong-usage', details: { problem: error.message } },
    }
  }
  if (error instanceof AppError) {
    const { code, details } = error
    return { exit: ERRORS[code].exit, sentence: errorSentence(code, details), error: { code, details } }
  }
  // There is no log to look into here, so the places are said at once; messages may quote what somebody typed.
  const fault = JSON.stringify(describeFault(error))
  return {
    exit: EXIT.refused,
    sentence: `Something unexpected went wrong: ${fault}`,
    error: { code: 'internal', details: { reference: fault } },
  }
}
