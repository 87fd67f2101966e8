import type { Explanations } from '../../contract/access'
import type { Api } from '../../contract/client'
import { RIGHTS } from '../../contract/rights'
import { RIGHT_NAMES } from '../../contract/sentences'
import { withDatabase } from './database'
import { EXIT } from './failure'
import { isRead, print } from './terminal'

type Asked = { folder: string; user?: string; object?: string; json?: true }

/** Effective rights with their reasons; as JSON `{user: {object: {right: {allowed, because}}}}`. */
export async function explain(asked: Asked): Promise<number> {
  await withDatabase(asked.folder, async (api, database) => {
    const users = asked.user === undefined ? await usersIn(api, database) : [asked.user]
    const object = asked.object === undefined ? {} : { object: asked.object }
    let printed = 0
    // One user after the other: all users of a big database on all its objects would not fit into memory.
    for (const user of users) {
      const { explanations } = await api.call('databases.explain', { database, user, ...object })
      if (!isRead()) return
      if (asked.json) print(`${printed === 0 ? '{' : ','}${entriesOf(explanations)}`)
      else print(sentencesOf(explanations))
      printed += 1
    }
    if (asked.json) print(printed === 0 ? '{}' : '}')
  })
  return EXIT.fine
}

async function usersIn(api: Api, database: string): Promise<string[]> {
  return (await api.call('users.list', { database })).users.map(({ name }) => name)
}

function entriesOf(explanations: Explanations): string {
  return Object.entries(explanations)
    .map(([user, objects]) => `${JSON.stringify(user)}:${JSON.stringify(objects)}`)
    .join(',\n')
}

function sentencesOf(explanations: Explanations): string {
  const lines: string[] = []
  for (const [user, objects] of Object.entries(explanations)) {
    for (const [object, rights] of Object.entries(objects)) {
      for (const right of RIGHTS) {
        const { allowed, because } = rights[right]
        lines.push(`${user} may ${allowed ? '' : 'not '}${RIGHT_NAMES[right]} ${object}: ${because}.`)
      }
    }
  }
  return lines.join('\n')
}
