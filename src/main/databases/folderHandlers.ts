import { stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { AppError } from '../../contract/errors'
import type { Handlers } from '../bridge/handler'
import { removeNewDatabase } from '../usermgmt/file/removeNewDatabase'
import { futureFolder } from './folderPath'
import type { Registry } from './registry'

type FolderMethod =
  | 'databases.list'
  | 'databases.open'
  | 'databases.openSample'
  | 'databases.create'
  | 'databases.close'
  | 'databases.saveCopy'

export type FolderParts = {
  registry: Registry
  /** Writes a new database; the folder is absolute and its links are followed. */
  create: (folder: string, administrator?: { name: string; password: string }) => Promise<void>
  /** Makes a fresh copy of the sample and says where; undefined where the sample is not installed. */
  copySample: ((isOpen: (folder: string) => boolean) => Promise<string>) | undefined
  home: string
}

/** Which folders are open: open, create, copy, close. */
export function folderHandlers({ registry, create, copySample, home }: FolderParts): Pick<Handlers, FolderMethod> {
  /** Folders of databases that were made here, each with those that were made for it, innermost first. */
  const made = new Map<string, readonly string[]>()
  return {
    'databases.list': async () => ({
      databases: await Promise.all(registry.list().map((one) => one.state())),
    }),
    'databases.open': async ({ folder }) => ({ database: (await registry.open(folder)).id }),
    'databases.openSample': async () => {
      if (!copySample) throw new AppError('not-available', { method: 'databases.openSample' })
      const folder = await copySample((copy) => registry.at(copy) !== undefined)
      return { database: (await registry.open(folder)).id }
    },
    'databases.create': async ({ folder, administrator }) => {
      const place = await futureFolder(folder, home)
      const missing = await missingFolders(place)
      await create(place, administrator)
      made.set(place, missing)
      return { database: (await registry.open(place)).id }
    },
    'databases.close': async ({ database, discard, remove }) => {
      const { folder } = registry.get(database)
      const folders = made.get(folder)
      if (remove === true && !folders) throw new AppError('not-available', { method: 'databases.close' })
      await registry.close(database, discard ?? false)
      if (remove === true && folders) await removeNewDatabase(folder, folders)
      made.delete(folder)
      return {}
    },
    'databases.saveCopy': async ({ database, folder }) => (await registry.saveCopy(database, folder)).state(),
  }
}

/** Of a path that need not be there yet, the folders that are not, innermost first. */
async function missingFolders(place: string): Promise<string[]> {
  const missing: string[] = []
  for (let at = place; !(await isThere(at)); at = dirname(at)) missing.push(at)
  return missing
}

function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}
