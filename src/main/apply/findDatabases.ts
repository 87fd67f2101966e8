import { opendir } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '../../contract/errors'
import { failureCode } from '../state/fileSystem'
import { FILES } from '../usermgmt/file/fileNames'
import type { Work } from '../usermgmt/operations'

export type FindLimits = {
  /** Folders below the one that is looked through. */
  depth: number
  /** Databases that are told. */
  found: number
  /** Folders that are looked into. */
  folders: number
}

/** A volume of a container has its database eight folders below the root of a disk; plans take ten thousand folders. */
const LIMITS: FindLimits = { depth: 24, found: 10_000, folders: 250_000 }
const PRIMARIES: ReadonlySet<string> = new Set([FILES.users.name, FILES.groups.name, FILES.objects.name])
/** What is in these is made up by the system while one looks. */
const MADE_UP: ReadonlySet<string> = new Set(process.platform === 'linux' ? ['/proc', '/sys', '/dev'] : [])
/** Folders that are read at the same time; files of others wait in the same line. */
const AT_ONCE = 4

/**
 * Folders with a database in a real folder and below it, as people sort them. Links are not followed, so nothing outside is
 * found and nothing twice; folders below that cannot be read have nothing to offer. `more`: a limit was reached.
 */
export async function findDatabases(
  root: string,
  { signal, progress }: Work = {},
  limits: FindLimits = LIMITS,
): Promise<{ folders: string[]; more: boolean }> {
  const found: string[] = []
  let more = false
  let seen = 0
  let level: string[] = [root]
  for (let depth = 0; level.length > 0; depth += 1) {
    const below: string[] = []
    for (let at = 0; at < level.length; at += AT_ONCE) {
      if (signal?.aborted) throw new AppError('cancelled')
      if (seen >= limits.folders) return { folders: sorted(found), more: true }
      const part = level.slice(at, at + AT_ONCE)
      const looked = await Promise.all(part.map((folder) => look(folder, folder === root)))
      seen += part.length
      for (const [index, { database, folders }] of looked.entries()) {
        const folder = part[index] ?? root
        if (database) found.push(folder)
        below.push(...folders)
      }
      if (found.length > limits.found) return { folders: sorted(found.slice(0, limits.found)), more: true }
      progress?.(seen, seen + level.length - at - part.length + below.length)
    }
    if (depth === limits.depth) more = below.length > 0
    level = depth === limits.depth ? [] : below
  }
  return { folders: sorted(found), more }
}

/** The folder that was asked for has to be readable: nothing found in it would be a lie. */
async function look(folder: string, asked: boolean): Promise<{ database: boolean; folders: string[] }> {
  const folders: string[] = []
  let database = false
  try {
    for await (const entry of await opendir(folder, { bufferSize: 256 })) {
      if (entry.isDirectory()) {
        const path = join(folder, entry.name)
        if (!MADE_UP.has(path)) folders.push(path)
      } else if (PRIMARIES.has(entry.name)) database = true
    }
  } catch (error) {
    const code = failureCode(error)
    if (code === undefined) throw error
    if (asked) throw new AppError('file-failed', { file: folder, code }, error)
  }
  return { database, folders }
}

function sorted(folders: readonly string[]): string[] {
  const order = new Intl.Collator(undefined, { numeric: true })
  return folders.toSorted((one, other) => order.compare(one, other))
}
