import { resolve } from 'node:path'
import { withApi } from './database'
import { EXIT, WrongUsage } from './failure'
import { print, printJson, readPassword } from './terminal'

/** Writes a new database; with a first administrator, whose password comes on standard input. */
export async function init(asked: { folder: string; administrator?: string; json?: true }): Promise<number> {
  const folder = resolve(asked.folder)
  const name = asked.administrator
  const administrator = name === undefined ? undefined : { name, password: await newPassword(name) }
  const state = await withApi(async (api) => {
    const { database } = await api.call('databases.create', { folder, ...(administrator ? { administrator } : {}) })
    return api.call('databases.state', { database })
  })
  if (asked.json) printJson({ folder: state.folder, counts: state.counts })
  else if (name === undefined) print(`A new database without users is in ${state.folder}.`)
  else print(`A new database with ${name} as its administrator is in ${state.folder}.`)
  return EXIT.fine
}

/** Whoever types unseen types twice. */
async function newPassword(name: string): Promise<string> {
  const password = await readPassword(`Password for ${name}: `)
  if (process.stdin.isTTY && (await readPassword('Once more: ')) !== password) {
    throw new WrongUsage('The two passwords differ; nothing was written.')
  }
  return password
}
