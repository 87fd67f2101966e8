import type { JSX } from 'react'
import type { Group, User } from '../../../contract/users'
import { useApi } from '../../api'
import { Modal } from '../../parts/Modal'
import { useDatabase } from '../../stores/useDatabase'
import { useText } from '../../text/language'
import { usersText } from '../../text/users'

const NAMED = 6

/** Deleting users: what else goes. A guard that refuses says why, in the dialog. */
export function RemoveUsersDialog({ users, onClose }: { users: readonly User[]; onClose: () => void }): JSX.Element {
  const api = useApi()
  const text = useText(usersText)
  const database = useDatabase((view) => view.id)
  const names = users.map((user) => user.name)
  return (
    <Modal
      title={text.removeTitle(names)}
      size="s"
      role="alertdialog"
      onClose={onClose}
      ok={text.delete}
      okKind="danger"
      onDo={async () => {
        await api.call('users.remove', { database, name: names })
      }}
    >
      <Names names={names} />
      <p>{text.removeUsers(users.reduce((sum, user) => sum + user.groups.length, 0))}</p>
      <p className="dim">{text.canUndo}</p>
    </Modal>
  )
}

export type RemoveGroupsProps = { groups: readonly Group[]; all: readonly Group[]; onClose: () => void }

/** Deleting groups: members stay, memberships and rights go. */
export function RemoveGroupsDialog({ groups, all, onClose }: RemoveGroupsProps): JSX.Element {
  const api = useApi()
  const text = useText(usersText)
  const database = useDatabase((view) => view.id)
  const names = groups.map((group) => group.name)
  const sum = (of: (group: Group) => number): number => groups.reduce((total, group) => total + of(group), 0)
  const within = all.filter((group) => group.groups.some((member) => names.includes(member))).length
  return (
    <Modal
      title={text.removeTitle(names)}
      size="s"
      role="alertdialog"
      onClose={onClose}
      ok={text.delete}
      okKind="danger"
      onDo={async () => {
        await api.call('groups.remove', { database, name: names })
      }}
    >
      <Names names={names} />
      <p>
        {text.removeGroups(
          sum((group) => group.users.length + group.groups.length),
          within,
          sum((group) => group.rights),
        )}
      </p>
      <p className="dim">{text.canUndo}</p>
    </Modal>
  )
}

function Names({ names }: { names: readonly string[] }): JSX.Element | null {
  const text = useText(usersText)
  if (names.length === 1) return null
  const shown = names.slice(0, NAMED)
  return (
    <p>
      {shown.join(', ')}
      {names.length > NAMED && ` ${text.andMore(names.length - NAMED)}`}
    </p>
  )
}
