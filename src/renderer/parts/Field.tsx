import { useLayoutEffect, useRef, type JSX, type ReactNode, type RefObject } from 'react'
import { Input, Label, Text, TextField } from 'react-aria-components'
import { useText } from '../text/language'
import { usersText } from '../text/users'
import { Button } from './Button'
import { Icon } from './Icon'

export type FieldProps = {
  label: string
  value: string
  onChange: (value: string) => void
  /** A sentence under the field; its line is always there, so nothing moves when it turns into a fault. */
  hint?: string | undefined
  fault?: string | undefined
  mono?: boolean
  after?: ReactNode
  isDisabled?: boolean
  /** The name one logs in with. */
  userName?: boolean
}

/** A labelled text field. */
export function Field({
  label,
  value,
  onChange,
  hint,
  fault,
  mono,
  after,
  isDisabled,
  userName,
}: FieldProps): JSX.Element {
  return (
    <TextField
      className="field"
      value={value}
      onChange={onChange}
      isInvalid={fault !== undefined}
      isDisabled={isDisabled ?? false}
      data-missing={value === ''}
      autoComplete={userName ? 'username' : 'off'}
      spellCheck="false"
    >
      <Label>{label}</Label>
      <span className="field-box">
        <Input className={mono ? 'input mono' : 'input'} />
        {after}
      </span>
      {(hint !== undefined || fault !== undefined) && (
        <Text slot="description" className={fault === undefined ? 'field-hint' : 'field-hint field-fault'}>
          {fault ?? hint}
        </Text>
      )}
    </TextField>
  )
}

export type PasswordFieldProps = {
  label: string
  value: string
  onChange: (value: string) => void
  revealed: boolean
  onReveal?: (revealed: boolean) => void
  isInvalid?: boolean
  /** Nothing is typed yet that has to be: where OK leads to. */
  isMissing?: boolean
  placeholder?: string
  describedBy?: string
  /** There is such a password already. */
  present?: boolean
}

/** A password as it is typed; the eye shows it while it is needed. */
export function PasswordField(props: PasswordFieldProps): JSX.Element {
  const {
    label,
    value,
    onChange,
    revealed,
    onReveal,
    isInvalid = false,
    isMissing = false,
    placeholder,
    describedBy,
    present = false,
  } = props
  const text = useText(usersText)
  const field = useForgottenField()
  return (
    <TextField
      className="field"
      value={value}
      onChange={onChange}
      type={revealed ? 'text' : 'password'}
      isInvalid={isInvalid}
      data-missing={isMissing}
      autoComplete={present ? 'current-password' : 'new-password'}
      spellCheck="false"
      {...(describedBy === undefined ? {} : { 'aria-describedby': describedBy })}
    >
      <Label>{label}</Label>
      <span className="field-box">
        <Input ref={field} className="input" {...(placeholder === undefined ? {} : { placeholder })} />
        {onReveal && (
          <Button
            kind="flat"
            square
            aria-label={revealed ? text.password.hide : text.password.reveal}
            aria-pressed={revealed}
            onPress={() => onReveal(!revealed)}
          >
            <Icon name={revealed ? 'eyeOff' : 'eye'} />
          </Button>
        )}
      </span>
    </TextField>
  )
}

/**
 * React remembers the field that had the keyboard last until the keyboard leaves it, which it does not hear of when the
 * field itself goes; with the field its form and what was typed would stay in memory. So the value goes first, and React is told.
 */
function useForgottenField(): RefObject<HTMLInputElement | null> {
  const ref = useRef<HTMLInputElement>(null)
  useLayoutEffect(() => {
    const field = ref.current
    return () => {
      if (!field) return
      field.value = ''
      field.removeAttribute('value')
      // Not before React has finished taking the field away: meanwhile it hears nothing.
      setTimeout(() => document.body.dispatchEvent(new FocusEvent('focusout', { bubbles: true })))
    }
  }, [])
  return ref
}
