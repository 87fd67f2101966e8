import type { Handlers } from '../bridge/handler'
import { given, listOf, workOf } from './given'
import type { Registry } from './registry'

type UserMethod = Extract<keyof Handlers, `users.${string}`>

/** Memberships are shown with the groups too. */
const WHAT = ['users', 'groups'] as const

/** Users of an opened database; each edit is one undo step. */
export function userHandlers({ get }: Pick<Registry, 'get'>): Pick<Handlers, UserMethod> {
  return {
    'users.list': ({ database }, { peer }) => {
      const one = get(database)
      return one.read(async (manager) => ({ users: await manager.users.list(one.actor(peer)) }))
    },
    'users.add': async ({ database, group, ...user }, { peer }) => {
      const one = get(database)
      await one.edit({ method: 'users.add', name: user.name, count: 1 }, WHAT, (manager) =>
        manager.users.add(one.actor(peer), given({ ...user, groups: group === undefined ? [] : [group] })),
      )
      return {}
    },
    'users.change': async ({ database, ...change }, { peer }) => {
      const one = get(database)
      await one.edit({ method: 'users.change', name: change.name, count: 1 }, WHAT, (manager) =>
        manager.users.change(one.actor(peer), given(change)),
      )
      return {}
    },
    'users.setPassword': async ({ database, ...credentials }, { peer }) => {
      const one = get(database)
      const action = { method: 'users.setPassword', name: credentials.name, count: 1 }
      await one.edit(action, ['users'], (manager) => manager.users.setPassword(one.actor(peer), credentials))
      return {}
    },
    'users.setGroups': async ({ database, name, groups }, { peer }) => {
      const one = get(database)
      const names = listOf(name)
      await one.edit(actionOn('users.setGroups', names), WHAT, (manager) =>
        manager.users.setGroups(one.actor(peer), { names, groups }),
      )
      return {}
    },
    'users.remove': async ({ database, name }, { peer }) => {
      const one = get(database)
      const names = listOf(name)
      await one.edit(actionOn('users.remove', names), WHAT, (manager) => manager.users.remove(one.actor(peer), names))
      return {}
    },
    'users.import': async ({ database, from, users }, context) => {
      const target = get(database)
      const { peer } = context
      const source = get(from)
      const listed = await source.read((manager) => manager.users.list(source.actor(peer)))
      const action = actionOn(
        'users.import',
        users.map((user) => user.name),
      )
      return target.edit(action, WHAT, (manager) =>
        manager.users.import(
          target.actor(peer),
          { from: listed, users: users.map((user) => given(user)) },
          workOf(context),
        ),
      )
    },
    'users.verify': ({ database, ...credentials }, { peer }) => {
      const one = get(database)
      return one.read((manager) => manager.users.verify(one.actor(peer), credentials))
    },
  }
}

function actionOn(method: string, names: readonly string[]) {
  return { method, name: names[0] ?? '', count: names.length }
}
