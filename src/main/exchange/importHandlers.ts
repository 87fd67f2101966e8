import { basename } from 'node:path'
import { AppError } from '../../contract/errors'
import type { Import } from '../../contract/exchange'
import type { Context, Handlers, ParsedInput } from '../bridge/handler'
import { absolutePath } from '../databases/folderPath'
import { workOf } from '../databases/given'
import type { OpenedDatabase } from '../databases/opened'
import type { FileStore } from '../usermgmt/file/store'
import { applyDifferences } from '../usermgmt/transfer/applyDifferences'
import { chooseDifferences } from '../usermgmt/transfer/choose'
import type { Content } from '../usermgmt/transfer/content'
import { snapshot, type Snapshot } from '../usermgmt/transfer/snapshot'
import { listDifferences, type Listing } from './listing'
import type { Reading } from './reading'
import { readSource } from './readSource'
import type { Kept, Readings } from './readings'
import { settingDifferences, settingsToChange, type DatabaseSettings } from './importedSettings'

type ImportMethod = Extract<keyof Handlers, `imports.${string}`>

export type ImportParts = {
  databaseOf: (id: string) => OpenedDatabase
  openStore: (folder: string) => Promise<FileStore>
  settingsOf: (id: string) => DatabaseSettings
  /** Grows whenever the database changes. */
  versionOf: (id: string) => number
  readings: Readings
  home: string
}

/** So many rows or differences of one answer, and refusals of one report. */
const MOST = 10_000
const MOST_REFUSED = 1000
/** Of differences that are out of date when they are to be applied, because somebody else edits meanwhile. */
const ATTEMPTS = 5
const EVERYTHING = ['state', 'users', 'groups', 'rights'] as const

/** Reading what is to be taken over into an opened database, looking at what it would change, and taking it over. */
export function importHandlers(parts: ImportParts): Pick<Handlers, ImportMethod> {
  const { readings, databaseOf } = parts
  return {
    'imports.read': (input, context) => read(parts, input, context),
    'imports.problems': ({ import: id, offset = 0, limit = MOST }, { peer }) => {
      const { problems } = readings.get(peer.id, id).reading
      return { problems: problems.slice(offset, offset + limit), total: problems.length }
    },
    'imports.differences': async ({ import: id, mode, offset = 0, limit = MOST }, { peer }) => {
      const kept = readings.get(peer.id, id)
      const { offered, counts, revision } = (await listed(parts, kept, mode)).listing
      return { differences: offered.slice(offset, offset + limit), total: offered.length, counts, revision }
    },
    'imports.apply': async (input, context) => {
      const kept = readings.get(context.peer.id, input.import)
      databaseOf(kept.database)
      const count = rowsOf(kept.reading)
      if (count > 0 && input.skipProblems !== true) throw new AppError('rows-refused', { count })
      const settings = input.settings === true ? parts.settingsOf(kept.database) : undefined
      const change = settings && (await settingsToChange(settings, kept.reading, context.peer))
      const { applied, refused } = await apply(parts, { kept, input, context })
      const notChanged = await change?.()
      return {
        applied,
        refused: refused.slice(0, MOST_REFUSED),
        refusedTotal: refused.length,
        ...(notChanged ? { settings: notChanged } : {}),
      }
    },
    'imports.close': ({ import: id }, { peer }) => {
      readings.forget(peer.id, id)
      return {}
    },
  }
}

async function read(
  { databaseOf, openStore, settingsOf, readings, home }: ImportParts,
  { database, file, passphrase }: ParsedInput<'imports.read'>,
  context: Context,
): Promise<Import> {
  const { peer, signal } = context
  const one = databaseOf(database)
  const path = absolutePath(file, home)
  const own = settingsOf(database)
  // Settings that cannot be changed here are the controller's: in this program the policy holds all the same.
  const now = own.change ? await own.read() : undefined
  const reading = await readSource(path, { passphrase, policy: now?.passwordPolicy, openStore, work: workOf(context) })
  const base = await one.read(snapshot)
  const content = reading.over(base)
  const settings = now ? settingDifferences(now, content.settings ?? {}) : null
  signal.throwIfAborted()
  const { kind, encrypted, title, made, parts, counts } = reading
  const { id } = readings.keep({ peer: peer.id, database, file: path, reading })
  return {
    import: id,
    database,
    file: path,
    kind,
    encrypted,
    title,
    made,
    parts: [...parts],
    counts,
    withoutPassword: withoutPassword(content, base),
    problems: rowsOf(reading),
    ...(reading.ignored ? { ignored: [...reading.ignored] } : {}),
    settings,
  }
}

/** A row may have several problems. */
function rowsOf({ problems }: Reading): number {
  return new Set(problems.map(({ line }) => line)).size
}

function withoutPassword({ users = [] }: Content, base: Snapshot): number {
  const locked = users.filter(
    ({ name, credentials, password }) =>
      credentials === undefined && password === undefined && base.users?.has(name) !== true,
  )
  return locked.length
}

/** What was looked at last, as long as the database is the same; there is only one list per file, since it may be large. */
async function listed(
  { databaseOf, versionOf }: ImportParts,
  kept: Kept,
  mode: 'replace' | 'merge',
): Promise<{ version: number; listing: Listing }> {
  return databaseOf(kept.database).read(async (manager) => {
    const version = versionOf(kept.database)
    const last = kept.listed
    if (last?.mode === mode && last.version === version) return last
    const listing = await listDifferences(manager, kept.reading, mode)
    kept.listed = { mode, version, listing }
    return kept.listed
  })
}

type Applying = { kept: Kept; input: ParsedInput<'imports.apply'>; context: Context }

async function apply(parts: ImportParts, { kept, input, context }: Applying) {
  const { mode, revision, leave = [] } = input
  const one = parts.databaseOf(kept.database)
  for (let attempt = 1; ; attempt += 1) {
    const { version, listing } = await listed(parts, kept, mode)
    const outdated = new AppError('sync-differs', { count: listing.offered.length })
    if (revision !== undefined && revision !== listing.revision) throw outdated
    const chosen = chooseDifferences(listing.all, { mode, leave })
    if (chosen.length === 0) return { applied: 0, refused: [] }
    const action = { method: 'imports.apply', name: basename(kept.file), count: chosen.length }
    try {
      return await one.edit(action, EVERYTHING, async (manager) => {
        if (parts.versionOf(kept.database) !== version) throw outdated
        const work = workOf(context)
        const outcome = await applyDifferences({
          from: listing.source,
          to: manager,
          actor: one.actor(context.peer),
          differences: chosen,
          work,
        })
        // Nothing stays half done: the edit takes back what was done so far.
        if (work.signal?.aborted) throw new AppError('cancelled')
        return outcome
      })
    } catch (error) {
      if (error !== outdated || attempt === ATTEMPTS) throw error
    }
  }
}
