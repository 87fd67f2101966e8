import { useMemo, useState, type JSX } from 'react'
import type { User } from '../../../contract/users'
import { useApi } from '../../api'
import { CheckBox } from '../../parts/CheckBox'
import { Choice } from '../../parts/Choice'
import { Field } from '../../parts/Field'
import { Modal } from '../../parts/Modal'
import { NewPassword } from '../../parts/NewPassword'
import { useEstimate } from '../../parts/useEstimate'
import { useDatabaseStore } from '../../stores/useDatabase'
import { useText } from '../../text/language'
import { usersText } from '../../text/users'
import { GroupPicks } from './GroupPicks'
import { nameSet, typedFault } from './typedFault'
import { addInput, changeInput, formOf, newUser, userProblems, withMayChange, type UserForm } from './userForm'

export type UserDialogProps = {
  users: readonly User[]
  groups: readonly string[]
  /** The user to edit; without one a user is added. */
  before?: User
  onClose: () => void
}

const NO_GROUP = ' '

/** Add or edit a user. The password is only in this dialog's state and goes with it. */
export function UserDialog({ users, groups, before, onClose }: UserDialogProps): JSX.Element {
  const api = useApi()
  const text = useText(usersText)
  const store = useDatabaseStore()
  const estimate = useEstimate()
  const database = store.getState().id
  const [form, setForm] = useState<UserForm>(() =>
    before ? formOf(before) : newUser(groups, store.getState().chosenGroup),
  )
  // As it was shown: what comes in meanwhile was not chosen here and is left alone.
  const [shown] = useState(before)
  const others = useMemo(() => nameSet(users), [users])
  const set = (change: Partial<UserForm>): void => setForm((now) => ({ ...now, ...change }))
  const fault = form.name === '' ? undefined : typedFault(form.name, others, before?.name)

  async function apply(): Promise<void> {
    if (!shown) {
      await api.call('users.add', addInput(database, form))
      store.getState().goTo({ user: form.name })
    } else {
      const input = changeInput(database, form, shown)
      if (input) await api.call('users.change', input)
      if (form.name !== shown.name) store.getState().goTo({ user: form.name })
    }
  }

  return (
    <Modal
      title={before ? text.editUserTitle(before.name) : text.addUserTitle}
      onClose={onClose}
      ok={before ? text.apply : text.addUser}
      missing={userProblems(form, { others, words: text.missing, estimate, before })}
      onDo={apply}
    >
      <Field
        label={text.name}
        value={form.name}
        onChange={(name) => set({ name })}
        hint={text.nameHint}
        fault={fault && text.names[fault]}
      />
      {before ? (
        <GroupPicks
          label={text.groupsOf}
          groups={groups}
          stateOf={(group) => (form.groups.includes(group) ? 'all' : 'none')}
          onToggle={(group) =>
            set({
              groups: form.groups.includes(group)
                ? form.groups.filter((each) => each !== group)
                : [...form.groups, group],
            })
          }
        />
      ) : (
        <Choice
          label={text.defaultGroup}
          value={form.groups[0] ?? NO_GROUP}
          options={[{ id: NO_GROUP, name: text.noDefaultGroup }, ...groups.map((name) => ({ id: name, name }))]}
          onChange={(group) => set({ groups: group === NO_GROUP ? [] : [group] })}
        />
      )}
      <NewPassword
        value={form.password}
        onChange={(password) => set({ password })}
        name={form.name}
        estimate={estimate}
        {...(before ? { placeholder: text.password.keep } : {})}
      />
      <div className="field-alone">
        <CheckBox isSelected={form.mayChangePassword} onChange={(may) => setForm((now) => withMayChange(now, may))}>
          {text.mayChange}
        </CheckBox>
        <CheckBox
          isSelected={form.mustChangePassword}
          // A file may hold the contradicting pair; then the box can be cleared.
          isDisabled={!form.mayChangePassword && !form.mustChangePassword}
          onChange={(must) => set({ mustChangePassword: must })}
        >
          {before ? text.mustChangeEdit : text.mustChange}
        </CheckBox>
        <p className="field-hint">{form.mayChangePassword ? ' ' : text.mustNeedsMay}</p>
      </div>
    </Modal>
  )
}
