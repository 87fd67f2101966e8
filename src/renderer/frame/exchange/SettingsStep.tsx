import type { JSX } from 'react'
import { useStore } from 'zustand'
import { Button } from '../../parts/Button'
import { CheckBox } from '../../parts/CheckBox'
import { Modal } from '../../parts/Modal'
import { exchangeText } from '../../text/exchange'
import { useText } from '../../text/language'
import { settingsText } from '../../text/settings'
import type { StepProps } from './FileStep'
import { useSettingValue } from './useSettingValue'
import { useTitleOf } from './useTitleOf'

/** The security settings a file holds besides: what they would change, and whether they are wanted. */
export function SettingsStep({ store, onClose }: StepProps): JSX.Element {
  const text = useText(exchangeText)
  const { names } = useText(settingsText)
  const { reading, settings } = useStore(store)
  const { type, goTo, goOn } = store.getState()
  const say = useSettingValue()
  const title = useTitleOf(reading?.database)
  const rows = reading?.settings ?? []
  return (
    <Modal
      title={text.settingsTitle}
      size="l"
      onClose={onClose}
      ok={text.next}
      onDo={async () => {
        goOn()
        return 'stay'
      }}
      more={<Button onPress={() => goTo(reading && reading.problems > 0 ? 'problems' : 'file')}>{text.back}</Button>}
    >
      <p className="dialog-note">{text.settingsNote(title)}</p>
      <div className="table-box">
        <table className="table exchange-settings">
          <thead>
            <tr>
              <th scope="col">{text.setting}</th>
              <th scope="col">{text.before}</th>
              <th scope="col">{text.after}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ setting, before, after }) => (
              <tr key={setting}>
                <th scope="row">{names[setting]}</th>
                <td>{say(setting, before)}</td>
                <td>{say(setting, after)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <CheckBox isSelected={settings} onChange={(on) => type({ settings: on })}>
        {text.settingsTick(rows.length)}
      </CheckBox>
    </Modal>
  )
}
