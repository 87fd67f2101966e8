import { useId, useState, type JSX } from 'react'
import { Meter } from 'react-aria-components'
import { judgePassword, PASSWORD_RULES, type PasswordReport } from '../../contract/passwordRules'
import { useText } from '../text/language'
import { usersText } from '../text/users'
import { PasswordField } from './Field'
import { Icon } from './Icon'
import type { EstimatePassword } from './useEstimate'

/** A password as typed, twice. Lives in the dialog's state only and goes with it. */
export type TypedPassword = { password: string; confirm: string }
export const NO_PASSWORD: TypedPassword = { password: '', confirm: '' }

export type NewPasswordProps = {
  value: TypedPassword
  onChange: (value: TypedPassword) => void
  /** Whose it will be. */
  name: string
  /** From `useEstimate`; while it is not there, what depends on it is neither met nor missing. */
  estimate: EstimatePassword | undefined
  label?: string
  placeholder?: string
  /** Of a file rather than of a user: there is no name it must not be, and it may be long. */
  passphrase?: boolean
}

/** Password, confirmation, strength with a word, and the policy as a checklist that ticks while typing. */
export function NewPassword(props: NewPasswordProps): JSX.Element {
  const { value, onChange, name, estimate, label, placeholder, passphrase = false } = props
  const text = useText(usersText).password
  const rulesId = useId()
  const [revealed, setRevealed] = useState(false)
  const report = judge(value.password, name, estimate)
  const same = value.password !== '' && value.password === value.confirm
  const typed = value.password !== ''
  const tooLong = report.tooLong && !passphrase
  const meets = PASSWORD_RULES.every((rule) => report.met[rule] !== false) && !tooLong
  const rules = passphrase ? PASSPHRASE_RULES : PASSWORD_RULES
  return (
    <>
      <PasswordField
        label={label ?? text.label}
        value={value.password}
        onChange={(password) => onChange({ ...value, password })}
        revealed={revealed}
        onReveal={setRevealed}
        isInvalid={typed && !meets}
        isMissing={!typed && placeholder === undefined}
        describedBy={rulesId}
        {...(placeholder === undefined ? {} : { placeholder })}
      />
      <PasswordField
        label={text.confirm}
        value={value.confirm}
        onChange={(confirm) => onChange({ ...value, confirm })}
        revealed={revealed}
        isInvalid={typed && !same && value.confirm !== ''}
        isMissing={typed && value.confirm === ''}
      />
      <Strength strength={report.strength} />
      <ul className="rules" id={rulesId}>
        {rules.map((rule) => (
          <Rule key={rule} says={text.rules[rule]} met={report.met[rule]} />
        ))}
        <Rule says={text.same} met={same} />
        {!passphrase && <Rule says={text.tooLong} met={typed && !tooLong} />}
      </ul>
    </>
  )
}

const PASSPHRASE_RULES = PASSWORD_RULES.filter((rule) => rule !== 'not-name')

/** What is still missing for this password to be taken, in words. What is not known yet, the program decides. */
export function passwordProblems(
  { password, confirm }: TypedPassword,
  name: string,
  words: { missing: { password: string; rules: string; shorter: string; same: string } },
  estimate: EstimatePassword | undefined,
): string[] {
  if (password === '') return [words.missing.password]
  const report = judge(password, name, estimate)
  const problems: string[] = []
  if (PASSWORD_RULES.some((rule) => report.met[rule] === false)) problems.push(words.missing.rules)
  if (report.tooLong) problems.push(words.missing.shorter)
  if (password !== confirm) problems.push(words.missing.same)
  return problems
}

/** Judges a password as far as it is known. */
export function judge(password: string, name: string, estimate: EstimatePassword | undefined): PasswordReport {
  return judgePassword(password, name, password === '' ? undefined : estimate?.(password, name))
}

/** Undefined is shown as none: the bar waits for the word to be known. */
function Strength({ strength = 0 }: { strength: PasswordReport['strength'] }): JSX.Element {
  const text = useText(usersText).password
  return (
    <Meter
      className="strength"
      data-strength={strength}
      aria-label={text.strength}
      minValue={0}
      maxValue={4}
      value={strength}
      valueLabel={text.words[strength] ?? ''}
    >
      {[1, 2, 3, 4].map((step) => (
        <i key={step} className={step <= strength ? 'strength-on' : ''} />
      ))}
      <span className="strength-word">{text.words[strength]}</span>
    </Meter>
  )
}

function Rule({ says, met }: { says: string; met: boolean | undefined }): JSX.Element {
  const text = useText(usersText).password
  return (
    <li className={met ? 'rule rule-met' : met === undefined ? 'rule rule-unknown' : 'rule'}>
      {met ? <Icon name="tick" /> : <i className="rule-open" aria-hidden="true" />}
      {says}
      <span className="unseen">, {met ? text.met : met === undefined ? text.unknown : text.open}</span>
    </li>
  )
}
