import { useEffect, useState, type JSX } from 'react'
import { Label, Radio, RadioGroup } from 'react-aria-components'
import { CheckBox } from '../../parts/CheckBox'
import { Field, PasswordField } from '../../parts/Field'
import { Icon } from '../../parts/Icon'
import { valueOf } from '../../stores/loadable'
import { useApp, useVault } from '../../stores/useApp'
import { useText } from '../../text/language'
import { openSessionText } from '../../text/openSession'
import { sentences } from '../../text/sentences'
import { vaultText } from '../../text/vault'
import { USER_KINDS, type UserKind } from './offers'
import type { OpenSession } from './useOpenSession'

/** Of a user whose password is kept, as the value of a radio button; a kind has no space in it. */
const KEPT = 'kept '

/** Who logs in: nobody, somebody whose password is kept, or a name and a password that are typed. */
export function UserChoice({ form }: { form: OpenSession }): JSX.Element {
  const text = useText(openSessionText)
  const words = useText(vaultText)
  const { error: sentence } = useText(sentences)
  const { endpoint, kind, kept, remembered } = form
  const names: Record<UserKind, string> = { anonymous: text.anonymous, 'user-name': text.userName }
  const open = endpoint?.security.mode === 'none'
  const offersNames = endpoint?.users.includes('user-name') ?? false
  const known = valueOf(remembered) ?? []
  return (
    <>
      <RadioGroup
        className="field"
        value={kept === undefined ? (kind ?? null) : KEPT + kept}
        onChange={(value) => {
          const found = USER_KINDS.find((each) => each === value)
          if (found) form.setKind(found)
          else form.setKept(value.slice(KEPT.length))
        }}
      >
        <Label>{text.user}</Label>
        <div className={known.length > 0 ? 'radios users-kept' : 'radios'}>
          {known.map((name) => (
            <Radio key={KEPT + name} value={KEPT + name} className="radio" isDisabled={!offersNames}>
              {words.rememberedUser(name)}
            </Radio>
          ))}
          {USER_KINDS.map((each) => (
            <Radio key={each} value={each} className="radio" isDisabled={!endpoint?.users.includes(each)}>
              {names[each]}
            </Radio>
          ))}
        </div>
        {!kind && (
          <span className="field-hint field-fault">
            {endpoint?.users.includes('certificate') ? text.certificateOnly : text.notOffered}
          </span>
        )}
        {remembered.is === 'failed' && (
          <span className="field-hint">
            {words.notListed(sentence(remembered.error.code, remembered.error.details))}
          </span>
        )}
      </RadioGroup>
      {kind === 'user-name' && kept === undefined && <Typed form={form} />}
      {open && (
        <p className={kind === 'user-name' ? 'open-warning' : 'dialog-note'} role="note">
          {kind === 'user-name' && <Icon name="warning" />}
          {kind === 'user-name' ? text.readable : text.readableHint}
        </p>
      )}
    </>
  )
}

/** Name and password, and whether the password is kept. */
function Typed({ form }: { form: OpenSession }): JSX.Element {
  const { vault } = useApp().station
  const text = useText(openSessionText)
  const words = useText(vaultText)
  const [revealed, setRevealed] = useState(false)
  const state = valueOf(useVault((view) => view.state))
  useEffect(() => vault.getState().need(), [vault])
  const inMemory = state?.is === 'memory'
  return (
    <>
      {form.unreadable !== undefined && (
        <p className="open-warning" role="alert">
          <Icon name="warning" />
          {words.notReadable(form.unreadable)}
        </p>
      )}
      <Field label={text.name} value={form.name} onChange={form.setName} />
      <div data-first={form.unreadable === undefined ? undefined : ''}>
        <PasswordField
          label={text.password}
          value={form.password}
          onChange={form.setPassword}
          revealed={revealed}
          onReveal={setRevealed}
        />
      </div>
      <div className="field-alone">
        <CheckBox isSelected={form.keep} onChange={form.setKeep}>
          {inMemory ? words.rememberHere : words.remember}
        </CheckBox>
        {inMemory && state.because !== null && (
          <p className="open-why">{words.rememberWhy(words.because[state.because])}</p>
        )}
      </div>
    </>
  )
}
