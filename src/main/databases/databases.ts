import type { Recent } from '../../contract/settings'
import type { Events, Handlers } from '../bridge/handler'
import type { Hashing } from '../usermgmt/file/hashing'
import { openFileStore } from '../usermgmt/file/openFileStore'
import { fileHandlers } from './fileHandlers'
import { folderHandlers } from './folderHandlers'
import { completionHandlers } from './folders'
import { groupHandlers } from './groupHandlers'
import { writeNewDatabase } from './newDatabase'
import type { OpenedDatabase } from './opened'
import { createRegistry } from './registry'
import { rightsHandlers } from './rightsHandlers'
import { copySample } from './sample'
import { userHandlers } from './userHandlers'

type Subject = 'databases' | 'users' | 'groups' | 'objects' | 'rights'
type DatabaseMethod = Extract<keyof Handlers, `${Subject}.${string}` | 'folders.complete'>

export type DatabasesParts = {
  events: Events
  hashing: Hashing
  /** Milliseconds since 1970. */
  now: () => number
  random: (bytes: number) => Uint8Array
  home: string
  /** The sample's folder, undefined where it was not shipped, and where copies of it go. */
  sample: string | undefined
  sampleCopies: string
  /** Hears of every place that was opened. */
  recent: (place: Recent) => void
  /** The device of a database that is none of the opened folders, such as this computer’s own. */
  device?: (id: string) => OpenedDatabase | undefined
}

/** Opened databases, and how to find and make them. */
export type Databases = {
  handlers: Pick<Handlers, DatabaseMethod>
  /** An opened database, or the station's; `not-found` for an id that is not open. */
  get(database: string): OpenedDatabase
  /** The opened database of a real folder, if it is open. */
  at(folder: string): OpenedDatabase | undefined
  /** Where an opened database lies; undefined for one that is not open. */
  folderOf(database: string): string | undefined
  /** Runs edits and their save on what is in the folder now, while no other program writes there. */
  exclusively<T>(database: string, work: () => Promise<T>): Promise<T>
  /** Drops what was not saved. */
  close(): Promise<void>
}

export function createDatabases(parts: DatabasesParts): Databases {
  const { events, hashing, now, random, home, sample, sampleCopies: copies, recent, device } = parts
  const openStore = (folder: string) => openFileStore(folder, { hashing, now, random })
  const registry = createRegistry({
    events,
    home,
    recent,
    openStore,
    newId: () => newId(random),
    ...(device ? { device } : {}),
  })
  return {
    handlers: {
      ...completionHandlers(home),
      ...folderHandlers({
        registry,
        home,
        create: (folder, administrator) => writeNewDatabase(folder, administrator, openStore),
        copySample: sample === undefined ? undefined : (isOpen) => copySample({ sample, copies, openStore, isOpen }),
      }),
      ...fileHandlers(registry),
      ...userHandlers(registry),
      ...groupHandlers(registry),
      ...rightsHandlers(registry),
    },
    get: (id) => registry.get(id),
    at: (folder) => registry.at(folder),
    folderOf: (database) => registry.list().find(({ id }) => id === database)?.folder,
    exclusively: (database, work) => registry.get(database).exclusively(work),
    close: () => registry.end(),
  }
}

function newId(random: DatabasesParts['random']): string {
  return Buffer.from(random(6)).toString('base64url')
}
