import type { JSX } from 'react'
import { Label, Radio, RadioGroup } from 'react-aria-components'
import type { Part } from '../../../contract/exchange'
import { CheckBox } from '../../parts/CheckBox'
import { NewPassword } from '../../parts/NewPassword'
import type { EstimatePassword } from '../../parts/useEstimate'
import { exchangeText } from '../../text/exchange'
import { useText } from '../../text/language'
import { FolderField, type FileEnding } from '../FolderField'
import { PARTS, WHATS, withWhat, type ExportForm } from './exportForm'

export type ExportFieldsProps = {
  form: ExportForm
  onChange: (change: (form: ExportForm) => ExportForm) => void
  title: string
  estimate: EstimatePassword | undefined
}

const KUSERS: readonly FileEnding[] = ['kusers']
const CSV: readonly FileEnding[] = ['csv']

/** As what, which parts, how it is kept from others, and into which file. */
export function ExportFields({ form, onChange, title, estimate }: ExportFieldsProps): JSX.Element {
  const text = useText(exchangeText)
  const table = form.what === 'users-table' || form.what === 'rights-table'
  return (
    <>
      <RadioGroup
        className="field exchange-what"
        value={form.what}
        onChange={(chosen) => {
          const what = WHATS.find((each) => each === chosen)
          if (what) onChange((now) => withWhat(now, what, title, text))
        }}
      >
        <Label>{text.what}</Label>
        <span className="exchange-radios">
          {WHATS.map((what) => (
            <Radio key={what} value={what} className="radio">
              {text.whats[what]}
            </Radio>
          ))}
        </span>
      </RadioGroup>
      <p className="field-alone field-hint">{text.whatAbout[form.what]}</p>
      {/* As high with either, so that the path below stays where it is. */}
      <div className="exchange-options">
        {table ? (
          <Separator value={form.separator} onChange={(separator) => onChange((now) => ({ ...now, separator }))} />
        ) : (
          <Parts value={form.parts} onChange={(parts) => onChange((now) => ({ ...now, parts }))} />
        )}
        {form.what === 'encrypted' && (
          <NewPassword
            passphrase
            label={text.passphrase}
            name=""
            estimate={estimate}
            value={form.passphrase}
            onChange={(passphrase) => onChange((now) => ({ ...now, passphrase }))}
          />
        )}
      </div>
      <FolderField
        label={text.where}
        value={form.file}
        onChange={(file) => onChange((now) => ({ ...now, file }))}
        endings={table ? CSV : KUSERS}
        none={text.willBeWritten}
      />
    </>
  )
}

function Parts({ value, onChange }: { value: ReadonlySet<Part>; onChange: (parts: ReadonlySet<Part>) => void }) {
  const text = useText(exchangeText)
  return (
    <fieldset className="field exchange-parts">
      <legend className="label">{text.parts}</legend>
      <span className="exchange-checks">
        {PARTS.map((part) => (
          <CheckBox
            key={part}
            isSelected={value.has(part)}
            onChange={(on) => onChange(new Set(PARTS.filter((each) => (each === part ? on : value.has(each)))))}
          >
            {text.partNames[part]}
          </CheckBox>
        ))}
      </span>
    </fieldset>
  )
}

function Separator({ value, onChange }: { value: ',' | ';'; onChange: (separator: ',' | ';') => void }) {
  const text = useText(exchangeText)
  return (
    <>
      <RadioGroup
        className="field"
        value={value}
        onChange={(chosen) => onChange(chosen === ';' ? ';' : ',')}
        orientation="horizontal"
      >
        <Label>{text.separator}</Label>
        <span className="radios">
          <Radio value=";" className="radio">
            {text.separators[';']}
          </Radio>
          <Radio value="," className="radio">
            {text.separators[',']}
          </Radio>
        </span>
      </RadioGroup>
      <p className="field-alone field-hint">{text.separatorAbout}</p>
    </>
  )
}
