import { useEffect, type JSX } from 'react'
import { valueOf } from '../../stores/loadable'
import type { UsersShown } from '../../stores/shell'
import { useSlice } from '../../stores/useDatabase'
import { useLanguage } from '../../text/language'
import { GroupDialog } from './GroupDialog'
import { ImportDialog } from './ImportDialog'
import { MembersDialog } from './MembersDialog'
import { RemoveGroupsDialog, RemoveUsersDialog } from './RemoveDialogs'
import { RenameDialog } from './RenameDialog'
import { UserDialog } from './UserDialog'

export type UsersDialogsProps = { shown: UsersShown; onClose: () => void }

/** The dialogs of the Users and Groups page. They open once users and groups are here. */
export function UsersDialogs({ shown, onClose }: UsersDialogsProps): JSX.Element | null {
  const collator = new Intl.Collator(useLanguage(), { numeric: true })
  const users = valueOf(useSlice('users'))
  const groups = valueOf(useSlice('groups'))
  if (!users || !groups) return null
  const byName = (one: { name: string }, other: { name: string }): number => collator.compare(one.name, other.name)
  const groupNames = groups.map((group) => group.name).toSorted(collator.compare)
  switch (shown.is) {
    case 'add-user':
      return <UserDialog users={users} groups={groupNames} onClose={onClose} />
    case 'edit-user': {
      const before = users.find((user) => user.name === shown.name)
      return before ? (
        <UserDialog users={users} groups={groupNames} before={before} onClose={onClose} />
      ) : (
        <Gone onClose={onClose} />
      )
    }
    case 'add-group':
      return <GroupDialog groups={groups} onClose={onClose} />
    case 'edit-group': {
      const before = groups.find((group) => group.name === shown.name)
      return before ? <GroupDialog groups={groups} before={before} onClose={onClose} /> : <Gone onClose={onClose} />
    }
    case 'rename':
      return (
        <RenameDialog
          subject={shown.subject}
          name={shown.name}
          all={shown.subject === 'user' ? users : groups}
          onClose={onClose}
        />
      )
    case 'members': {
      const chosen = new Set(shown.users)
      return (
        <MembersDialog users={users.filter((user) => chosen.has(user.name))} groups={groupNames} onClose={onClose} />
      )
    }
    case 'remove-users': {
      const chosen = new Set(shown.names)
      return (
        <RemoveUsersDialog users={users.filter((user) => chosen.has(user.name)).toSorted(byName)} onClose={onClose} />
      )
    }
    case 'remove-groups': {
      const chosen = new Set(shown.names)
      return (
        <RemoveGroupsDialog
          groups={groups.filter((group) => chosen.has(group.name)).toSorted(byName)}
          all={groups}
          onClose={onClose}
        />
      )
    }
    case 'import':
      return <ImportDialog users={users} groups={groupNames} onClose={onClose} />
  }
}

/** What the dialog was about is not there any more: another window took it away. Without closing, the shortcuts would stay off. */
function Gone({ onClose }: { onClose: () => void }): null {
  useEffect(onClose)
  return null
}
