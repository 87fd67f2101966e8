import { randomUUID } from 'node:crypto'
import { lstat, realpath, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve, sep } from 'node:path'
import { AppError } from '../../contract/errors'
import { createSynced, removeLeftover, syncFolder } from '../state/durableFile'
import { disk, failureCode, ifThere, type FileSystem } from '../state/fileSystem'
import { inWords } from '../usermgmt/file/fileFailure'
import { FILE_NAMES, OLD_FILE } from '../usermgmt/file/fileNames'

/** Names a program would take for a database, whatever stands in the file. */
const RESERVED: ReadonlySet<string> = new Set([...FILE_NAMES, OLD_FILE])

export type Writing = {
  /** Absolute; its folder is there. */
  path: string
  overwrite: boolean
}

/**
 * The real path at which a file can be written. `already-exists` for one that is there and is not to be overwritten; a link,
 * a folder and whatever else is no file is never written over, and no file becomes one of a database.
 */
export async function writablePlace({ path, overwrite }: Writing): Promise<string> {
  const file = resolve(path)
  const name = basename(file)
  if (name === '' || path.endsWith(sep)) throw new AppError('file-failed', { file: path, code: 'EISDIR' })
  if (RESERVED.has(name)) throw new AppError('name-refused', { subject: 'file', name, fault: 'reserved' })
  const place = join(await realFolder(dirname(file)), name)
  const there = await inWords(dirname(place), () => ifThere(lstat(place)), true)
  if (there === undefined) return place
  if (there.isSymbolicLink()) throw new AppError('file-failed', { file: place, code: 'ELOOP' })
  if (there.isDirectory()) throw new AppError('file-failed', { file: place, code: 'EISDIR' })
  if (!there.isFile() || !overwrite) throw new AppError('already-exists', { subject: 'file', name: place })
  return place
}

/** Links on the way to it are the person's own. */
async function realFolder(folder: string): Promise<string> {
  const missing = (error?: unknown) => new AppError('not-found', { subject: 'folder', name: folder }, error)
  try {
    const real = await realpath(folder)
    if ((await stat(real)).isDirectory()) return real
  } catch (error) {
    const code = failureCode(error)
    if (code === undefined) throw error
    if (['ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'ERR_INVALID_ARG_VALUE'].includes(code)) throw missing(error)
    throw new AppError('file-failed', { file: folder, code }, error)
  }
  throw missing()
}

/**
 * Writes a file that only its owner can read, lasting when this returns. Fails with `already-exists`, `disk-full`,
 * `read-only` or `file-failed`; then, and when cancelled, nothing is left of it and what was there stays.
 */
export async function writeWholeFile(writing: Writing, bytes: Uint8Array, options: Options): Promise<string> {
  const { signal, fs = disk } = options
  const place = await writablePlace(writing)
  const folder = dirname(place)
  await inWords(folder, async () => {
    if (writing.overwrite) await replace(writing, { place, bytes, signal, fs })
    else await create({ place, bytes, signal, fs })
    await syncFolder(fs, folder)
  })
  return place
}

type Options = { signal: AbortSignal; fs?: FileSystem }
type Wanted = { place: string; bytes: Uint8Array } & Required<Options>

/** Exclusively under its own name: of two who write at the same moment one is refused. */
async function create({ place, bytes, signal, fs }: Wanted): Promise<void> {
  try {
    await createSynced(fs, place, bytes)
  } catch (error) {
    if (failureCode(error) === 'EEXIST') throw new AppError('already-exists', { subject: 'file', name: place }, error)
    throw error
  }
  if (!signal.aborted) return
  await removeLeftover(fs, place)
  signal.throwIfAborted()
}

/** At every moment the old content or the new one is there whole. */
async function replace(writing: Writing, { place, bytes, signal, fs }: Wanted): Promise<void> {
  const temporary = join(dirname(place), `.${basename(place)}.${randomUUID()}.tmp`)
  await createSynced(fs, temporary, bytes)
  try {
    signal.throwIfAborted()
    // Somebody may have put a link or a folder there meanwhile.
    await writablePlace(writing)
    await fs.rename(temporary, place)
  } catch (error) {
    await removeLeftover(fs, temporary)
    throw error
  }
}
