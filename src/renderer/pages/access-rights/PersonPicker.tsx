import { useMemo, useState, type JSX } from 'react'
import { Button, ComboBox, Input, ListBox, ListBoxItem, Popover } from 'react-aria-components'
import { Icon } from '../../parts/Icon'
import { useSlice } from '../../stores/useDatabase'
import { valueOf } from '../../stores/loadable'
import { useText } from '../../text/language'
import { rightsText } from '../../text/rights'

const SHOWN = 60
const NOBODY = '\u0000'

/** Chooses a user by typing; of thousands only the first that fit are listed. */
export function PersonPicker({
  person,
  onChoose,
  nobody,
}: {
  person: string | undefined
  onChoose: (name: string | undefined) => void
  /** Words for choosing nobody; without them somebody has to be chosen. */
  nobody?: string
}): JSX.Element {
  const text = useText(rightsText)
  const users = valueOf(useSlice('users'))
  const [typed, setTyped] = useState<string>()
  const items = useMemo(() => {
    const wanted = (typed ?? '').trim().toLocaleLowerCase()
    const found: { id: string; name: string }[] = []
    if (nobody !== undefined && wanted === '') found.push({ id: NOBODY, name: nobody })
    for (const { name } of users ?? []) {
      if (found.length === SHOWN) break
      if (name.toLocaleLowerCase().includes(wanted)) found.push({ id: name, name })
    }
    return found
  }, [users, typed, nobody])

  return (
    <ComboBox
      className="person-picker"
      aria-label={text.why.choosePerson}
      items={items}
      inputValue={typed ?? person ?? ''}
      value={person ?? null}
      onInputChange={setTyped}
      onOpenChange={(isOpen) => {
        // Opened, the whole list is there to choose from; closed, the field shows who is chosen.
        setTyped(isOpen ? (typed ?? '') : undefined)
      }}
      onChange={(key) => {
        if (key === null) return
        setTyped(undefined)
        onChoose(key === NOBODY ? undefined : String(key))
      }}
      menuTrigger="focus"
      allowsEmptyCollection
    >
      <span className="person-box">
        <Input className="input" placeholder={person ?? nobody ?? text.why.personPlaceholder} spellCheck="false" />
        <Button className="person-open" aria-label={text.why.choosePerson}>
          <Icon name="down" />
        </Button>
      </span>
      <Popover className="popover" offset={2}>
        <ListBox
          className="list"
          aria-label={text.why.choosePerson}
          renderEmptyState={() => <div className="list-item">{text.why.noPerson}</div>}
        >
          {(item: { id: string; name: string }) => (
            <ListBoxItem className="list-item" id={item.id} textValue={item.name}>
              {item.name}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </ComboBox>
  )
}
