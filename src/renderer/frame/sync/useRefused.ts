import { useMemo } from 'react'
import type { Difference } from '../../../contract/databases'
import { AppError, isErrorCode } from '../../../contract/errors'
import type { RefusedDifference } from '../../../contract/sync'
import { useText } from '../../text/language'
import { sentences } from '../../text/sentences'
import { syncText } from '../../text/sync'
import type { MoreColumn } from './useDifferenceColumns'

/** What was refused, as the differences of a list, with the reason of each as a column. */
export function useRefused(refused: readonly RefusedDifference[]): {
  differences: readonly Difference[]
  more: MoreColumn
} {
  const text = useText(syncText)
  const { error: sentence } = useText(sentences)
  const differences = useMemo(() => refused.map(({ difference }) => difference), [refused])
  const more = useMemo(() => {
    const why = new Map<Difference, string>(
      refused.map(({ difference, code, details }) => {
        const error = isErrorCode(code) ? new AppError(code, details) : new AppError('internal', { reference: code })
        return [difference, sentence(error.code, error.details)]
      }),
    )
    return { title: text.reason, say: (difference: Difference) => why.get(difference) ?? '' }
  }, [refused, sentence, text])
  return { differences, more }
}
