import { useState, type JSX } from 'react'
import { Button } from '../../parts/Button'
import { Modal } from '../../parts/Modal'
import { NewPassword, NO_PASSWORD, passwordProblems, type TypedPassword } from '../../parts/NewPassword'
import { useEstimate } from '../../parts/useEstimate'
import { asAppError } from '../../stores/loadable'
import { useApp } from '../../stores/useApp'
import { useText } from '../../text/language'
import { loginText } from '../../text/login'
import { usersText } from '../../text/users'
import { PresentPassword } from './PresentPassword'
import { useLogOff } from './useLogOff'

export type ChangePasswordDialogProps = {
  /** Whose. */
  name: string
  /** Nothing else is possible before. */
  must: boolean
  onClose: () => void
}

/** The present password and a new one. They are in this dialog's state only and go with it. */
export function ChangePasswordDialog({ name, must, onClose }: ChangePasswordDialogProps): JSX.Element {
  const { login } = useApp()
  const text = useText(loginText)
  const words = useText(usersText)
  const logOff = useLogOff()
  const estimate = useEstimate()
  const [current, setCurrent] = useState('')
  const [password, setPassword] = useState<TypedPassword>(NO_PASSWORD)
  const [failures, setFailures] = useState(0)

  async function change(): Promise<'stay'> {
    try {
      await login.getState().changePassword({ current, password: password.password })
    } catch (cause) {
      if (asAppError(cause).code === 'login-failed') {
        setCurrent('')
        setFailures((count) => count + 1)
      }
      throw cause
    }
    // The store closes it.
    return 'stay'
  }

  return (
    <Modal
      title={text.change.title}
      onClose={onClose}
      ok={text.change.ok}
      missing={[
        ...(current === '' ? [text.missing.current] : []),
        ...passwordProblems(password, name, words, estimate),
      ]}
      says={(error) => (error.code === 'login-failed' ? text.change.wrong : undefined)}
      onDo={change}
      more={must && <Button onPress={logOff}>{text.logOff}</Button>}
    >
      {must && <p className="dialog-note login-note">{text.change.must(name)}</p>}
      <PresentPassword label={text.change.current} value={current} onChange={setCurrent} failures={failures} />
      <NewPassword value={password} onChange={setPassword} name={name} estimate={estimate} label={text.change.fresh} />
    </Modal>
  )
}
