import type { Handlers } from '../bridge/handler'
import { given } from './given'
import type { Registry } from './registry'

type FileMethod =
  | 'databases.state'
  | 'databases.save'
  | 'databases.reload'
  | 'databases.undo'
  | 'databases.redo'
  | 'databases.changes'
  | 'databases.check'
  | 'databases.explain'

/** Differences a page can still be read through. */
const MOST_DIFFERENCES = 1000

/** One opened database as a whole: its state, save, undo, what changed, findings, explanation. */
export function fileHandlers({ get }: Pick<Registry, 'get'>): Pick<Handlers, FileMethod> {
  return {
    'databases.state': ({ database }) => get(database).state(),
    'databases.save': async ({ database, overwrite }) => {
      const one = get(database)
      await one.files((store) => store.save({ overwrite: overwrite ?? false }))
      return one.state()
    },
    'databases.reload': async ({ database }) => {
      const one = get(database)
      await one.files((store) => store.reload())
      return one.state()
    },
    'databases.undo': async ({ database }) => {
      const one = get(database)
      await one.step('undo')
      return one.state()
    },
    'databases.redo': async ({ database }) => {
      const one = get(database)
      await one.step('redo')
      return one.state()
    },
    'databases.changes': ({ database, of, limit }) =>
      get(database).read(async (_, store) => {
        const differences = of === 'edits' ? store.edits() : await store.outsideDifferences()
        return { differences: differences.slice(0, limit ?? MOST_DIFFERENCES), total: differences.length }
      }),
    'databases.check': async ({ database }) => ({ findings: [...(await get(database).findings())] }),
    'databases.explain': ({ database, user, object }, { peer }) => {
      const one = get(database)
      const asked = given({ user, object })
      return one.read(async (manager) => ({ explanations: await manager.rights.explain(one.actor(peer), asked) }))
    },
  }
}
