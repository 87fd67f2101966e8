import type { Handlers } from '../bridge/handler'
import { given, listOf, workOf } from './given'
import { OWNER } from './owner'
import type { Registry } from './registry'

type UserMethod = Extract<keyof Handlers, `users.${string}`>

/** Memberships are shown with the groups too. */
const WHAT = ['users', 'groups'] as const

/** Users of an opened database; each edit is one undo step. */
export function userHandlers({ get }: Pick<Registry, 'get'>): Pick<Handlers, UserMethod> {
  return {
    'users.list': ({ database }) => get(database).read(async (manager) => ({ users: await manager.users.list(OWNER) })),
    'users.add': async ({ database, group, ...user }) => {
      await get(database).edit({ method: 'users.add', name: user.name, count: 1 }, WHAT, (manager) =>
        manager.users.add(OWNER, given({ ...user, groups: group === undefined ? [] : [group] })),
      )
      return {}
    },
    'users.change': async ({ database, ...change }) => {
      await get(database).edit({ method: 'users.change', name: change.name, count: 1 }, WHAT, (manager) =>
        manager.users.change(OWNER, given(change)),
      )
      return {}
    },
    'users.setPassword': async ({ database, ...credentials }) => {
      const action = { method: 'users.setPassword', name: credentials.name, count: 1 }
      await get(database).edit(action, ['users'], (manager) => manager.users.setPassword(OWNER, credentials))
      return {}
    },
    'users.setGroups': async ({ database, name, groups }) => {
      const names = listOf(name)
      await get(database).edit(actionOn('users.setGroups', names), WHAT, (manager) =>
        manager.users.setGroups(OWNER, { names, groups }),
      )
      return {}
    },
    'users.remove': async ({ database, name }) => {
      const names = listOf(name)
      await get(database).edit(actionOn('users.remove', names), WHAT, (manager) => manager.users.remove(OWNER, names))
      return {}
    },
    'users.import': async ({ database, from, users }, context) => {
      const target = get(database)
      const listed = await get(from).read((manager) => manager.users.list(OWNER))
      const action = actionOn(
        'users.import',
        users.map((user) => user.name),
      )
      return target.edit(action, WHAT, (manager) =>
        manager.users.import(OWNER, { from: listed, users: users.map((user) => given(user)) }, workOf(context)),
      )
    },
    'users.verify': ({ database, ...credentials }) =>
      get(database).read((manager) => manager.users.verify(OWNER, credentials)),
  }
}

function actionOn(method: string, names: readonly string[]) {
  return { method, name: names[0] ?? '', count: names.length }
}
