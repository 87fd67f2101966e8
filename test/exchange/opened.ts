import type { Api } from '../../src/contract/client'
import type { Difference } from '../../src/contract/databases'
import { AppError } from '../../src/contract/errors'
import type { ImportMode } from '../../src/contract/exchange'
import { startStationProgram, type StationProgram } from '../support/stationProgram'
import { contentsOf, sampleCopy } from '../support/temporaryFolder'

export type Opened = StationProgram & { api: Api; folder: string; database: string }

/** The program of somebody without a station, with a copy of the sample opened by the peer `anna`. */
export async function openSample(): Promise<Opened> {
  const program = await startStationProgram()
  const api = program.peer('anna')
  const folder = await sampleCopy()
  const { database } = await api.call('databases.open', { folder })
  return { ...program, api, folder, database }
}

/** The code of the failure; fails itself when there is none. */
export async function codeOf(work: Promise<unknown>): Promise<string> {
  const { code } = await failureOf(work)
  return code
}

export async function failureOf(work: Promise<unknown>): Promise<AppError> {
  try {
    await work
  } catch (error) {
    if (error instanceof AppError) return error
    throw error
  }
  throw new Error('nothing failed')
}

/** Everything that an import must not touch unless it is taken over: files, rows, undo and redo. */
export async function everythingOf({ api, folder, database }: Pick<Opened, 'api' | 'folder' | 'database'>) {
  const { differences } = await api.call('databases.changes', { database, of: 'edits' })
  return {
    files: await contentsOf(folder),
    state: await api.call('databases.state', { database }),
    users: await api.call('users.list', { database }),
    groups: await api.call('groups.list', { database }),
    edits: differences,
  }
}

/** An edit done and another one taken back, so that there is something to undo and to do again. */
export async function withHistory({ api, database }: Pick<Opened, 'api' | 'database'>): Promise<void> {
  await api.call('groups.add', { database, name: 'Early' })
  await api.call('groups.add', { database, name: 'Late' })
  await api.call('databases.undo', { database })
}

export async function differencesOf(api: Api, id: string, mode: ImportMode): Promise<Difference[]> {
  return (await api.call('imports.differences', { import: id, mode })).differences
}
