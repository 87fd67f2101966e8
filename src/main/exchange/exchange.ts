import { AppError } from '../../contract/errors'
import type { Events, Handlers, Peer } from '../bridge/handler'
import type { OpenedDatabase } from '../databases/opened'
import type { FileStore } from '../usermgmt/file/store'
import { exportHandler } from './exportHandler'
import { importHandlers } from './importHandlers'
import type { DatabaseSettings } from './importedSettings'
import { createReadings } from './readings'

type ExchangeMethod = Extract<keyof Handlers, `exports.${string}` | `imports.${string}`>

export type ExchangeParts = {
  /** `not-found` for an id that is not open. */
  databaseOf: (id: string) => OpenedDatabase
  openStore: (folder: string) => Promise<FileStore>
  /** The security settings that belong to a database, and how a peer changes them, where that can be done. */
  settingsOf: (id: string) => DatabaseSettings
  events: Events
  home: string
  random: (bytes: number) => Uint8Array
  /** Milliseconds since 1970. */
  now: () => number
}

/** Databases on their way into files and tables, and out of them. */
export type Exchange = {
  handlers: Pick<Handlers, ExchangeMethod>
  /** Which file a peer has read under an id, and for which database; undefined where there is none. */
  about(peer: Pick<Peer, 'id'>, id: string): { database: string; file: string } | undefined
  /** What a peer had read is forgotten. */
  leave(peer: Pick<Peer, 'id'>): void
  close(): void
}

export function createExchange(parts: ExchangeParts): Exchange {
  const { databaseOf, events, random, now } = parts
  const readings = createReadings({ random, now })
  const versions = new Map<string, number>()
  const versionOf = (id: string) => versions.get(id) ?? 0
  const isOpen = (id: string): boolean => {
    try {
      return databaseOf(id).id === id
    } catch (error) {
      if (error instanceof AppError) return false
      throw error
    }
  }
  const unsubscribe = [
    events.subscribe('databases.changed', ({ database }) => versions.set(database, versionOf(database) + 1)),
    events.subscribe('places.changed', () => {
      readings.drop(({ database }) => isOpen(database))
      for (const id of versions.keys()) if (!isOpen(id)) versions.delete(id)
    }),
  ]
  return {
    handlers: { ...exportHandler(parts), ...importHandlers({ ...parts, readings, versionOf }) },
    about: (peer, id) => readings.peek(peer.id, id),
    leave: (peer) => readings.drop((kept) => kept.peer !== peer.id),
    close() {
      for (const end of unsubscribe) end()
      readings.close()
    },
  }
}
