import { useMemo, type JSX } from 'react'
import type { TargetOutcome } from '../../../contract/exchange'
import type { ApplyView } from '../../stores/apply'
import { applyText } from '../../text/apply'
import { useText } from '../../text/language'
import { countStates } from './countStates'
import { FolderGrid } from './FolderGrid'
import { keyed } from './keyed'
import { OUTCOME_SIGNS } from './signs'
import { useSayError } from './useSayError'
import { WorkLine } from './WorkLine'

type Is = TargetOutcome['is']

export type ResultStepProps = {
  targets: readonly TargetOutcome[]
  working: ApplyView['working']
  canUndo: boolean
}

/** What became of each folder. */
export function ResultStep({ targets, working, canUndo }: ResultStepProps): JSX.Element {
  const text = useText(applyText)
  const say = useSayError()
  const rows = useMemo(
    () =>
      keyed(
        targets.map(({ folder, is, applied, error, refused }) => {
          const first = error ?? refused[0] ?? null
          const why = refused.length > 1 ? text.andMore(say(first), refused.length - 1) : say(first)
          const what = { applied: text.applied(applied), same: text.same, refused: why, cancelled: text.cancelled }[is]
          return { folder, is, what, why: is === 'refused' }
        }),
      ),
    [targets, say, text],
  )
  const counts = useMemo(() => countStates(targets, { applied: 0, same: 0, refused: 0, cancelled: 0 }), [targets])
  const states = useMemo(
    () => ({
      applied: { name: text.outcome.applied, sign: OUTCOME_SIGNS.applied },
      refused: { name: text.outcome.refused, sign: OUTCOME_SIGNS.refused },
      cancelled: { name: text.outcome.cancelled, sign: OUTCOME_SIGNS.cancelled },
      same: { name: text.outcome.same, sign: OUTCOME_SIGNS.same },
    }),
    [text],
  )
  return (
    <>
      <WorkLine working={working}>
        <output className="apply-summary">{text.summary(counts)}</output>
      </WorkLine>
      <FolderGrid<Is> label={text.result} what={text.resultWhat} rows={rows} states={states} />
      {canUndo && <p className="dialog-note apply-undo">{text.undoAbout}</p>}
    </>
  )
}
