import type { JSX } from 'react'
import { useStore } from 'zustand'
import { Modal } from '../../parts/Modal'
import { isErrorCode } from '../../../contract/errors'
import type { ImportResult } from '../../stores/exchange'
import { sentences } from '../../text/sentences'
import { exchangeText } from '../../text/exchange'
import { useText } from '../../text/language'
import { DifferenceGrid } from '../sync/DifferenceGrid'
import { useRefused } from '../sync/useRefused'
import type { StepProps } from './FileStep'

const NONE: ImportResult = { applied: 0, refused: [], refusedTotal: 0 }

/** What could not be taken over, each with its reason. */
export function RefusedStep({ store, onClose }: StepProps): JSX.Element {
  const text = useText(exchangeText)
  const { error: sentence } = useText(sentences)
  const { applied, refused, refusedTotal, settings } = useStore(store, (view) => view.result) ?? NONE
  const { differences, more } = useRefused(refused)
  return (
    <Modal title={text.resultTitle} size="l" onClose={onClose}>
      {settings && (
        <p className="exchange-warns">
          {text.settingsStayed} {isErrorCode(settings.code) ? sentence(settings.code, settings.details) : settings.code}
        </p>
      )}
      <p className="dialog-note">
        {refusedTotal === 0
          ? text.resultDone(applied)
          : applied === 0
            ? text.resultNone(refusedTotal)
            : text.resultLead(applied, refusedTotal, refused.length)}
      </p>
      {refusedTotal > 0 && (
        <DifferenceGrid label={text.resultTitle} differences={differences} total={refusedTotal} more={more} />
      )}
    </Modal>
  )
}
