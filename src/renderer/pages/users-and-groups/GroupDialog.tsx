import { useMemo, useState, type JSX } from 'react'
import { ADMINISTRATOR } from '../../../contract/nameRules'
import type { Group } from '../../../contract/users'
import { useApi } from '../../api'
import { Field } from '../../parts/Field'
import { Modal } from '../../parts/Modal'
import { useDatabaseStore } from '../../stores/useDatabase'
import { useText } from '../../text/language'
import { usersText } from '../../text/users'
import { GroupPicks } from './GroupPicks'
import { nameSet, typedFault } from './typedFault'

export type GroupDialogProps = { groups: readonly Group[]; before?: Group; onClose: () => void }

/** Add or edit a group: its name, and the groups it belongs to. */
export function GroupDialog({ groups, before, onClose }: GroupDialogProps): JSX.Element {
  const api = useApi()
  const text = useText(usersText)
  const store = useDatabaseStore()
  const database = store.getState().id
  // As it was shown: what comes in meanwhile was not chosen here and is left alone.
  const [above] = useState<readonly string[]>(() =>
    groups.filter((group) => before && group.groups.includes(before.name)).map((group) => group.name),
  )
  const [name, setName] = useState(before?.name ?? '')
  const [wished, setWished] = useState<readonly string[]>(above)
  const others = useMemo(() => nameSet(groups), [groups])
  const fault = name === '' ? undefined : typedFault(name, others, before?.name)
  const fixed = before?.name === ADMINISTRATOR

  async function apply(): Promise<void> {
    if (!before) await api.call('groups.add', { database, name })
    const member = before?.name ?? name
    const join = wished.filter((group) => !above.includes(group)).map((group) => ({ group, member }))
    const leave = above.filter((group) => !wished.includes(group)).map((group) => ({ group, member }))
    // Before the name: a circle is refused while the group is still called what this dialog is about.
    if (join.length + leave.length > 0) await api.call('groups.changeMembers', { database, join, leave })
    if (before && name !== before.name) await api.call('groups.rename', { database, name: before.name, to: name })
    if (name !== before?.name) store.getState().goTo({ group: name })
  }

  const candidates = groups.map((group) => group.name).filter((each) => each !== before?.name)
  return (
    <Modal
      title={before ? text.editGroupTitle(before.name) : text.addGroupTitle}
      onClose={onClose}
      ok={before ? text.apply : text.addGroup}
      missing={name === '' ? [text.missing.name] : fault ? [text.missing.goodName] : []}
      onDo={apply}
    >
      <Field
        label={text.name}
        value={name}
        onChange={setName}
        isDisabled={fixed}
        hint={fixed ? text.administratorStays : before ? text.renameKeeps : text.nameHint}
        fault={fault && text.names[fault]}
      />
      {candidates.length > 0 && (
        <GroupPicks
          label={text.memberOf}
          groups={candidates}
          stateOf={(group) => (wished.includes(group) ? 'all' : 'none')}
          onToggle={(group) =>
            setWished((now) => (now.includes(group) ? now.filter((each) => each !== group) : [...now, group]))
          }
        />
      )}
    </Modal>
  )
}
