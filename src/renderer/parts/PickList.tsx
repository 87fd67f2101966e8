/* oxlint-disable jsx-a11y/prefer-tag-over-role, jsx-a11y/no-noninteractive-element-to-interactive-role -- no element is a field with a list that is always there; ARIA says what these are */
import { useEffect, useId, useRef, useState, type JSX, type KeyboardEvent, type ReactNode } from 'react'

export type PickItem = { id: string; shown: ReactNode }

export type PickListProps<T extends PickItem> = {
  label: string
  value: string
  onChange: (value: string) => void
  items: readonly T[]
  onPick: (item: T) => void
  /** Tab, with the item the arrows stand on; unless this says that it was used, Tab goes on to the next field. */
  onTab?: (current: T | undefined) => boolean
  /** The first item is taken by Enter without going to it. */
  firstActive?: boolean
  placeholder?: string
  mono?: boolean
  labelHidden?: boolean
  /** Said under the field instead of, or after, the list. */
  note: string
  /** Takes the keyboard when it appears. */
  takesFocus?: boolean
}

/** A text field with a list under it: typing narrows down, arrows go through, Enter or a click picks (ARIA combobox with a list that is always there). */
export function PickList<T extends PickItem>(props: PickListProps<T>): JSX.Element {
  const {
    label,
    value,
    onChange,
    items,
    onPick,
    onTab,
    firstActive = false,
    placeholder,
    mono,
    labelHidden,
    note,
    takesFocus,
  } = props
  const id = useId()
  const list = useRef<HTMLUListElement>(null)
  const field = useRef<HTMLInputElement>(null)
  const [active, setActive] = useState(firstActive ? 0 : -1)
  const at = Math.min(active, items.length - 1)
  const current = items[at]

  useEffect(() => {
    if (takesFocus) field.current?.focus()
  }, [takesFocus])
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' })
  })

  function onKeyDown(event: KeyboardEvent): void {
    const step = STEPS[event.key]
    if (step !== undefined && items.length > 0) {
      event.preventDefault()
      const next = at + step
      setActive(step === 1 || step === -1 ? (next + items.length) % items.length : clamp(next, items.length))
    } else if (event.key === 'Enter' && current) {
      // Without an active item Enter is the form's.
      event.preventDefault()
      onPick(current)
    } else if (event.key === 'Tab' && !event.shiftKey && onTab?.(current)) {
      event.preventDefault()
      setActive(-1)
    }
  }

  return (
    <div className="pick">
      <label className={labelHidden ? 'unseen' : 'pick-label'} htmlFor={`${id}-input`}>
        {label}
      </label>
      <input
        ref={field}
        id={`${id}-input`}
        className={mono ? 'input pick-input mono' : 'input pick-input'}
        role="combobox"
        aria-expanded={items.length > 0}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={current ? `${id}-${at}` : undefined}
        autoComplete="off"
        spellCheck="false"
        value={value}
        placeholder={placeholder}
        onChange={(event) => {
          setActive(firstActive ? 0 : -1)
          onChange(event.target.value)
        }}
        onKeyDown={onKeyDown}
      />
      <ul ref={list} id={`${id}-list`} className="pick-list" role="listbox" aria-label={label}>
        {items.map((item, index) => (
          // The field has the keyboard; the list is worked from there.
          // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
          <li
            key={item.id}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === at}
            className={index === at ? 'pick-item pick-active' : 'pick-item'}
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => onPick(item)}
          >
            {item.shown}
          </li>
        ))}
      </ul>
      <output className="pick-note">{note}</output>
    </div>
  )
}

const PAGE = 8
const STEPS: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: PAGE, PageUp: -PAGE }

function clamp(index: number, length: number): number {
  return Math.max(0, Math.min(length - 1, index))
}
