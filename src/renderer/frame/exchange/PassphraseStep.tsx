import { useState, type JSX } from 'react'
import { useStore } from 'zustand'
import { Button } from '../../parts/Button'
import { PasswordField } from '../../parts/Field'
import { Modal } from '../../parts/Modal'
import { asAppError } from '../../stores/loadable'
import { exchangeText } from '../../text/exchange'
import { useText } from '../../text/language'
import type { StepProps } from './FileStep'
import { WorkLine } from './WorkLine'

/** The passphrase an encrypted file was exported with. It lives in this step only. */
export function PassphraseStep({ store, onClose }: StepProps): JSX.Element {
  const text = useText(exchangeText)
  const { file, working } = useStore(store)
  const { read, goTo, stop } = store.getState()
  const [passphrase, setPassphrase] = useState('')
  const [revealed, setRevealed] = useState(false)
  const [tries, setTries] = useState(0)
  return (
    <Modal
      title={text.passphraseTitle}
      onClose={working ? stop : onClose}
      ok={text.open}
      missing={passphrase === '' ? [text.passphraseEmpty] : []}
      working={working !== undefined}
      // A wrong one is typed anew.
      stage={tries}
      onDo={async () => {
        try {
          await read(passphrase)
        } catch (cause) {
          if (asAppError(cause).code === 'passphrase-wrong') {
            setPassphrase('')
            setTries((count) => count + 1)
          }
          throw cause
        }
        return 'stay'
      }}
      more={working ? undefined : <Button onPress={() => goTo('file')}>{text.back}</Button>}
    >
      <div className="exchange-form" inert={working !== undefined}>
        <p className="dialog-note exchange-path">{text.passphraseNote(file)}</p>
        <PasswordField
          label={text.passphrase}
          value={passphrase}
          onChange={setPassphrase}
          revealed={revealed}
          onReveal={setRevealed}
          isMissing={passphrase === ''}
          present
        />
      </div>
      <WorkLine working={working} label={text.reading} />
    </Modal>
  )
}
