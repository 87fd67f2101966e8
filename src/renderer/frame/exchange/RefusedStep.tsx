import type { JSX } from 'react'
import { useStore } from 'zustand'
import { Modal } from '../../parts/Modal'
import { exchangeText } from '../../text/exchange'
import { useText } from '../../text/language'
import { DifferenceGrid } from '../sync/DifferenceGrid'
import { useRefused } from '../sync/useRefused'
import type { StepProps } from './FileStep'

const NONE = { applied: 0, refused: [], refusedTotal: 0 }

/** What could not be taken over, each with its reason. */
export function RefusedStep({ store, onClose }: StepProps): JSX.Element {
  const text = useText(exchangeText)
  const { applied, refused, refusedTotal } = useStore(store, (view) => view.result) ?? NONE
  const { differences, more } = useRefused(refused)
  return (
    <Modal title={text.resultTitle} size="l" onClose={onClose}>
      <p className="dialog-note">
        {applied === 0 ? text.resultNone(refusedTotal) : text.resultLead(applied, refusedTotal, refused.length)}
      </p>
      <DifferenceGrid label={text.resultTitle} differences={differences} total={refusedTotal} more={more} />
    </Modal>
  )
}
