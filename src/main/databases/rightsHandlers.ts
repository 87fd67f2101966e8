import type { Handlers } from '../bridge/handler'
import { given, listOf } from './given'
import type { Registry } from './registry'

type RightsMethod = Extract<keyof Handlers, `objects.${string}` | `rights.${string}`>

const WHAT = ['rights'] as const

/** Objects and rights of an opened database; each edit is one undo step. */
export function rightsHandlers({ get }: Pick<Registry, 'get'>): Pick<Handlers, RightsMethod> {
  return {
    'objects.list': ({ database }, { peer }) => {
      const one = get(database)
      return one.read((manager) => manager.rights.objects(one.actor(peer)))
    },
    'objects.add': async ({ database, name }, { peer }) => {
      const one = get(database)
      await one.edit({ method: 'objects.add', name, count: 1 }, WHAT, (manager) =>
        manager.rights.addObject(one.actor(peer), name),
      )
      return {}
    },
    'objects.remove': async ({ database, name }, { peer }) => {
      const one = get(database)
      await one.edit({ method: 'objects.remove', name, count: 1 }, WHAT, (manager) =>
        manager.rights.removeObject(one.actor(peer), name),
      )
      return {}
    },
    'rights.set': async ({ database, object, group, right, state, below }, { peer }) => {
      const one = get(database)
      const objects = listOf(object)
      const action = { method: 'rights.set', name: objects[0] ?? '', count: objects.length }
      const change = { objects, groups: listOf(group), rights: listOf(right), state, below }
      await one.edit(action, WHAT, (manager) => manager.rights.set(one.actor(peer), given(change)))
      return {}
    },
    'rights.byObject': ({ database, objects }, { peer }) => {
      const one = get(database)
      return one.read((manager) => manager.rights.byObject(one.actor(peer), objects))
    },
    'rights.matrix': ({ database, right, objects }, { peer }) => {
      const one = get(database)
      return one.read((manager) => manager.rights.matrix(one.actor(peer), { right, objects }))
    },
    'rights.person': ({ database, user }, { peer }) => {
      const one = get(database)
      return one.read((manager) => manager.rights.person(one.actor(peer), user))
    },
    'rights.why': ({ database, ...asked }, { peer }) => {
      const one = get(database)
      return one.read((manager) => manager.rights.why(one.actor(peer), asked))
    },
  }
}
