import type { JSX } from 'react'
import { valueOf } from '../../stores/loadable'
import { useDatabase } from '../../stores/useDatabase'
import './users.css'
import { GroupsPane } from './GroupsPane'
import { UsersPane } from './UsersPane'

/** The Users and Groups page: two panes side by side. */
export function UsersAndGroups(): JSX.Element {
  const configurable = valueOf(useDatabase((view) => view.state))?.configurable
  return (
    <div className="panes users-panes">
      <UsersPane configurable={configurable?.users ?? false} />
      <GroupsPane configurable={configurable?.groups ?? false} />
    </div>
  )
}
