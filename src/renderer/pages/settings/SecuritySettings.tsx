import type { JSX } from 'react'
import type { Security } from '../../../contract/security'
import { AUTHENTICATION_TYPES, RSA_KEY_LENGTHS } from '../../../contract/securityChoices'
import { CheckBox } from '../../parts/CheckBox'
import { Choice } from '../../parts/Choice'
import { Segments } from '../../parts/Segments'
import { useText } from '../../text/language'
import { settingsText } from '../../text/settings'
import { DraftField } from './DraftField'
import { readCount, readDuration, writeDuration } from './durations'
import { SettingRow, SettingSays } from './SettingRow'
import { useDeactivated } from './useDeactivated'
import { useSetting } from './useSetting'

type Of = { security: Security }

const LONGEST_TIMEOUT = 86_400
const LONGEST_LOCK = 604_800
const MOST_ATTEMPTS = 1000

/** The security settings, each with what it does and what its choice means (user-management 3). */
export function SecuritySettings({ security }: Of): JSX.Element {
  return (
    <>
      <Authentication security={security} />
      <KeyLength security={security} />
      <Switch setting="enforce" security={security} />
      <EditTimeout security={security} />
      <Switch setting="passwordPolicy" security={security} />
      <LoginLock security={security} />
    </>
  )
}

function Authentication({ security }: Of): JSX.Element {
  const text = useText(settingsText)
  const { value, change, before, takeBack, refusal, isDisabled } = useSetting('authenticationType', security)
  return (
    <SettingRow
      setting="authenticationType"
      before={before && text.authentication[before]}
      onTakeBack={takeBack}
      says={
        <SettingSays refusal={refusal} warn={value !== 'ONLY_ASYMMETRIC'}>
          {text.authenticationAbout[value]}
        </SettingSays>
      }
    >
      <Choice
        label={text.names.authenticationType}
        labelHidden
        value={value}
        options={AUTHENTICATION_TYPES.map((id) => ({ id, name: text.authentication[id] }))}
        onChange={(id) => {
          const chosen = AUTHENTICATION_TYPES.find((each) => each === id)
          if (chosen && chosen !== value) change(chosen)
        }}
        isDisabled={isDisabled}
      />
    </SettingRow>
  )
}

function KeyLength({ security }: Of): JSX.Element {
  const text = useText(settingsText)
  const { value, change, before, takeBack, refusal, isDisabled } = useSetting('rsaKeyLength', security)
  return (
    <SettingRow
      setting="rsaKeyLength"
      before={before && text.bits(before)}
      onTakeBack={takeBack}
      says={<SettingSays refusal={refusal} />}
    >
      <Segments
        label={text.names.rsaKeyLength}
        value={String(value)}
        options={RSA_KEY_LENGTHS.map((bits) => ({ id: String(bits), name: text.bits(bits) }))}
        onChange={(id) => {
          const chosen = RSA_KEY_LENGTHS.find((bits) => String(bits) === id)
          if (chosen && chosen !== value) change(chosen)
        }}
        isDisabled={isDisabled}
      />
    </SettingRow>
  )
}

function Switch({ setting, security }: Of & { setting: 'enforce' | 'passwordPolicy' }): JSX.Element {
  const text = useText(settingsText)
  const { value, change, before, takeBack, refusal, isDisabled } = useSetting(setting, security)
  const deactivated = useDeactivated()
  // Setting the station up writes it into the file.
  const later = setting === 'enforce' && deactivated
  const off = setting === 'enforce' ? text.enforceOff : text.policyOff
  return (
    <SettingRow
      setting={setting}
      before={before === undefined ? undefined : before ? text.on : text.off}
      onTakeBack={takeBack}
      says={
        <SettingSays refusal={refusal} warn={!value && !later}>
          {later ? text.enforceLater : value ? undefined : off}
        </SettingSays>
      }
    >
      <CheckBox isSelected={value} onChange={change} isDisabled={isDisabled || later} aria-label={text.names[setting]}>
        {value ? text.on : text.off}
      </CheckBox>
    </SettingRow>
  )
}

function EditTimeout({ security }: Of): JSX.Element {
  const text = useText(settingsText)
  const { value, change, before, takeBack, refusal, isDisabled } = useSetting('editTimeout', security)
  return (
    <SettingRow
      setting="editTimeout"
      before={before === undefined ? undefined : text.duration(before)}
      onTakeBack={takeBack}
    >
      <DurationField
        label={text.names.editTimeout}
        value={value}
        most={LONGEST_TIMEOUT}
        onCommit={change}
        refusal={refusal}
        isDisabled={isDisabled}
      />
    </SettingRow>
  )
}

function LoginLock({ security }: Of): JSX.Element {
  const text = useText(settingsText)
  const { value, change, before, takeBack, refusal, isDisabled } = useSetting('loginLock', security)
  const { attempts, seconds } = value
  const was =
    before &&
    (before.attempts === 0 || before.seconds === 0 ? text.off : `${before.attempts} · ${text.duration(before.seconds)}`)
  return (
    <SettingRow setting="loginLock" before={was} onTakeBack={takeBack}>
      <div className="setting-pair">
        <span className="label">{text.attempts}</span>
        <DraftField
          label={text.attempts}
          value={attempts}
          write={String}
          read={(typed) => {
            const count = /^(?:off|aus)$/iu.test(typed.trim()) ? 0 : readCount(typed, MOST_ATTEMPTS)
            return count === undefined ? { fault: text.faults.attempts } : { value: count }
          }}
          onCommit={(count) => change({ attempts: count, seconds })}
          says={attempts === 0 ? text.off : ''}
          isDisabled={isDisabled}
        />
        <span className="label">{text.lockedFor}</span>
        <DurationField
          label={text.lockedFor}
          value={seconds}
          most={LONGEST_LOCK}
          onCommit={(length) => change({ attempts, seconds: length })}
          refusal={refusal}
          isDisabled={isDisabled}
        />
      </div>
    </SettingRow>
  )
}

type DurationFieldProps = {
  label: string
  value: number
  /** Seconds. */
  most: number
  onCommit: (seconds: number) => void
  refusal: string | undefined
  isDisabled: boolean
}

/** Minutes:seconds, or a number with its unit; said in words beneath. */
function DurationField({ label, value, most, onCommit, refusal, isDisabled }: DurationFieldProps): JSX.Element {
  const text = useText(settingsText)
  return (
    <DraftField
      label={label}
      value={value}
      write={writeDuration}
      read={(typed) => {
        const seconds = readDuration(typed)
        if (seconds === undefined) return { fault: text.faults.duration }
        return seconds > most ? { fault: text.faults.range(text.duration(most)) } : { value: seconds }
      }}
      onCommit={onCommit}
      refusal={refusal}
      says={text.duration(value)}
      isDisabled={isDisabled}
    />
  )
}
