import { useState, type JSX } from 'react'
import { Button } from '../../parts/Button'
import { CheckBox } from '../../parts/CheckBox'
import { Modal } from '../../parts/Modal'
import { useText } from '../../text/language'
import { rightsText } from '../../text/rights'

const KEY = 'keyswitch.rights.below'

/** What was answered with “do not ask again”; kept as long as this window. */
export function rememberedBelow(): 'here' | 'below' | undefined {
  const kept = sessionStorage.getItem(KEY)
  return kept === 'here' || kept === 'below' ? kept : undefined
}

export function forgetBelow(): void {
  sessionStorage.removeItem(KEY)
}

/** Objects below have entries of their own: whether an edit is meant for them too. */
export function BelowDialog({
  count,
  onAnswer,
  onClose,
}: {
  count: number
  onAnswer: (below: boolean) => Promise<void>
  onClose: () => void
}): JSX.Element {
  const text = useText(rightsText).below
  const [remember, setRemember] = useState(false)
  const answer = (below: boolean): Promise<void> => {
    if (remember) sessionStorage.setItem(KEY, below ? 'below' : 'here')
    return onAnswer(below)
  }
  return (
    <Modal
      title={text.title}
      size="s"
      onClose={onClose}
      ok={text.here}
      onDo={() => answer(false)}
      more={
        <Button
          onPress={() => {
            void answer(true)
            onClose()
          }}
        >
          {text.deep}
        </Button>
      }
    >
      <p>{text.body(count)}</p>
      <CheckBox isSelected={remember} onChange={setRemember}>
        {text.remember}
      </CheckBox>
    </Modal>
  )
}
