import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { Run } from '../../contract/exchange'
import { AppError } from '../../contract/errors'
import { createSynced, syncFolder } from '../state/durableFile'
import { disk, ifThere } from '../state/fileSystem'
import { makePrivateFolder } from '../state/privateFolder'
import { removeTree } from '../state/removeTree'
import { inWords } from '../usermgmt/file/fileFailure'
import { FILE_NAMES } from '../usermgmt/file/fileNames'
import { hashesOf, type DatabaseFiles, type FileHashes } from './databaseFiles'

/**
 * Folders as they were before a run, one folder per run, one folder in it per target: `7-new` while its files are being
 * kept, `7` once they are on the disk and the target may be touched, `7-restored` once it was given them back. These
 * names are the only state, and each changes by one rename, so a crash at any moment leaves nothing half true.
 */
export type KeptRuns = {
  /** Makes its folder with the first target that is kept. */
  begin(about: { title: string }): RunToKeep
  /** Newest first; only those with something left to undo. */
  list(): Promise<Run[]>
  /** Targets that were not restored yet; `not-found` where there is no such run. */
  left(run: string): Promise<KeptTarget[]>
}

export type RunToKeep = {
  /** Null while nothing is kept. */
  readonly id: string | null
  /** On the disk when this returns. `number`: another one for each target, in whose order they are undone. */
  keep(target: ToKeep): Promise<KeptTarget>
  /** A run of which nothing is left to undo leaves nothing behind. */
  end(): Promise<void>
}

/** `after`: what the run will make of the files. */
export type ToKeep = { number: number; folder: string; title: string; before: DatabaseFiles; after: FileHashes }

/** One folder as it was. */
export type KeptTarget = {
  readonly folder: string
  readonly title: string
  readonly before: FileHashes
  readonly after: FileHashes
  /** The bytes of before; `database-damaged` where they are not what was kept. */
  files(): Promise<DatabaseFiles>
  /** It has the files of before again: stored passwords are not kept any longer. */
  restored(): Promise<void>
  /** The folder was left as it was. */
  discard(): Promise<void>
}

export type KeptRunsParts = {
  /** For this person only; made with the first run. */
  folder: string
  random: (bytes: number) => Uint8Array
  /** Milliseconds since 1970. */
  now: () => number
  log: (problem: Record<string, unknown>) => void
}

const MOST_RUNS = 20
/** Sorts by time. */
const RUN = /^\d{8}-\d{9}-[\da-f]{8}$/
const LEFT = /^\d{1,6}$/
const RESTORED = /^\d{1,6}-restored$/
const ABOUT = 'run.json'
const TARGET = 'target.json'

const aboutSchema = z.object({ version: z.literal(1), at: z.number(), title: z.string() })
const hashesSchema = z.record(z.string(), z.string().nullable())
const targetSchema = z.object({
  version: z.literal(1),
  folder: z.string(),
  title: z.string(),
  before: hashesSchema,
  after: hashesSchema,
})

export function openKeptRuns({ folder: root, random, now, log }: KeptRunsParts): KeptRuns {
  /** Runs of this program that are going on are never too old. */
  const going = new Set<string>()

  async function names(): Promise<string[]> {
    const found = await inWords(root, async () => (await ifThere(readdir(root))) ?? [], true)
    return found
      .filter((name) => RUN.test(name))
      .toSorted()
      .toReversed()
  }

  /** What cannot be removed now is tried again after the next run. */
  async function prune(): Promise<void> {
    try {
      const old = (await names()).slice(MOST_RUNS).filter((name) => !going.has(name))
      for (const name of old) await removeTree(join(root, name))
    } catch (error) {
      log({ prune: error instanceof Error && 'code' in error ? String(error.code) : 'unknown' })
    }
  }

  return {
    begin({ title }) {
      let made: Promise<string> | undefined
      let id: string | null = null
      let kept = 0
      const make = async (): Promise<string> => {
        const at = now()
        const name = `${stamp(at)}-${Buffer.from(random(4)).toString('hex')}`
        const folder = join(root, name)
        await inWords(folder, async () => {
          await makePrivateFolder(root)
          await makePrivateFolder(folder)
          await createSynced(disk, join(folder, ABOUT), json({ version: 1, at, title }))
          await syncFolder(disk, folder)
        })
        going.add(name)
        id = name
        return folder
      }
      return {
        get id() {
          return kept > 0 ? id : null
        },
        async keep({ number, folder, title: own, before, after }) {
          made ??= make().catch((error: unknown) => {
            // The next target tries again: the disk may have room by then.
            made = undefined
            throw error
          })
          const run = await made
          const target = { version: 1, folder, title: own, before: hashesOf(before), after } as const
          const place = join(run, String(number))
          await inWords(place, () => keepFiles(place, before, target))
          kept += 1
          return keptTarget(place, target, () => (kept -= 1))
        },
        async end() {
          if (id === null) return
          if (kept === 0) await removeTree(join(root, id)).catch(() => log({ remove: id }))
          going.delete(id)
          await prune()
        },
      }
    },
    async list() {
      const runs: Run[] = []
      for (const name of await names()) {
        const run = await describe(root, name)
        if (run && run.left > 0) runs.push(run)
      }
      return runs
    },
    async left(run) {
      const folder = join(root, run)
      const inside = RUN.test(run) ? await inWords(folder, () => ifThere(readdir(folder)), true) : undefined
      if (inside === undefined) throw new AppError('not-found', { subject: 'run', name: run })
      const numbers = inside.filter((name) => LEFT.test(name)).toSorted((one, other) => Number(one) - Number(other))
      const targets: KeptTarget[] = []
      for (const name of numbers) {
        const place = join(folder, name)
        const target = await read(join(place, TARGET), targetSchema)
        if (target) targets.push(keptTarget(place, target, () => undefined))
        else log({ unreadable: place })
      }
      return targets
    },
  }
}

async function describe(root: string, name: string): Promise<Run | undefined> {
  const folder = join(root, name)
  const [about, inside] = await Promise.all([read(join(folder, ABOUT), aboutSchema), ifThere(readdir(folder))])
  if (!about || !inside) return undefined
  const left = inside.filter((one) => LEFT.test(one)).length
  const restored = inside.filter((one) => RESTORED.test(one)).length
  return { run: name, at: about.at, title: about.title, folders: left + restored, left }
}

async function keepFiles(place: string, files: DatabaseFiles, target: z.infer<typeof targetSchema>): Promise<void> {
  const coming = `${place}-new`
  await makePrivateFolder(coming)
  for (const [name, bytes] of files) if (bytes) await createSynced(disk, join(coming, name), bytes)
  await createSynced(disk, join(coming, TARGET), json(target))
  await syncFolder(disk, coming)
  await disk.rename(coming, place)
  await syncFolder(disk, join(place, '..'))
}

function keptTarget(
  place: string,
  { folder, title, before, after }: z.infer<typeof targetSchema>,
  gone: () => void,
): KeptTarget {
  /** Renamed first: half removed it would look like a target with files missing. */
  const away = async (name: string, alsoFolder: boolean): Promise<void> => {
    if ((await ifThere(disk.rename(place, name).then(() => true))) === undefined) return
    await syncFolder(disk, join(place, '..'))
    const inside = alsoFolder ? [''] : await readdir(name)
    for (const file of inside) await removeTree(join(name, file))
  }
  return {
    folder,
    title,
    before,
    after,
    async files() {
      const read = async (name: string) => {
        const bytes = before[name] === null ? undefined : await ifThere(disk.readFile(join(place, name)))
        return [name, bytes] as const
      }
      const files: DatabaseFiles = new Map(await inWords(place, () => Promise.all(FILE_NAMES.map(read)), true))
      const hashes = hashesOf(files)
      const wrong = FILE_NAMES.find((name) => hashes[name] !== (before[name] ?? null))
      if (wrong === undefined) return files
      throw new AppError('database-damaged', {
        file: join(place, wrong),
        line: null,
        problem: 'it is not what was kept',
      })
    },
    restored: () => away(`${place}-restored`, false),
    async discard() {
      gone()
      await away(`${place}-new`, true)
    },
  }
}

/** Undefined for what is missing or not of its form. */
async function read<T>(path: string, schema: z.ZodType<T>): Promise<T | undefined> {
  const bytes = await inWords(path, () => ifThere(disk.readFile(path)), true)
  if (bytes === undefined) return undefined
  try {
    return schema.safeParse(JSON.parse(bytes.toString())).data
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

function json(value: unknown): Uint8Array {
  return Buffer.from(`${JSON.stringify(value, null, 2)}\n`)
}

/** `20260131-235959123`, in UTC. */
function stamp(milliseconds: number): string {
  return new Date(milliseconds)
    .toISOString()
    .replaceAll(/[-:.Z]/g, '')
    .replace('T', '-')
}
