import { useEffect, useRef, useState, type JSX } from 'react'
import { PasswordField } from '../../parts/Field'
import { useText } from '../../text/language'
import { loginText } from '../../text/login'

export type PresentPasswordProps = {
  label: string
  value: string
  onChange: (value: string) => void
  /** The keyboard begins here. */
  first?: boolean
  /** Counts what was refused: the keyboard comes back here. */
  failures: number
  working?: boolean
}

/** Milliseconds after which waiting is said. */
const SAID_AFTER = 500

/** A password there is already; the line under it says what keeps it from being taken. */
export function PresentPassword(props: PresentPasswordProps): JSX.Element {
  const { label, value, onChange, first = false, failures, working = false } = props
  const text = useText(loginText)
  const box = useRef<HTMLDivElement>(null)
  const [revealed, setRevealed] = useState(false)
  const capsLock = useCapsLock()
  const late = useLate(working)
  useEffect(() => {
    if (failures > 0) box.current?.querySelector('input')?.focus()
  }, [failures])
  return (
    <div ref={box} {...(first ? { 'data-first': '' } : {})}>
      <PasswordField
        label={label}
        value={value}
        onChange={onChange}
        revealed={revealed}
        onReveal={setRevealed}
        isMissing={value === ''}
        present
      />
      <output className="field-under">{late ? text.loggingIn : capsLock ? text.capsLock : ''}</output>
    </div>
  )
}

/** Known from the first key on: no page is told before. */
function useCapsLock(): boolean {
  const [on, setOn] = useState(false)
  useEffect(() => {
    const look = (event: KeyboardEvent): void => setOn(event.getModifierState('CapsLock'))
    window.addEventListener('keydown', look, true)
    window.addEventListener('keyup', look, true)
    return () => {
      window.removeEventListener('keydown', look, true)
      window.removeEventListener('keyup', look, true)
    }
  }, [])
  return on
}

function useLate(working: boolean): boolean {
  const [late, setLate] = useState(false)
  useEffect(() => {
    if (!working) return undefined
    const timer = setTimeout(() => setLate(true), SAID_AFTER)
    return () => {
      clearTimeout(timer)
      setLate(false)
    }
  }, [working])
  return late
}
