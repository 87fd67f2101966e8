import { stat } from 'node:fs/promises'
import type { Difference } from '../../contract/databases'
import { AppError } from '../../contract/errors'
import type { KindCounts, Target } from '../../contract/exchange'
import { absolutePath, existingFolder } from '../databases/folderPath'
import { titleOf, type OpenedDatabase } from '../databases/opened'
import { lockHolder } from '../usermgmt/file/folderLock'
import type { Work } from '../usermgmt/operations'
import { hashesOf, unlike, type FileHashes } from './databaseFiles'
import { differencesIn, filesAsRead, refuseUnfit, withTarget, type OpenStore, type Wanted } from './target'
import { together } from './together'
import { told, type TellParts } from './told'

/** A folder of a plan. `files`: as they were when it was looked at; undefined for a refused one. */
export type PlannedTarget = Target & { files: FileHashes | undefined }

export type Plan = {
  id: string
  /** Of the database that is applied. */
  title: string
  wanted: Wanted
  targets: PlannedTarget[]
}

export type TargetParts = TellParts & {
  openStore: OpenStore
  /** The opened database of a real folder, where one is open; its unsaved edits would be overtaken. */
  openedAt: (folder: string) => OpenedDatabase | undefined
}
export type PlanParts = TargetParts & {
  home: string
  /** The folder of the database that is applied. */
  from: string
  wanted: Wanted
}

/** Folders that are worked on at the same time. */
export const AT_ONCE = 4
/** Milliseconds that somebody who is writing to a folder is waited for. */
const WAIT = 2_000
const POLL = 50
const ATTEMPTS = 3
const NO_COUNTS: KindCounts = { added: 0, changed: 0, removed: 0 }

/** What would change in each folder; nothing is written, no lock taken. Fails with `cancelled`, and for no folder. */
export async function planTargets(
  folders: readonly string[],
  parts: PlanParts,
  { signal, progress }: Work,
): Promise<PlannedTarget[]> {
  const places = await placesOf(folders, parts)
  let done = 0
  return together(places, AT_ONCE, async (place) => {
    if (signal?.aborted) throw new AppError('cancelled')
    const target = await planTarget(place, parts)
    progress?.((done += 1), places.length)
    return target
  })
}

type Place = { folder: string; refusal: unknown }

/** Real folders, each once: what is named a second time, through a link too, would be written twice. */
async function placesOf(folders: readonly string[], { home, from }: PlanParts): Promise<Place[]> {
  const taken = new Set<string>()
  const places: Place[] = []
  for (const asked of folders) {
    try {
      const folder = await existingFolder(asked, home)
      let refusal: AppError | undefined
      if (await isSame(folder, from)) refusal = new AppError('already-exists', { subject: 'source', name: folder })
      else if (taken.has(folder)) refusal = new AppError('already-exists', { subject: 'target', name: folder })
      places.push({ folder, refusal })
      taken.add(folder)
    } catch (error) {
      places.push({ folder: absolutePath(asked, home), refusal: error })
    }
  }
  return places
}

/** Also by another path to it, such as a second mount. */
async function isSame(folder: string, from: string): Promise<boolean> {
  if (folder === from) return true
  const [one, other] = await Promise.all(
    [folder, from].map((path) => stat(path, { bigint: true }).catch(() => undefined)),
  )
  return one !== undefined && other !== undefined && one.ino !== 0n && one.ino === other.ino && one.dev === other.dev
}

async function planTarget({ folder, refusal }: Place, parts: PlanParts): Promise<PlannedTarget> {
  const title = titleOf(folder)
  try {
    if (refusal !== undefined) throw refusal
    refuseUnsaved(folder, parts)
    const { found, files } = await lookInto(folder, parts)
    return {
      folder,
      title,
      is: found.length === 0 ? 'same' : 'differs',
      counts: countsOf(found),
      error: null,
      files,
    }
  } catch (error) {
    return { folder, title, is: 'refused', counts: NO_COUNTS, error: told(error, parts), files: undefined }
  }
}

/** What is edited in this program and not saved yet would be edited on what is no longer there. */
export function refuseUnsaved(folder: string, { openedAt }: Pick<TargetParts, 'openedAt'>): void {
  const count = openedAt(folder)?.unsaved ?? 0
  if (count > 0) throw new AppError('unsaved', { count })
}

/** The single differences of a folder as it was planned; `changed-outside` when it is another one by now. */
export async function differencesOf(
  { folder, error, files }: PlannedTarget,
  parts: Pick<PlanParts, 'openStore' | 'wanted'>,
): Promise<Difference[]> {
  if (error !== null || files === undefined) return []
  const now = await lookInto(folder, parts)
  const changed = unlike(now.files, files)
  if (changed.length > 0) throw new AppError('changed-outside', { files: changed })
  return now.found
}

/** The differences and the very files they come from. */
async function lookInto(
  folder: string,
  { openStore, wanted }: Pick<PlanParts, 'openStore' | 'wanted'>,
): Promise<{ found: Difference[]; files: FileHashes }> {
  await refuseLocked(folder)
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await withTarget(folder, openStore, async ({ store, manager }) => {
        refuseUnfit(store)
        const files = hashesOf(await filesAsRead(store))
        return { found: await differencesIn(manager, wanted), files }
      })
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'folder-in-use' || attempt === ATTEMPTS) throw error
    }
  }
}

/** A program that saves is gone in a moment; one that stays would be met by the run as well. */
async function refuseLocked(folder: string): Promise<void> {
  const deadline = performance.now() + WAIT
  for (let held = await lockHolder(folder); held !== undefined; held = await lockHolder(folder)) {
    if (performance.now() >= deadline) throw new AppError('folder-in-use', { folder, by: held.by })
    await new Promise((wake) => setTimeout(wake, POLL))
  }
}

export function countsOf(differences: readonly Difference[]): KindCounts {
  const counts = { ...NO_COUNTS }
  for (const { kind } of differences) counts[kind] += 1
  return counts
}
