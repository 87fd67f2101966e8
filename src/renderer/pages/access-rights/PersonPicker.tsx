/* oxlint-disable jsx-a11y/prefer-tag-over-role, jsx-a11y/no-noninteractive-element-to-interactive-role -- no element is a field with a list of its own making; ARIA says what these are */
import { useId, useMemo, useRef, useState, type CSSProperties, type JSX, type KeyboardEvent } from 'react'
import { Icon } from '../../parts/Icon'
import { useSlice } from '../../stores/useDatabase'
import { valueOf } from '../../stores/loadable'
import { useText } from '../../text/language'
import { rightsText } from '../../text/rights'

/** Of thousands of users only the first that fit are listed; typing narrows down. */
const SHOWN = 60
const LIST_HEIGHT = 240
const LIST_WIDTH = 320

type Choice = { name: string | undefined; shown: string }
type Open = { typed: string; active: number; place: CSSProperties }

export type PersonPickerProps = {
  person: string | undefined
  onChoose: (name: string | undefined) => void
  /** Words for choosing nobody; without them somebody has to be chosen. */
  nobody?: string
}

/** Chooses a user by typing (ARIA combobox with a list popup). */
export function PersonPicker({ person, onChoose, nobody }: PersonPickerProps): JSX.Element {
  const text = useText(rightsText)
  const id = useId()
  const users = valueOf(useSlice('users'))
  const field = useRef<HTMLInputElement>(null)
  const [open, setOpen] = useState<Open>()
  const typed = open?.typed
  const choices = useMemo(() => {
    const found: Choice[] = []
    if (typed === undefined) return found
    const wanted = typed.trim().toLocaleLowerCase()
    if (nobody !== undefined && wanted === '') found.push({ name: undefined, shown: nobody })
    for (const { name } of users ?? []) {
      if (found.length === SHOWN) break
      if (name.toLocaleLowerCase().includes(wanted)) found.push({ name, shown: name })
    }
    return found
  }, [users, typed, nobody])

  const show = (change: { typed: string; active: number }): void => {
    const box = field.current?.getBoundingClientRect()
    if (!box) return
    const fitsBelow = box.bottom + LIST_HEIGHT < window.innerHeight
    const fitsBeside = box.left + LIST_WIDTH < window.innerWidth
    const place = {
      ...(fitsBelow ? { top: box.bottom + 2 } : { bottom: window.innerHeight - box.top + 2 }),
      // Names may be wider than the field: the list grows to the side that has room.
      ...(fitsBeside ? { left: box.left } : { right: document.documentElement.clientWidth - box.right }),
      minWidth: box.width,
      maxWidth: LIST_WIDTH,
      maxHeight: LIST_HEIGHT,
    }
    setOpen({ ...change, place })
  }
  const start = (): void => show({ typed: '', active: -1 })
  const choose = (choice: Choice | undefined): void => {
    setOpen(undefined)
    if (choice) onChoose(choice.name)
  }
  const move = (active: number): void => {
    const at = Math.max(0, Math.min(choices.length - 1, active))
    show({ typed: open?.typed ?? '', active: at })
    document.getElementById(`${id}-${at}`)?.scrollIntoView({ block: 'nearest' })
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = STEPS[event.key]
    if (step !== undefined) {
      if (open) move(open.active + step)
      else start()
    } else if (event.key === 'Enter' && open) choose(choices[Math.max(open.active, 0)])
    else if (event.key === 'Escape' && open) setOpen(undefined)
    else return
    event.preventDefault()
  }
  const chosen = person ?? nobody ?? ''

  return (
    <span className="person-picker">
      <input
        ref={field}
        className="input"
        role="combobox"
        aria-label={text.why.choosePerson}
        aria-expanded={open !== undefined}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={open && choices[open.active] ? `${id}-${open.active}` : undefined}
        autoComplete="off"
        spellCheck="false"
        value={open ? open.typed : chosen}
        placeholder={chosen === '' ? text.why.personPlaceholder : chosen}
        onChange={(event) => show({ typed: event.target.value, active: 0 })}
        onClick={() => open === undefined && start()}
        onBlur={() => setOpen(undefined)}
        onKeyDown={onKeyDown}
      />
      <span className="person-open">
        <Icon name="down" />
      </span>
      <ul
        id={`${id}-list`}
        className="popover list person-list"
        role="listbox"
        aria-label={text.why.choosePerson}
        hidden={open === undefined}
        style={open?.place}
      >
        {choices.map((choice, at) => (
          // The field has the keyboard; the list is worked from there.
          // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
          <li
            key={choice.name ?? ''}
            id={`${id}-${at}`}
            role="option"
            aria-selected={at === open?.active}
            className="list-item"
            data-focused={at === open?.active || undefined}
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => choose(choice)}
          >
            {choice.shown}
          </li>
        ))}
        {open && choices.length === 0 ? (
          <li role="option" aria-selected={false} aria-disabled className="list-item" data-disabled="">
            {text.why.noPerson}
          </li>
        ) : null}
      </ul>
    </span>
  )
}

const STEPS: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }
