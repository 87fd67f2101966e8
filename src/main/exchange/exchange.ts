import { AppError } from '../../contract/errors'
import type { Security } from '../../contract/security'
import type { Events, Handlers, Peer } from '../bridge/handler'
import type { OpenedDatabase } from '../databases/opened'
import type { FileStore } from '../usermgmt/file/store'

type ExchangeMethod = Extract<keyof Handlers, `exports.${string}` | `imports.${string}`>

export type ExchangeParts = {
  /** `not-found` for an id that is not open. */
  databaseOf: (id: string) => OpenedDatabase
  openStore: (folder: string) => Promise<FileStore>
  /** The security settings that belong to a database, and how a peer changes them, where that can be done. */
  settingsOf: (id: string) => {
    read(): Promise<Partial<Security>>
    change?(peer: Peer, to: Partial<Security>): Promise<void>
  }
  events: Events
  home: string
  random: (bytes: number) => Uint8Array
  /** Milliseconds since 1970. */
  now: () => number
}

/** Databases on their way into files and tables, and out of them. */
export type Exchange = {
  handlers: Pick<Handlers, ExchangeMethod>
  /** What a peer had read is forgotten. */
  leave(peer: Pick<Peer, 'id'>): void
  close(): void
}

export function createExchange(parts: ExchangeParts): Exchange {
  const later = (method: ExchangeMethod) => () => {
    throw new AppError('not-available', { method, parts: Object.keys(parts) })
  }
  return {
    handlers: {
      'exports.write': later('exports.write'),
      'imports.read': later('imports.read'),
      'imports.problems': later('imports.problems'),
      'imports.differences': later('imports.differences'),
      'imports.apply': later('imports.apply'),
      'imports.close': later('imports.close'),
    },
    leave: () => undefined,
    close: () => undefined,
  }
}
