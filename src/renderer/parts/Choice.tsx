import type { JSX } from 'react'
import { Button, Label, ListBox, ListBoxItem, Popover, Select, SelectValue } from 'react-aria-components'
import { Icon } from './Icon'

export type ChoiceProps = {
  label: string
  value: string
  options: readonly { id: string; name: string }[]
  onChange: (id: string) => void
  isDisabled?: boolean
  /** What it is called stands elsewhere already; screen readers still hear it. */
  labelHidden?: boolean
}

/** One of a list. */
export function Choice({
  label,
  value,
  options,
  onChange,
  isDisabled = false,
  labelHidden = false,
}: ChoiceProps): JSX.Element {
  return (
    <Select
      className={labelHidden ? 'field-bare' : 'field'}
      value={value}
      onChange={(key) => onChange(String(key))}
      isDisabled={isDisabled}
      {...(labelHidden ? { 'aria-label': label } : {})}
    >
      {!labelHidden && <Label>{label}</Label>}
      <Button className="field-box choice">
        <SelectValue className="choice-value" />
        <Icon name="down" />
      </Button>
      <Popover className="popover" offset={2}>
        <ListBox className="list" items={options}>
          {(option) => (
            <ListBoxItem className="list-item" id={option.id} textValue={option.name}>
              {option.name}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </Select>
  )
}
