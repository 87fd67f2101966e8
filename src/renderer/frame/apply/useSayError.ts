import { useCallback } from 'react'
import type { Target } from '../../../contract/exchange'
import { isErrorCode } from '../../../contract/errors'
import { useText } from '../../text/language'
import { sentences } from '../../text/sentences'

/** A failure as a report keeps it, in a sentence; empty for none. */
export function useSayError(): (error: Target['error']) => string {
  const { error: sentence } = useText(sentences)
  return useCallback(
    (error) => {
      if (error === null) return ''
      // A code this page has never heard of is told by its name.
      return isErrorCode(error.code)
        ? sentence(error.code, error.details)
        : sentence('internal', { reference: error.code })
    },
    [sentence],
  )
}
