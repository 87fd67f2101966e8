import { RIGHTS } from '../../contract/rights'
import { RIGHT_NAMES } from '../../contract/sentences'
import { withDatabase } from './database'
import { EXIT } from './failure'
import { print } from './terminal'

/** Effective rights with their reasons; as JSON `{user: {object: {right: {allowed, because}}}}`. */
export async function explain(asked: { folder: string; user?: string; object?: string; json?: true }): Promise<number> {
  const { user, object } = asked
  const { explanations } = await withDatabase(asked.folder, (api, database) =>
    api.call('databases.explain', {
      database,
      ...(user === undefined ? {} : { user }),
      ...(object === undefined ? {} : { object }),
    }),
  )
  if (asked.json) {
    print(JSON.stringify(explanations))
    return EXIT.fine
  }
  for (const [name, objects] of Object.entries(explanations)) {
    for (const [place, rights] of Object.entries(objects)) {
      for (const right of RIGHTS) {
        const { allowed, because } = rights[right]
        print(`${name} may ${allowed ? '' : 'not '}${RIGHT_NAMES[right]} ${place}: ${because}.`)
      }
    }
  }
  return EXIT.fine
}
