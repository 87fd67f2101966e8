import { errorSentence, findingSentence, noticeSentence, reasonSentence, whySentence } from '../../contract/sentences'
import type { Dictionary } from './language'
import { errorSentenceDe, findingSentenceDe, noticeSentenceDe, reasonSentenceDe, whySentenceDe } from './sentencesDe'

type Sentences = {
  error: typeof errorSentence
  finding: typeof findingSentence
  notice: typeof noticeSentence
  reason: typeof reasonSentence
  why: typeof whySentence
}

/** Sentences for what the program reports in codes: `useText(sentences).error(code, details)`. */
export const sentences: Dictionary<Sentences> = {
  en: {
    error: errorSentence,
    finding: findingSentence,
    notice: noticeSentence,
    reason: reasonSentence,
    why: whySentence,
  },
  de: {
    error: errorSentenceDe,
    finding: findingSentenceDe,
    notice: noticeSentenceDe,
    reason: reasonSentenceDe,
    why: whySentenceDe,
  },
}
