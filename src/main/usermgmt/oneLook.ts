import type { ListedUser } from './backends'
import type { ManagerContext } from './context'
import { administratorsOf } from './guards'
import type { Memberships } from './memberships'
import { groupObject } from './standardObjects'

/** A context that looked once, for edits of many within one `edit`. */
export type OneLook = ManagerContext & {
  /** Undefined where users are not listed. Whoever changes users says so here. */
  readonly people: Map<string, ListedUser> | undefined
  /** Users who can administer; kept up to date like `people`. */
  readonly administrators: Set<string>
  readonly seen: Memberships
  /** Looks again, after an edit that changed more than its own entry. */
  again(): Promise<void>
}

/**
 * Users and memberships are read once and rights are asked once each, because reading everything anew for each of
 * thousands takes minutes. For one actor.
 */
export async function oneLook(context: ManagerContext): Promise<OneLook> {
  const read = async () => {
    const [users, memberships] = await Promise.all([context.users(), context.memberships()])
    return {
      people: users && new Map(users),
      administrators: new Set(administratorsOf({ users, memberships })),
      seen: memberships,
    }
  }
  let look = await read()
  const permitted = new Map<string, Promise<void>>()
  const permit: ManagerContext['permit'] = (actor, object, right) => {
    const known = permitted.get(`${right} ${object}`)
    if (known) return known
    const asked = context.permit(actor, object, right)
    permitted.set(`${right} ${object}`, asked)
    return asked
  }
  return {
    ...context,
    permit,
    permitGroups: async (actor, groups) => {
      for (const group of groups) await permit(actor, groupObject(group), 'modify')
    },
    users: async () => look.people,
    memberships: async () => look.seen,
    get people() {
      return look.people
    },
    get administrators() {
      return look.administrators
    },
    get seen() {
      return look.seen
    },
    again: async () => {
      look = await read()
    },
  }
}
