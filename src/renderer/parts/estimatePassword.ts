import { ZxcvbnFactory } from '@zxcvbn-ts/core'
import * as common from '@zxcvbn-ts/language-common'
import * as german from '@zxcvbn-ts/language-de'
import * as english from '@zxcvbn-ts/language-en'
import { ESTIMATE_LIMITS, guessesFor, type Estimate } from '../../contract/passwordRules'

/* Two megabytes of words: this file is imported by useEstimate only, when a password is about to be chosen. */

const germanWords = Object.fromEntries(Object.entries(german.dictionary).map(([name, words]) => [`${name}-de`, words]))

const estimator = new ZxcvbnFactory({
  ...ESTIMATE_LIMITS,
  dictionary: { ...common.dictionary, ...english.dictionary, ...germanWords },
  graphs: common.adjacencyGraphs,
})

/** How hard a password is to guess for somebody who knows whose it is; the program makes the same estimate. */
export function estimatePassword(password: string, userName: string): Estimate {
  const { score } = estimator.check(password, guessesFor(userName))
  // The library keeps what it looked at last.
  estimator.check('')
  return score
}
