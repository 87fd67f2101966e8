import { useState, type JSX } from 'react'
import { Button } from '../../parts/Button'
import { Modal } from '../../parts/Modal'
import { useApp } from '../../stores/useApp'
import { useText } from '../../text/language'
import { loginText } from '../../text/login'
import { PresentPassword } from './PresentPassword'
import { useLogOff } from './useLogOff'

/** The edit time-out has passed: the same person shows that it is still there (user-management 3). */
export function AgainDialog({ name, onClose }: { name: string; onClose: () => void }): JSX.Element {
  const { login } = useApp()
  const text = useText(loginText)
  const logOff = useLogOff()
  const [password, setPassword] = useState('')
  const [failures, setFailures] = useState(0)
  const [working, setWorking] = useState(false)

  async function goOn(): Promise<'stay'> {
    setWorking(true)
    try {
      await login.getState().logIn({ user: name, password, again: true })
    } catch (cause) {
      setPassword('')
      setFailures((count) => count + 1)
      throw cause
    } finally {
      setWorking(false)
    }
    return 'stay'
  }

  return (
    <Modal
      title={text.again.title(name)}
      size="s"
      onClose={onClose}
      ok={text.again.ok}
      missing={password === '' ? [text.missing.password] : []}
      onDo={goOn}
      more={<Button onPress={logOff}>{text.logOffInstead}</Button>}
    >
      <p className="dialog-note login-note">{text.again.explains}</p>
      <div className="field">
        <span className="label">{text.name}</span>
        <span className="login-name">{name}</span>
      </div>
      <PresentPassword
        label={text.password}
        value={password}
        onChange={setPassword}
        failures={failures}
        working={working}
      />
    </Modal>
  )
}
