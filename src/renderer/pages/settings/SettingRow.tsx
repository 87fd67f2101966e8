import type { JSX, ReactNode } from 'react'
import { Button } from '../../parts/Button'
import { Icon } from '../../parts/Icon'
import type { Setting } from '../../stores/security'
import { useText } from '../../text/language'
import { settingsText } from '../../text/settings'

/** Keys of the settings file as the runtime calls them (seed 003, 2). */
const KEYS: Record<Setting, string> = {
  authenticationType: 'UserLogin_AuthenticationType',
  rsaKeyLength: 'UserLogin_RSAKeyLen',
  enforce: 'UserMgmtEnforce',
  editTimeout: 'UserMgrEditTimeout',
  passwordPolicy: 'UserMgmt.PasswordPolicy',
  loginLock: 'UserMgmt.LoginLock',
}

export type SettingRowProps = {
  setting: Setting
  /** What it was before its last change here, in words. */
  before: string | undefined
  onTakeBack: () => void
  /** What is chosen means, or why it was refused. */
  says?: ReactNode
  /** Its field. */
  children: ReactNode
}

/** A setting with what it does; beside it its field, and the way back from its last change. */
export function SettingRow({ setting, before, onTakeBack, says, children }: SettingRowProps): JSX.Element {
  const text = useText(settingsText)
  const back = text.takeBack(before ?? '')
  return (
    <section className="setting" aria-label={text.names[setting]}>
      <h3>{text.names[setting]}</h3>
      <div className="setting-value">{children}</div>
      <div className={before === undefined ? 'setting-back setting-back-none' : 'setting-back'}>
        <Button kind="flat" square aria-label={back} tip={back} isDisabled={before === undefined} onPress={onTakeBack}>
          <Icon name="undo" />
        </Button>
      </div>
      <div className="setting-about">
        <p>
          {text.about[setting]}{' '}
          <span className="mono setting-key" title={text.key(KEYS[setting])}>
            {KEYS[setting]}
          </span>
        </p>
        {says}
      </div>
    </section>
  )
}

/** What a choice means, or why it was refused. */
export function SettingSays({
  refusal,
  warn = false,
  children,
}: {
  refusal: string | undefined
  warn?: boolean
  children?: ReactNode
}): JSX.Element | null {
  if (refusal === undefined && children === undefined) return null
  const face =
    refusal === undefined ? (warn ? 'setting-says setting-warn' : 'setting-says') : 'setting-says field-fault'
  return (
    <p className={face} role={refusal === undefined ? undefined : 'alert'}>
      {refusal ?? children}
    </p>
  )
}
