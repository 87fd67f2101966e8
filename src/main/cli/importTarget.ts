import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import type { Api } from '../../contract/client'
import { AppError } from '../../contract/errors'
import type { Program } from '../compose'
import { inTemporaryFolder } from '../state/temporaryFolder'
import { DATABASE_FILE } from '../../contract/databaseFile'
import { WrongUsage } from './failure'

/** Where a file is taken over to. */
export type Target = {
  database: string
  folder: string
  /** There is no database yet. */
  created: boolean
  /** While no other program writes there, on top of what is there now. */
  exclusively<T>(work: () => Promise<T>): Promise<T>
  save(): Promise<void>
}

type Asked = { api: Api; program: Program; folder: string; mayCreate: boolean }

/**
 * Runs something with the database of a folder. Where there is none, and one may be made, it is made elsewhere and gets to
 * its place whole with `save`: a failure or an interruption before leaves nothing there.
 */
export async function withTarget<T>(asked: Asked, work: (target: Target) => Promise<T>): Promise<T> {
  const { api, program, folder } = asked
  await refuseOtherFile(folder)
  const database = await openedIn(asked)
  if (database === undefined) return withNew(asked, work)
  return work({
    database,
    folder,
    created: false,
    exclusively: (edit) => program.exclusively(database, edit),
    async save() {
      await api.call('databases.save', { database })
    },
  })
}

/** What was meant as the file may stand in the place of the folder; beside it there may be a database. */
async function refuseOtherFile(folder: string): Promise<void> {
  const facts = await stat(folder).catch(() => undefined)
  if (facts && !facts.isDirectory() && !DATABASE_FILE.test(basename(folder))) {
    throw new WrongUsage(
      `import: ${folder} is a file; the folder with the database comes after the file to be taken over.`,
    )
  }
}

async function openedIn({ api, folder, mayCreate }: Asked): Promise<string | undefined> {
  try {
    return (await api.call('databases.open', { folder })).database
  } catch (error) {
    const missing = error instanceof AppError && (error.code === 'not-a-database' || error.code === 'not-found')
    if (!missing || !mayCreate) throw error
    return undefined
  }
}

function withNew<T>({ api, folder }: Asked, work: (target: Target) => Promise<T>): Promise<T> {
  // It holds a database without users; passwords get from memory to their place and nowhere else.
  return inTemporaryFolder(async (elsewhere) => {
    const { database } = await api.call('databases.create', { folder: elsewhere })
    return work({
      database,
      folder,
      created: true,
      exclusively: (edit) => edit(),
      async save() {
        await api.call('databases.saveCopy', { database, folder })
      },
    })
  })
}
