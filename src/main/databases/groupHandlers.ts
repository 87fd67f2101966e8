import type { Handlers } from '../bridge/handler'
import type { Membership } from '../usermgmt/operations'
import { listOf, workOf } from './given'
import type { Registry } from './registry'

type GroupMethod = Extract<keyof Handlers, `groups.${string}`>

const MEMBERS = ['users', 'groups'] as const
/** A group has an object of its own and entries on others. */
const ALL = ['users', 'groups', 'rights'] as const

/** Groups of an opened database; each edit is one undo step. */
export function groupHandlers({ get }: Pick<Registry, 'get'>): Pick<Handlers, GroupMethod> {
  return {
    'groups.list': ({ database }, { peer }) => {
      const one = get(database)
      return one.read(async (manager) => ({ groups: await manager.groups.list(one.actor(peer)) }))
    },
    'groups.add': async ({ database, name }, { peer }) => {
      const one = get(database)
      await one.edit({ method: 'groups.add', name, count: 1 }, ALL, (manager) =>
        manager.groups.add(one.actor(peer), name),
      )
      return {}
    },
    'groups.rename': async ({ database, name, to }, { peer }) => {
      const one = get(database)
      await one.edit({ method: 'groups.rename', name, count: 1 }, ALL, (manager) =>
        manager.groups.rename(one.actor(peer), { name, to }),
      )
      return {}
    },
    'groups.remove': async ({ database, name }, { peer }) => {
      const one = get(database)
      const names = listOf(name)
      const action = { method: 'groups.remove', name: names[0] ?? '', count: names.length }
      await one.edit(action, ALL, (manager) => manager.groups.remove(one.actor(peer), names))
      return {}
    },
    'groups.addMember': async ({ database, ...membership }, { peer }) => {
      const one = get(database)
      await one.edit(memberAction('groups.addMember', membership), MEMBERS, (manager) =>
        manager.groups.addMember(one.actor(peer), membership),
      )
      return {}
    },
    'groups.removeMember': async ({ database, ...membership }, { peer }) => {
      const one = get(database)
      await one.edit(memberAction('groups.removeMember', membership), MEMBERS, (manager) =>
        manager.groups.removeMember(one.actor(peer), membership),
      )
      return {}
    },
    'groups.changeMembers': async ({ database, join = [], leave = [] }, { peer }) => {
      const one = get(database)
      const names = [...join, ...leave].map((each) => memberAction('', each).name)
      const action = { method: 'groups.changeMembers', name: names[0] ?? '', count: new Set(names).size }
      await one.edit(action, MEMBERS, (manager) => manager.groups.changeMembers(one.actor(peer), { join, leave }))
      return {}
    },
    'groups.import': async ({ database, from, groups, rights }, context) => {
      const { peer } = context
      const target = get(database)
      const origin = get(from)
      const wanted = new Set(groups)
      const source = await origin.read(async (manager) => ({
        listed: await manager.groups.list(origin.actor(peer)),
        entries: rights
          ? (await manager.rights.entries(origin.actor(peer))).filter((entry) => wanted.has(entry.group))
          : undefined,
      }))
      const action = { method: 'groups.import', name: groups[0] ?? '', count: groups.length }
      const input = { from: source.listed, groups, ...(source.entries ? { entries: source.entries } : {}) }
      return target.edit(action, ALL, (manager) => manager.groups.import(target.actor(peer), input, workOf(context)))
    },
  }
}

function memberAction(method: string, membership: Membership) {
  return { method, name: 'user' in membership ? membership.user : membership.member, count: 1 }
}
