import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { disk, ifThere } from '../state/fileSystem'
import { FILE_NAMES } from '../usermgmt/file/fileNames'
import { inWords } from '../usermgmt/file/fileFailure'

/** The five files of a database as they are; undefined for one that is not there. */
export type DatabaseFiles = ReadonlyMap<string, Uint8Array | undefined>
/** SHA-256 of each of them; null for one that is not there. */
export type FileHashes = Readonly<Record<string, string | null>>

export async function readFiles(folder: string): Promise<DatabaseFiles> {
  return inWords(
    folder,
    async () => {
      const bytes = await Promise.all(FILE_NAMES.map((name) => ifThere(disk.readFile(join(folder, name)))))
      return new Map(FILE_NAMES.map((name, index) => [name, bytes[index]]))
    },
    true,
  )
}

export function hashesOf(files: DatabaseFiles): FileHashes {
  return Object.fromEntries([...files].map(([name, bytes]) => [name, bytes === undefined ? null : hashOf(bytes)]))
}

function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** Names of the files that are not the same. */
export function unlike(one: FileHashes, other: FileHashes): string[] {
  return FILE_NAMES.filter((name) => (one[name] ?? null) !== (other[name] ?? null))
}

/** What the files are once a save has put these primaries in place: a copy is written along with its primary only. */
export function filesAfter(before: DatabaseFiles, primaries: ReadonlyMap<string, Uint8Array>): DatabaseFiles {
  const after = new Map(before)
  for (const [name, bytes] of primaries) {
    const present = before.get(name)
    if (present !== undefined && Buffer.from(present).equals(bytes)) continue
    after.set(name, bytes)
    const copy = `${name}_`
    if (FILE_NAMES.includes(copy)) after.set(copy, bytes)
  }
  return after
}
