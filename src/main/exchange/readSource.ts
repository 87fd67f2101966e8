import { basename } from 'node:path'
import { AppError } from '../../contract/errors'
import type { FileStore } from '../usermgmt/file/store'
import { FILE_NAMES, OLD_FILE } from '../usermgmt/file/fileNames'
import { readFolder } from './folderReading'
import { looksLikeKusers } from './kusers/looksLikeKusers'
import { readKusers } from './kusers/readKusers'
import type { Reading } from './reading'
import { placeOf, readRegularFile } from './regularFile'

export type SourceOptions = {
  passphrase?: string | undefined
  openStore: (folder: string) => Promise<FileStore>
  /** Also asked between two steps of reading. */
  signal?: AbortSignal | undefined
  /** Bytes of the file that are done with. */
  progress?: ((done: number, total: number) => void) | undefined
}

const DATABASE_FILES: ReadonlySet<string> = new Set([...FILE_NAMES, OLD_FILE])

/**
 * Reads a folder, a `.kusers` file or a table; what it is is told by what stands in it, not by its ending. A file of a
 * database means its folder.
 */
export async function readSource(path: string, options: SourceOptions): Promise<Reading> {
  const { openStore, signal, progress } = options
  if ((await placeOf(path)) === 'folder' || DATABASE_FILES.has(basename(path))) return readFolder(path, openStore)
  const bytes = await readRegularFile(path)
  signal?.throwIfAborted()
  progress?.(0, bytes.length)
  const reading = await readBytes(bytes, path, options)
  signal?.throwIfAborted()
  progress?.(bytes.length, bytes.length)
  return reading
}

async function readBytes(bytes: Uint8Array, file: string, { passphrase }: SourceOptions): Promise<Reading> {
  if (looksLikeKusers(bytes)) return readKusers(bytes, { file, passphrase })
  throw new AppError('file-not-understood', { file, problem: 'columns' })
}
