import { createHash } from 'node:crypto'
import { realpath } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { z } from 'zod'
import { Confined } from '../state/confinedFile'
import { confinedFolderIn, type ConfinedFolder } from '../state/confinedFolder'
import { failureCode } from '../state/fileSystem'

/** One remembered answer: data and nothing else (seed 000, 9). `parameters` and `text` are JSON text. */
const entrySchema = z.strictObject({
  version: z.literal(1),
  scope: z.string(),
  method: z.string(),
  parameters: z.string().refine(isOneLineOfJson),
  at: z.number(),
  text: z.string().refine(isOneLineOfJson),
})
export type CacheEntry = z.infer<typeof entrySchema>

/** The files of a cache that outlives the program. Whatever goes wrong with one, it is as if it were not there. */
export type CacheFiles = {
  load(): Promise<CacheEntry[]>
  save(name: string, entry: CacheEntry): Promise<void>
  remove(name: string): Promise<void>
}

const MOST_BYTES = 8 * 1024 * 1024

/** Says nothing about whose answer to what it is. */
export function nameOf(scope: string, method: string, parameters: string): string {
  const hash = createHash('sha256')
  for (const part of [scope, method, parameters]) hash.update(`${part.length} `).update(part)
  return `${hash.digest('hex')}.json`
}

/** `path` is the folder; the one above it has to be there. */
export function openCacheFiles(path: string): CacheFiles {
  let opened: Promise<ConfinedFolder> | undefined
  const folder = async (): Promise<ConfinedFolder> => {
    opened ??= realpath(dirname(path)).then((above) => confinedFolderIn(above, basename(path)))
    return opened
  }

  /** Oldest first. Names are checked against contents, so that no answer can be moved to another question. */
  async function load(): Promise<CacheEntry[]> {
    const files = await folder()
    const entries: CacheEntry[] = []
    for (const name of await files.names()) {
      if (!/^[\da-f]{64}\.json$/.test(name)) continue
      const entry = parse(await files.read(name, MOST_BYTES))
      if (entry && nameOf(entry.scope, entry.method, entry.parameters) === name) entries.push(entry)
    }
    return entries.toSorted((one, other) => one.at - other.at)
  }

  return {
    load: async () => (await evenIfNot(load())) ?? [],
    save: (name, entry) =>
      evenIfNot(folder().then((files) => files.write(name, Buffer.from(JSON.stringify(entry))))).then(() => undefined),
    remove: (name) => evenIfNot(folder().then((files) => files.remove(name))).then(() => undefined),
  }
}

function parse(bytes: Uint8Array | undefined): CacheEntry | undefined {
  if (!bytes) return undefined
  try {
    return entrySchema.safeParse(JSON.parse(Buffer.from(bytes).toString('utf8'))).data
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

/** Text that is put into a reply as it is must be one value and must not end the line (session-daemon 2). */
function isOneLineOfJson(text: string): boolean {
  if (/[\r\n]/.test(text)) return false
  try {
    JSON.parse(text)
    return true
  } catch (error) {
    if (error instanceof SyntaxError) return false
    throw error
  }
}

/** A full disk or a folder that is gone takes the cache with it and nothing else. */
async function evenIfNot<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work
  } catch (error) {
    if (error instanceof Confined || failureCode(error) !== undefined) return undefined
    throw error
  }
}
