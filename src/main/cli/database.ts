import { resolve } from 'node:path'
import { connect, type Api } from '../../contract/client'
import { directTransport } from '../bridge/dispatch'
import type { Peer } from '../bridge/handler'
import { compose, type Program } from '../compose'

/** Whoever sits at the command line. */
export const PEER: Peer = { id: 'command-line', face: 'command-line' }

export function apiOf(program: Program): Api {
  return connect(directTransport(program, PEER))
}

/** Runs something with the program, and ends it again. A command that looks once leaves no recent place. */
export async function withApi<T>(work: (api: Api, program: Program) => Promise<T>): Promise<T> {
  const program = await compose({ remember: false, station: false })
  try {
    return await work(apiOf(program), program)
  } finally {
    await program.close()
  }
}

/** Runs something with the database of one folder opened. Relative paths start where the command was run. */
export async function withDatabase<T>(
  folder: string,
  work: (api: Api, database: string, program: Program) => Promise<T>,
): Promise<T> {
  return withApi(async (api, program) => {
    const { database } = await api.call('databases.open', { folder: resolve(folder) })
    return work(api, database, program)
  })
}
