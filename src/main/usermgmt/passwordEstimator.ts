import { ZxcvbnFactory } from '@zxcvbn-ts/core'
import * as common from '@zxcvbn-ts/language-common'
import * as german from '@zxcvbn-ts/language-de'
import * as english from '@zxcvbn-ts/language-en'
import { ESTIMATE_LIMITS } from '../../contract/passwordRules'

const germanWords = Object.fromEntries(Object.entries(german.dictionary).map(([name, words]) => [`${name}-de`, words]))

/** Estimates passwords by English, German and common words and keyboards. Tens of megabytes: only `import()` this file. */
export const estimator = new ZxcvbnFactory({
  ...ESTIMATE_LIMITS,
  dictionary: { ...common.dictionary, ...english.dictionary, ...germanWords },
  graphs: common.adjacencyGraphs,
})
