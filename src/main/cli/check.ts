import { findingSentence } from '../../contract/sentences'
import { withDatabase } from './database'
import { EXIT } from './failure'
import { print, printJson } from './terminal'

/** Findings of a database, one sentence each. */
export async function check(asked: { folder: string; json?: true }): Promise<number> {
  const { findings } = await withDatabase(asked.folder, (api, database) => api.call('databases.check', { database }))
  if (asked.json) printJson({ findings })
  else if (findings.length === 0) print('Nothing to report.')
  else print(findings.map(findingSentence).join('\n'))
  return findings.length === 0 ? EXIT.fine : EXIT.refused
}
