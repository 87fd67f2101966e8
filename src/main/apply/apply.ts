import { AppError } from '../../contract/errors'
import type { Handlers, Peer } from '../bridge/handler'
import type { OpenedDatabase } from '../databases/opened'
import type { FileStore } from '../usermgmt/file/store'

type ApplyMethod = Extract<keyof Handlers, `apply.${string}`> | 'folders.databases'

export type ApplyParts = {
  /** `not-found` for an id that is not open. */
  databaseOf: (id: string) => OpenedDatabase
  openStore: (folder: string) => Promise<FileStore>
  /** Where the files of folders are kept as they were, so that a run can be undone. */
  keptFolder: string
  home: string
  random: (bytes: number) => Uint8Array
  /** Milliseconds since 1970. */
  now: () => number
  log: (problem: Record<string, unknown>) => void
}

/** One database applied to many folders: planned, applied, read back, undone. */
export type Apply = {
  handlers: Pick<Handlers, ApplyMethod>
  /** What a peer had planned is forgotten. */
  leave(peer: Pick<Peer, 'id'>): void
}

export function createApply(parts: ApplyParts): Apply {
  const later = (method: ApplyMethod) => () => {
    throw new AppError('not-available', { method, parts: Object.keys(parts) })
  }
  return {
    handlers: {
      'apply.plan': later('apply.plan'),
      'apply.differences': later('apply.differences'),
      'apply.run': later('apply.run'),
      'apply.runs': later('apply.runs'),
      'apply.undo': later('apply.undo'),
      'folders.databases': later('folders.databases'),
    },
    leave: () => undefined,
  }
}
