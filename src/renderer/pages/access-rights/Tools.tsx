import type { JSX } from 'react'
import { RIGHTS, type Right } from '../../../contract/rights'
import { CheckBox } from '../../parts/CheckBox'
import { useText } from '../../text/language'
import { rightsText } from '../../text/rights'
import { Filter } from '../../parts/Filter'
import { PersonPicker } from './PersonPicker'
import { Segments } from '../../parts/Segments'
import { TreeButtons } from './TreeButtons'
import type { Objects } from './useObjects'

type Leave = { onLeave: () => void }

export type MatrixToolsProps = Leave & {
  objects: Objects
  right: Right
  onRight: (right: Right) => void
  groupFilter: string
  onGroupFilter: (text: string) => void
}

/** Which right the matrix shows, and of which objects and groups. */
export function MatrixTools(props: MatrixToolsProps): JSX.Element {
  const text = useText(rightsText)
  return (
    <>
      <Segments
        label={text.right}
        value={props.right}
        onChange={props.onRight}
        options={RIGHTS.map((id) => ({ id, name: text.rightsShort[id] }))}
      />
      <span className="push" />
      <ObjectTools objects={props.objects} onLeave={props.onLeave} />
      <Filter
        label={text.filterGroups}
        hint={text.groupsHint}
        value={props.groupFilter}
        onChange={props.onGroupFilter}
        onLeave={props.onLeave}
      />
    </>
  )
}

export type PersonToolsProps = Leave & {
  objects: Objects
  person: string | undefined
  onPerson: (name: string | undefined) => void
  onlyAllowed: boolean
  onOnlyAllowed: (only: boolean) => void
}

/** Whose rights are shown, and of which objects. */
export function PersonTools(props: PersonToolsProps): JSX.Element {
  const text = useText(rightsText)
  const { person } = props
  return (
    <>
      <PersonPicker person={person} onChoose={props.onPerson} />
      {person === undefined ? null : (
        <CheckBox isSelected={props.onlyAllowed} onChange={props.onOnlyAllowed}>
          {text.person.only(person)}
        </CheckBox>
      )}
      <span className="push" />
      <ObjectTools objects={props.objects} onLeave={props.onLeave} />
    </>
  )
}

function ObjectTools({ objects, onLeave }: Leave & { objects: Objects }): JSX.Element {
  const text = useText(rightsText)
  return (
    <>
      <TreeButtons objects={objects} />
      <Filter
        label={text.filterObjects}
        hint={text.objectsHint}
        value={objects.filter}
        onChange={objects.setFilter}
        onLeave={onLeave}
      />
    </>
  )
}
