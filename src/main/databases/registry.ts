import type { Recent } from '../../contract/settings'
import { AppError } from '../../contract/errors'
import type { Events } from '../bridge/handler'
import type { FileStore } from '../usermgmt/file/store'
import { UserManager } from '../usermgmt/manager'
import { existingFolder, futureFolder } from './folderPath'
import { openedDatabase, type OpenedDatabase } from './opened'

/** The opened databases, oldest first. Opening a folder a second time gives the one that is there. */
export type Registry = {
  list(): readonly OpenedDatabase[]
  /** `not-found` for an id that is not open. */
  get(id: string): OpenedDatabase
  open(folder: string): Promise<OpenedDatabase>
  /** The opened database of a real folder, if it is open. */
  at(folder: string): OpenedDatabase | undefined
  /** Writes it into another folder and goes on there; `already-exists` when that folder is open itself. */
  saveCopy(id: string, folder: string): Promise<OpenedDatabase>
  close(id: string, discard: boolean): Promise<void>
  /** Closes everything; unsaved edits are dropped. */
  end(): Promise<void>
}

export type RegistryParts = {
  events: Events
  openStore: (folder: string) => Promise<FileStore>
  newId: () => string
  /** Hears of every place that was opened. */
  recent: (place: Recent) => void
  home: string
  /** The device of a database that is none of the opened folders. */
  device?: (id: string) => OpenedDatabase | undefined
}

/** Milliseconds between two looks at opened folders for changes by somebody else. */
const LOOK_EVERY = 2000

export function createRegistry({ events, openStore, newId, recent, home, device }: RegistryParts): Registry {
  const opened = new Map<string, OpenedDatabase>()
  /** So that a folder asked for twice at the same moment is opened once. */
  const opening = new Map<string, Promise<OpenedDatabase>>()
  let looking: Promise<unknown> | undefined

  const timer = setInterval(() => {
    looking ??= Promise.allSettled([...opened.values()].map((one) => one.look())).finally(() => {
      looking = undefined
    })
  }, LOOK_EVERY)
  timer.unref()

  const at = (folder: string) => [...opened.values()].find((one) => one.folder === folder)

  const openReal = async (folder: string): Promise<OpenedDatabase> => {
    const store = await openStore(folder)
    try {
      const manager = new UserManager()
      store.registerWith(manager)
      const one = await openedDatabase({ id: newId(), store, manager, events })
      opened.set(one.id, one)
      return one
    } catch (error) {
      await store.close()
      throw error
    }
  }

  const arrived = (one: OpenedDatabase) => {
    recent({ folder: one.folder, title: one.title })
    events.emit('places.changed', {})
  }

  const get = (id: string): OpenedDatabase => {
    const one = opened.get(id) ?? device?.(id)
    if (!one) throw new AppError('not-found', { subject: 'database', name: id })
    return one
  }

  return {
    list: () => [...opened.values()],
    get,
    at,
    async open(text) {
      const folder = await existingFolder(text, home)
      const one = at(folder)
      if (one) return one
      const coming = opening.get(folder) ?? openReal(folder).finally(() => opening.delete(folder))
      const first = !opening.has(folder)
      opening.set(folder, coming)
      const arrival = await coming
      if (first) arrived(arrival)
      return arrival
    },
    async saveCopy(id, text) {
      const one = get(id)
      if (!opened.has(id)) throw new AppError('not-available', { method: 'databases.saveCopy' })
      const folder = await futureFolder(text, home)
      const there = at(folder)
      if (there && there !== one) throw new AppError('already-exists', { subject: 'database', name: folder })
      await one.files((store) => store.saveCopy(folder))
      arrived(one)
      return one
    },
    async close(id, discard) {
      const one = get(id)
      if (!opened.has(id)) throw new AppError('not-available', { method: 'databases.close' })
      await one.close(discard)
      opened.delete(id)
      events.emit('places.changed', {})
    },
    async end() {
      clearInterval(timer)
      await Promise.allSettled(opening.values())
      await looking
      const closing = await Promise.allSettled([...opened.values()].map((one) => one.close(true)))
      opened.clear()
      for (const result of closing) if (result.status === 'rejected') throw result.reason
    },
  }
}
