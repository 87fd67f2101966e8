import { useState, type JSX } from 'react'
import type { User } from '../../../contract/users'
import { useApi } from '../../api'
import { Modal } from '../../parts/Modal'
import { useDatabase } from '../../stores/useDatabase'
import { useText } from '../../text/language'
import { usersText } from '../../text/users'
import { GroupPicks } from './GroupPicks'
import { moves, nextTri, triOf, type Tri } from './memberships'

export type MembersDialogProps = { users: readonly User[]; groups: readonly string[]; onClose: () => void }

/** The groups of one user or of several; a group only some are in keeps as it is until it is clicked. */
export function MembersDialog({ users, groups, onClose }: MembersDialogProps): JSX.Element {
  const api = useApi()
  const text = useText(usersText)
  const database = useDatabase((view) => view.id)
  const [wishes, setWishes] = useState<ReadonlyMap<string, Tri>>(new Map())
  const stateOf = (group: string): Tri => wishes.get(group) ?? triOf(users, group)

  async function apply(): Promise<void> {
    const { join, leave } = moves(users, wishes)
    if (join.length + leave.length > 0) await api.call('groups.changeMembers', { database, join, leave })
  }

  return (
    <Modal
      title={text.membersTitle(users.map((user) => user.name))}
      size="s"
      onClose={onClose}
      ok={text.apply}
      onDo={apply}
    >
      <GroupPicks
        label={text.groupsOf}
        groups={groups}
        stateOf={stateOf}
        onToggle={(group) => setWishes((now) => new Map(now).set(group, nextTri(stateOf(group), triOf(users, group))))}
      />
    </Modal>
  )
}
