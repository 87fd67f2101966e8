import { useState, type JSX } from 'react'
import { Field } from '../../parts/Field'
import { Modal } from '../../parts/Modal'
import { asAppError, valueOf } from '../../stores/loadable'
import type { Asked } from '../../stores/login'
import { useApp } from '../../stores/useApp'
import { useLogin } from '../../stores/useLogin'
import { useText } from '../../text/language'
import { loginText } from '../../text/login'
import { PresentPassword } from './PresentPassword'

export type LogInDialogProps = {
  because: Extract<Asked, { is: 'log-in' }>['because']
  /** Whose login has ended. */
  name: string
  onClose: () => void
}

/** Name and password. The password is in this dialog's state only and goes with it. */
export function LogInDialog({ because, name: known, onClose }: LogInDialogProps): JSX.Element {
  const { login } = useApp()
  const text = useText(loginText)
  const nobody = useLogin((view) => valueOf(view.who)?.activation === 'active-empty')
  const [name, setName] = useState(known)
  const [password, setPassword] = useState('')
  const [failures, setFailures] = useState(0)
  // Nothing but the login that protects nothing is allowed here: the person decides.
  const [old, setOld] = useState(false)
  const [working, setWorking] = useState(false)

  async function logIn(): Promise<'stay'> {
    setWorking(true)
    try {
      await login.getState().logIn({ user: name, password, ...(old ? { legacy: true } : {}) })
    } catch (cause) {
      const error = asAppError(cause)
      if (error.code === 'login-type-refused' && !old) setOld(true)
      else {
        setPassword('')
        setFailures((count) => count + 1)
        throw error
      }
    } finally {
      setWorking(false)
    }
    // The store closes it, or shows what comes next.
    return 'stay'
  }

  return (
    <Modal
      title={text.title}
      size="s"
      onClose={onClose}
      ok={old ? text.legacy.agree : text.logIn}
      okKind={old ? 'danger' : 'primary'}
      missing={[...(name === '' ? [text.missing.name] : []), ...(password === '' ? [text.missing.password] : [])]}
      onDo={logIn}
    >
      {old ? (
        <p className="login-warning" role="alert">
          {text.legacy.explains}
        </p>
      ) : (
        <p className="dialog-note login-note">{nobody ? text.noUsers : text.because[because]}</p>
      )}
      <Field label={text.name} value={name} onChange={setName} userName />
      <PresentPassword
        label={text.password}
        value={password}
        onChange={setPassword}
        first={known !== ''}
        failures={failures}
        working={working}
      />
    </Modal>
  )
}
