import { useMemo, type JSX } from 'react'
import type { Restored } from '../../../contract/exchange'
import { applyText } from '../../text/apply'
import { useText } from '../../text/language'
import { countStates } from './countStates'
import { FolderGrid } from './FolderGrid'
import { keyed } from './keyed'
import { RESTORED_SIGNS } from './signs'
import { useSayError } from './useSayError'
import { WorkLine } from './WorkLine'

type Is = Restored['is']

/** What became of each folder when a run was undone. */
export function RestoredStep({ targets }: { targets: readonly Restored[] }): JSX.Element {
  const text = useText(applyText)
  const say = useSayError()
  const rows = useMemo(
    () =>
      keyed(
        targets.map(({ folder, is, error }) => ({
          folder,
          is,
          why: is === 'refused',
          what: is === 'refused' ? say(error) : text.restoredWhat[is],
        })),
      ),
    [targets, say, text],
  )
  const counts = useMemo(() => countStates(targets, { restored: 0, refused: 0, cancelled: 0 }), [targets])
  const states = useMemo(
    () => ({
      restored: { name: text.restored.restored, sign: RESTORED_SIGNS.restored },
      refused: { name: text.restored.refused, sign: RESTORED_SIGNS.refused },
      cancelled: { name: text.restored.cancelled, sign: RESTORED_SIGNS.cancelled },
    }),
    [text],
  )
  return (
    <>
      <WorkLine working={undefined}>
        <output className="apply-summary">{text.restoredSummary(counts)}</output>
      </WorkLine>
      <FolderGrid<Is> label={text.restoredTitle} what={text.resultWhat} rows={rows} states={states} />
    </>
  )
}
