import { useCallback } from 'react'
import { isErrorCode } from '../../../contract/errors'
import type { Target } from '../../../contract/exchange'
import { applyText } from '../../text/apply'
import { useText } from '../../text/language'
import { sentences } from '../../text/sentences'

/** Why a folder is left as it is, in a sentence; empty for no reason. */
export function useSayError(): (error: Target['error']) => string {
  const { error: sentence } = useText(sentences)
  const text = useText(applyText)
  return useCallback(
    (error) => {
      if (error === null) return ''
      const { code, details } = error
      // Among folders that are to be changed it means another thing than where something is to be made.
      if (code === 'already-exists') return details['subject'] === 'database' ? text.itself : text.twice
      // A code this page has never heard of is told by its name.
      return isErrorCode(code) ? sentence(code, details) : sentence('internal', { reference: code })
    },
    [sentence, text],
  )
}
