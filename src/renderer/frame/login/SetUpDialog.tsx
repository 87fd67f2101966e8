import { useState, type JSX } from 'react'
import { nameFault } from '../../../contract/nameRules'
import { Field } from '../../parts/Field'
import { Modal } from '../../parts/Modal'
import { NewPassword, NO_PASSWORD, passwordProblems, type TypedPassword } from '../../parts/NewPassword'
import { useEstimate } from '../../parts/useEstimate'
import { useApp } from '../../stores/useApp'
import { useText } from '../../text/language'
import { loginText } from '../../text/login'
import { usersText } from '../../text/users'

type Step = 1 | 2 | 3

/** The first administrator of this computer, in three short steps: what this is, name and password, done. */
export function SetUpDialog({ onClose }: { onClose: () => void }): JSX.Element {
  const { login } = useApp()
  const text = useText(loginText).setUp
  const words = useText(usersText)
  const estimate = useEstimate()
  const [step, setStep] = useState<Step>(1)
  const [name, setName] = useState('')
  const [password, setPassword] = useState<TypedPassword>(NO_PASSWORD)
  const fault = name === '' ? undefined : nameFault(name)

  async function create(): Promise<'stay'> {
    await login.getState().setUp({ name, password: password.password })
    setPassword(NO_PASSWORD)
    setStep(3)
    return 'stay'
  }
  const acts = {
    1: {
      ok: text.next,
      onDo: async (): Promise<'stay'> => {
        setStep(2)
        return 'stay'
      },
    },
    2: {
      ok: text.create,
      onDo: create,
      missing: [
        ...(name === '' ? [words.missing.name] : fault ? [words.missing.goodName] : []),
        ...passwordProblems(password, name, words, estimate),
      ],
    },
    3: {},
  }[step]

  return (
    <Modal
      title={text.title}
      onClose={onClose}
      stage={step}
      says={(error) => (error.code === 'not-permitted' ? text.taken : undefined)}
      {...acts}
    >
      {/* What scrolls in a small window is reached by the keyboard, too. */}
      <section
        className={step === 3 ? 'set-up set-up-last' : 'set-up'}
        aria-label={text.step(step, 3)}
        {...(step === 2 ? {} : { tabIndex: 0 })}
      >
        <p className="set-up-step">{text.step(step, 3)}</p>
        {step === 1 && (
          <>
            <p>{text.what}</p>
            <ul className="set-up-list">
              {text.consequences.map((sentence) => (
                <li key={sentence}>{sentence}</li>
              ))}
            </ul>
          </>
        )}
        {step === 2 && (
          <>
            <p className="dialog-note">{text.who}</p>
            <Field
              label={words.name}
              value={name}
              onChange={setName}
              hint={words.nameHint}
              fault={fault && words.names[fault]}
            />
            <NewPassword value={password} onChange={setPassword} name={name} estimate={estimate} />
          </>
        )}
        {step === 3 && (
          // Read out, for the keyboard is on Close.
          <output className="set-up-done">
            <p>{text.done(name)}</p>
            <p className="dialog-note">{text.afterwards}</p>
          </output>
        )}
      </section>
    </Modal>
  )
}
