import { ZxcvbnFactory } from '@zxcvbn-ts/core'
import * as common from '@zxcvbn-ts/language-common'
import * as german from '@zxcvbn-ts/language-de'
import * as english from '@zxcvbn-ts/language-en'
import { WELL_KNOWN_WORDS, type Estimate } from '../../contract/passwordRules'

/* Two megabytes of words: this file is imported by useEstimate only, when a password is about to be chosen. */

const estimator = new ZxcvbnFactory({
  dictionary: { ...common.dictionary, ...english.dictionary, ...german.dictionary, wellKnown: [...WELL_KNOWN_WORDS] },
  graphs: common.adjacencyGraphs,
})

/** How hard a password is to guess for somebody who knows whose it is; the program makes the same estimate. */
export function estimatePassword(password: string, userName: string): Estimate {
  return estimator.check(password, [userName]).score
}
