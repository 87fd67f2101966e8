import { SESSIONS } from '../../contract/row'
import type { Right } from '../../contract/rights'
import type { UserManager } from '../usermgmt/manager'
import type { Actor } from '../usermgmt/operations'

const OWNER: Actor = { is: 'owner' }
/** What the station has besides a controller’s tree (user-management 6). */
const OBJECTS = [SESSIONS, `${SESSIONS}.Write`, `${SESSIONS}.Call`, `${SESSIONS}.NodeManagement`]
/** Looking is for everybody, lending for those who work with sessions; Service opens them, but calls no methods. */
const RIGHTS: readonly { group: string; object: string; rights: readonly Right[]; state: 'grant' | 'deny' }[] = [
  { group: 'Developer', object: SESSIONS, rights: ['view', 'modify', 'execute', 'addRemove'], state: 'grant' },
  { group: 'Service', object: SESSIONS, rights: ['view', 'execute'], state: 'grant' },
  { group: 'Watch', object: SESSIONS, rights: ['view'], state: 'grant' },
  { group: 'Service', object: `${SESSIONS}.Call`, rights: ['execute'], state: 'deny' },
]

/** Adds what a new station has besides a controller’s tree; one that has it already stays as it is. */
export async function addStationObjects(manager: UserManager): Promise<void> {
  const { names } = await manager.rights.objects(OWNER)
  if (names.includes(SESSIONS)) return
  for (const object of OBJECTS) await manager.rights.addObject(OWNER, object)
  const groups = new Set((await manager.groups.list(OWNER)).map(({ name }) => name))
  for (const { group, object, rights, state } of RIGHTS) {
    if (groups.has(group)) await manager.rights.set(OWNER, { objects: [object], groups: [group], rights, state })
  }
}
