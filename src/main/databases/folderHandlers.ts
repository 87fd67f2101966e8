import { AppError } from '../../contract/errors'
import type { Handlers } from '../bridge/handler'
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
      await create(place, administrator)
      return { database: (await registry.open(place)).id }
    },
    'databases.close': async ({ database, discard }) => {
      await registry.close(database, discard ?? false)
      return {}
    },
    'databases.saveCopy': async ({ database, folder }) => (await registry.saveCopy(database, folder)).state(),
  }
}
