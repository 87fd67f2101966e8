import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { createApply, type Apply } from '../../src/main/apply/apply'
import { createEvents } from '../../src/main/bridge/events'
import type { Context } from '../../src/main/bridge/handler'
import { createDatabases, type Databases } from '../../src/main/databases/databases'
import type { OpenedDatabase } from '../../src/main/databases/opened'
import { disk, type FileSystem } from '../../src/main/state/fileSystem'
import { openFileStore } from '../../src/main/usermgmt/file/openFileStore'
import { NOW, quickHashing } from '../support/openStore'
import { temporaryFolder } from '../support/temporaryFolder'

export type Parts = {
  handlers: Apply['handlers']
  apply: Apply
  databases: Databases['handlers']
  kept: string
  /** What went to the log. */
  logged: Record<string, unknown>[]
  /** Opens the database of a folder; its id. */
  open(folder: string): Promise<string>
}

/** Applying by itself, with the disk, the clock and what is known of opened databases in the test's hand. */
export async function startParts(
  given: { fs?: FileSystem; knowsOpened?: boolean; now?: () => number } = {},
): Promise<Parts> {
  const { fs = disk, knowsOpened = true, now = () => NOW } = given
  const home = await temporaryFolder()
  const kept = join(home, 'applied')
  const common = { hashing: quickHashing, now, random: randomBytes }
  const databases = createDatabases({
    ...common,
    events: createEvents(() => undefined),
    home,
    sample: undefined,
    sampleCopies: home,
    recent: () => undefined,
  })
  onTestFinished(() => databases.close())
  const opened = new Set<OpenedDatabase>()
  const logged: Record<string, unknown>[] = []
  const apply = createApply({
    databaseOf: (id) => databases.get(id),
    openedAt: (folder) => (knowsOpened ? [...opened].find((one) => one.folder === folder) : undefined),
    openStore: (folder) => openFileStore(folder, { ...common, fs }),
    keptFolder: kept,
    home,
    random: randomBytes,
    now,
    log: (problem) => logged.push(problem),
  })
  return {
    handlers: apply.handlers,
    apply,
    databases: databases.handlers,
    kept,
    logged,
    async open(folder) {
      const { database } = await databases.handlers['databases.open']({ folder }, context())
      opened.add(databases.get(database))
      return database
    },
  }
}

export function context({
  peer = 'test',
  signal = new AbortController().signal,
  progress = () => undefined,
}: {
  peer?: string
  signal?: AbortSignal
  progress?: (done: number, total: number) => void
} = {}): Context {
  return { peer: { id: peer, face: 'browser' }, signal, progress }
}
