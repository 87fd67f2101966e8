import type { Handlers } from '../bridge/handler'
import type { Membership } from '../usermgmt/operations'
import { listOf, workOf } from './given'
import { OWNER } from './owner'
import type { Registry } from './registry'

type GroupMethod = Extract<keyof Handlers, `groups.${string}`>

const MEMBERS = ['users', 'groups'] as const
/** A group has an object of its own and entries on others. */
const ALL = ['users', 'groups', 'rights'] as const

/** Groups of an opened database; each edit is one undo step. */
export function groupHandlers({ get }: Pick<Registry, 'get'>): Pick<Handlers, GroupMethod> {
  return {
    'groups.list': ({ database }) =>
      get(database).read(async (manager) => ({ groups: await manager.groups.list(OWNER) })),
    'groups.add': async ({ database, name }) => {
      await get(database).edit({ method: 'groups.add', name, count: 1 }, ALL, (manager) =>
        manager.groups.add(OWNER, name),
      )
      return {}
    },
    'groups.rename': async ({ database, name, to }) => {
      await get(database).edit({ method: 'groups.rename', name, count: 1 }, ALL, (manager) =>
        manager.groups.rename(OWNER, { name, to }),
      )
      return {}
    },
    'groups.remove': async ({ database, name }) => {
      const names = listOf(name)
      const action = { method: 'groups.remove', name: names[0] ?? '', count: names.length }
      await get(database).edit(action, ALL, (manager) => manager.groups.remove(OWNER, names))
      return {}
    },
    'groups.addMember': async ({ database, ...membership }) => {
      await get(database).edit(memberAction('groups.addMember', membership), MEMBERS, (manager) =>
        manager.groups.addMember(OWNER, membership),
      )
      return {}
    },
    'groups.removeMember': async ({ database, ...membership }) => {
      await get(database).edit(memberAction('groups.removeMember', membership), MEMBERS, (manager) =>
        manager.groups.removeMember(OWNER, membership),
      )
      return {}
    },
    'groups.changeMembers': async ({ database, join = [], leave = [] }) => {
      const names = [...join, ...leave].map((each) => memberAction('', each).name)
      const action = { method: 'groups.changeMembers', name: names[0] ?? '', count: new Set(names).size }
      await get(database).edit(action, MEMBERS, (manager) => manager.groups.changeMembers(OWNER, { join, leave }))
      return {}
    },
    'groups.import': async ({ database, from, groups, rights }, context) => {
      const target = get(database)
      const wanted = new Set(groups)
      const source = await get(from).read(async (manager) => ({
        listed: await manager.groups.list(OWNER),
        entries: rights ? (await manager.rights.entries(OWNER)).filter((entry) => wanted.has(entry.group)) : undefined,
      }))
      const action = { method: 'groups.import', name: groups[0] ?? '', count: groups.length }
      const input = { from: source.listed, groups, ...(source.entries ? { entries: source.entries } : {}) }
      return target.edit(action, ALL, (manager) => manager.groups.import(OWNER, input, workOf(context)))
    },
  }
}

function memberAction(method: string, membership: Membership) {
  return { method, name: 'user' in membership ? membership.user : membership.member, count: 1 }
}
