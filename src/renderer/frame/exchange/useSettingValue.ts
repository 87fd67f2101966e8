import type { SettingDifference } from '../../../contract/exchange'
import { AUTHENTICATION_TYPES } from '../../../contract/securityChoices'
import { exchangeText } from '../../text/exchange'
import { useText } from '../../text/language'
import { settingsText } from '../../text/settings'

/** A setting's value as a file says it, in the words of the Settings page. */
export function useSettingValue(): (setting: SettingDifference['setting'], value: string) => string {
  const { values } = useText(exchangeText)
  const { authentication, bits, duration } = useText(settingsText)
  return (setting, value) => {
    if (value === '') return values.unknown
    switch (setting) {
      case 'authenticationType': {
        const type = AUTHENTICATION_TYPES.find((each) => each === value)
        return type ? authentication[type] : value
      }
      case 'rsaKeyLength':
        return bits(Number(value))
      case 'enforce':
      case 'passwordPolicy':
        return value === 'true' ? values.on : values.off
      case 'editTimeout':
        return duration(Number(value))
      case 'loginLock': {
        const [attempts = '', seconds = ''] = value.split(' / ')
        return attempts === '0' ? values.off : `${attempts} · ${duration(Number.parseInt(seconds, 10))}`
      }
    }
  }
}
