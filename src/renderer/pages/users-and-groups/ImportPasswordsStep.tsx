import { useEffect, useRef, useState, type JSX } from 'react'
import { Label, Radio, RadioGroup } from 'react-aria-components'
import { Progress } from '../../parts/Progress'
import { CheckBox } from '../../parts/CheckBox'
import { PasswordField } from '../../parts/Field'
import { NewPassword } from '../../parts/NewPassword'
import type { EstimatePassword } from '../../parts/useEstimate'
import { importText } from '../../text/import'
import { useText } from '../../text/language'
import { isGood, MOST_EACH, unluckyName, type ImportPasswords } from './importForm'
import type { Running } from './useImport'

export type ImportPasswordsStepProps = {
  names: readonly string[]
  /** Those of them that may not change the password. */
  fixed: readonly string[]
  passwords: ImportPasswords
  onChange: (passwords: ImportPasswords) => void
  estimate: EstimatePassword | undefined
  running: Running | undefined
}

/** A password for every imported user: one for all, or one each. Then the progress. */
export function ImportPasswordsStep(props: ImportPasswordsStepProps): JSX.Element {
  const { names, fixed, passwords, onChange, estimate, running } = props
  const text = useText(importText)
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => box.current?.querySelector('input')?.focus(), [])
  if (running) return <Working running={running} />
  const few = names.length <= MOST_EACH
  return (
    <>
      <p className="dialog-note">
        {text.passwords} {few ? '' : text.tooMany(MOST_EACH)}
      </p>
      <RadioGroup
        className="field"
        value={passwords.way}
        onChange={(way) => onChange({ ...passwords, way: way === 'each' ? 'each' : 'one' })}
      >
        <Label>{text.way}</Label>
        <span className="radios">
          <Radio value="one" className="radio">
            {text.one}
          </Radio>
          <Radio value="each" className="radio" isDisabled={!few}>
            {text.each}
          </Radio>
        </span>
      </RadioGroup>
      <div ref={box} className="import-passwords">
        {passwords.way === 'one' ? (
          <NewPassword
            value={passwords.one}
            onChange={(one) => onChange({ ...passwords, one })}
            name={unluckyName(names, passwords.one.password)}
            estimate={estimate}
          />
        ) : (
          names.map((name) => (
            <OnePassword
              key={name}
              name={name}
              estimate={estimate}
              value={passwords.each.get(name) ?? ''}
              onChange={(password) => onChange({ ...passwords, each: new Map(passwords.each).set(name, password) })}
            />
          ))
        )}
      </div>
      <CheckBox isSelected={passwords.mustChange} onChange={(mustChange) => onChange({ ...passwords, mustChange })}>
        {text.must}
      </CheckBox>
      <p className="field-hint">{passwords.mustChange && fixed.length > 0 ? text.fixed(fixed) : ' '}</p>
    </>
  )
}

type OnePasswordProps = {
  name: string
  estimate: EstimatePassword | undefined
  value: string
  onChange: (password: string) => void
}

function OnePassword({ name, estimate, value, onChange }: OnePasswordProps): JSX.Element {
  const [revealed, setRevealed] = useState(false)
  return (
    <PasswordField
      label={name}
      value={value}
      onChange={onChange}
      revealed={revealed}
      onReveal={setRevealed}
      isMissing={value === ''}
      isInvalid={value !== '' && !isGood(value, name, estimate)}
    />
  )
}

function Working({ running }: { running: Running }): JSX.Element {
  const text = useText(importText)
  const { done, total, stopping } = running
  return (
    <div className="progress-box">
      <Progress label={text.working} done={done} total={total} count={text.progress} />
      <p className="field-hint">{stopping ? text.stopping : ' '}</p>
    </div>
  )
}
