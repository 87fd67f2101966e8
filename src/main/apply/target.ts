import type { Difference } from '../../contract/databases'
import { AppError } from '../../contract/errors'
import type { ImportMode } from '../../contract/exchange'
import type { FileStore } from '../usermgmt/file/store'
import { UserManager } from '../usermgmt/manager'
import { chooseDifferences } from '../usermgmt/transfer/choose'
import { differences } from '../usermgmt/transfer/differences'
import { snapshot } from '../usermgmt/transfer/snapshot'
import type { Source } from '../usermgmt/transfer/source'
import { readFiles, type DatabaseFiles } from './databaseFiles'

/** What is applied, and how. */
export type Wanted = { source: Source; mode: ImportMode }
export type OpenStore = (folder: string) => Promise<FileStore>
/** A target that is open; whoever opened it closes it. */
export type OpenTarget = { store: FileStore; manager: UserManager }

/** Opens a database of its own for a piece of work, and closes it. */
export async function withTarget<T>(
  folder: string,
  openStore: OpenStore,
  work: (target: OpenTarget) => Promise<T>,
): Promise<T> {
  const store = await openStore(folder)
  try {
    const manager = new UserManager()
    store.registerWith(manager)
    return await work({ store, manager })
  } finally {
    await store.close()
  }
}

/**
 * Only a whole database that can be written is a target. One that was read from its second copy is damaged: somebody has
 * to look at it before anything is written there. One of an older runtime would be taken over and replaced in one go,
 * and nothing could give its files back.
 */
export function refuseUnfit({ folder, readOnly, notices }: FileStore): void {
  if (readOnly) throw new AppError('read-only', { folder })
  for (const notice of notices) {
    if (notice.is === 'copy-used') {
      const { file, line, problem } = notice
      throw new AppError('database-damaged', { file, line, problem })
    }
    if (notice.is === 'old-imported') {
      throw new AppError('database-incomplete', { folder, missing: ['.UserDatabase.csv'] })
    }
  }
}

/** The files as an unedited store has read them; fails with `folder-in-use` when somebody has written there since. */
export async function filesAsRead(store: FileStore): Promise<DatabaseFiles> {
  const files = await readFiles(store.folder)
  for (const [name, bytes] of store.contents()) {
    const present = files.get(name)
    if (present !== undefined && Buffer.from(present).equals(bytes)) continue
    throw new AppError('folder-in-use', { folder: store.folder, by: null })
  }
  return files
}

/** What would have to change, in the order in which it can be done. */
export async function differencesIn(manager: UserManager, { source, mode }: Wanted): Promise<Difference[]> {
  return chooseDifferences(differences(await snapshot(manager), await source.snapshot()), { mode })
}
