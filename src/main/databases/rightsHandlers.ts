import type { Handlers } from '../bridge/handler'
import { given, listOf } from './given'
import { OWNER } from './owner'
import type { Registry } from './registry'

type RightsMethod = Extract<keyof Handlers, `objects.${string}` | `rights.${string}`>

const WHAT = ['rights'] as const

/** Objects and rights of an opened database; each edit is one undo step. */
export function rightsHandlers({ get }: Pick<Registry, 'get'>): Pick<Handlers, RightsMethod> {
  return {
    'objects.list': ({ database }) => get(database).read((manager) => manager.rights.objects(OWNER)),
    'objects.add': async ({ database, name }) => {
      await get(database).edit({ method: 'objects.add', name, count: 1 }, WHAT, (manager) =>
        manager.rights.addObject(OWNER, name),
      )
      return {}
    },
    'objects.remove': async ({ database, name }) => {
      await get(database).edit({ method: 'objects.remove', name, count: 1 }, WHAT, (manager) =>
        manager.rights.removeObject(OWNER, name),
      )
      return {}
    },
    'rights.set': async ({ database, object, group, right, state, below }) => {
      const objects = listOf(object)
      const action = { method: 'rights.set', name: objects[0] ?? '', count: objects.length }
      const change = { objects, groups: listOf(group), rights: listOf(right), state, below }
      await get(database).edit(action, WHAT, (manager) => manager.rights.set(OWNER, given(change)))
      return {}
    },
    'rights.byObject': ({ database, objects }) =>
      get(database).read((manager) => manager.rights.byObject(OWNER, objects)),
    'rights.matrix': ({ database, right, objects }) =>
      get(database).read((manager) => manager.rights.matrix(OWNER, { right, objects })),
    'rights.person': ({ database, user }) => get(database).read((manager) => manager.rights.person(OWNER, user)),
    'rights.why': ({ database, ...asked }) => get(database).read((manager) => manager.rights.why(OWNER, asked)),
  }
}
