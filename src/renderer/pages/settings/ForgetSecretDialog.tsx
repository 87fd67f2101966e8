import { useEffect, type JSX } from 'react'
import { Modal } from '../../parts/Modal'
import { valueOf } from '../../stores/loadable'
import { useApp, useVault } from '../../stores/useApp'
import { useText } from '../../text/language'
import { vaultText } from '../../text/vault'

/** Asks before a kept secret is forgotten. One that is gone already closes it. */
export function ForgetSecretDialog({ entry, onClose }: { entry: string; onClose: () => void }): JSX.Element | null {
  const { vault } = useApp().station
  const text = useText(vaultText)
  const known = valueOf(useVault((view) => view.state))?.entries.find((each) => each.entry === entry)
  const gone = known === undefined
  useEffect(() => {
    if (gone) onClose()
  }, [gone, onClose])
  if (!known) return null
  return (
    <Modal
      title={text.forgetTitle}
      size="s"
      role="alertdialog"
      careful
      okKind="danger"
      ok={text.forget}
      onClose={onClose}
      onDo={() => vault.getState().forget(entry)}
    >
      <p>
        {text.kinds[known.kind]}: <span className="mono kept-name">{known.name}</span>
      </p>
      <p>{text.forgetBody(known.lasting)}</p>
    </Modal>
  )
}
