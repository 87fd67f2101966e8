import { basename } from 'node:path'
import { FILE_NAMES, OLD_FILE } from '../usermgmt/file/fileNames'
import type { FileStore } from '../usermgmt/file/store'
import type { Work } from '../usermgmt/operations'
import { readFolder } from './folderReading'
import { looksLikeKusers } from './kusers/looksLikeKusers'
import { readKusers } from './kusers/readKusers'
import type { Reading } from './reading'
import { placeOf, readRegularFile } from './regularFile'
import { tableKind } from './tables/heading'
import { readRightsTable } from './tables/readRightsTable'
import { readUsersTable } from './tables/readUsersTable'

export type SourceOptions = {
  passphrase?: string | undefined
  /** Whether passwords of a table must be hard to guess (they must). */
  policy?: boolean | undefined
  openStore: (folder: string) => Promise<FileStore>
  work?: Work
}

const DATABASE_FILES: ReadonlySet<string> = new Set([...FILE_NAMES, OLD_FILE])
const BEGINNING = 64

/**
 * Reads a folder, a `.kusers` file or a table; what it is is told by what stands in it, not by its ending. A file of a
 * database means its folder.
 */
export async function readSource(path: string, options: SourceOptions): Promise<Reading> {
  const { openStore, work = {} } = options
  if ((await placeOf(path)) === 'folder' || DATABASE_FILES.has(basename(path))) return readFolder(path, openStore)
  const bytes = await readRegularFile(path)
  work.signal?.throwIfAborted()
  const reading = await readBytes(bytes, path, options)
  work.signal?.throwIfAborted()
  return reading
}

function readBytes(bytes: Uint8Array, file: string, options: SourceOptions): Promise<Reading> {
  const { passphrase, policy = true, work = {} } = options
  if (looksLikeKusers(bytes) || beginsAsObject(bytes)) return readKusers(bytes, { file, passphrase })
  // What is no table at all is told by the one who looks for its heading.
  return tableKind(bytes) === 'rights-table'
    ? readRightsTable(bytes, { file, work })
    : readUsersTable(bytes, { file, policy, work })
}

/** No table does; what is wrong with it is better told of the other kind. */
function beginsAsObject(bytes: Uint8Array): boolean {
  return /^\uFEFF?\s*\{/u.test(Buffer.from(bytes.subarray(0, BEGINNING)).toString('utf8'))
}
