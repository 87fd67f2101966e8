import { constants } from 'node:fs'
import { access, stat } from 'node:fs/promises'
import { AppError } from '../../contract/errors'
import { Confined, readConfined } from '../state/confinedFile'
import { failureCode } from '../state/fileSystem'

/** Far above any user database; what is larger is not looked into. */
const MOST_MEGABYTES = 256

/** What lies at a path that a person named. */
export type Place = 'folder' | 'file'

/** Links are followed. `not-found` where nothing is; a pipe, a device or a socket is no file and is never opened. */
export async function placeOf(path: string): Promise<Place> {
  const facts = await said(path, () => stat(path))
  if (facts.isDirectory()) return 'folder'
  if (!facts.isFile()) throw new AppError('file-not-understood', { file: path, problem: 'form' })
  return 'file'
}

/**
 * The bytes of a file that a person named. Looked at before it is opened: an empty one, as the files that the system makes
 * up while they are read seem to be, and one that is too large are refused without reading.
 */
export async function readRegularFile(path: string): Promise<Uint8Array> {
  const { size } = await said(path, () => stat(path))
  if (size === 0) throw new AppError('file-not-understood', { file: path, problem: 'nothing' })
  if (size > MOST_MEGABYTES * 2 ** 20) throw new AppError('file-too-large', { file: path, most: MOST_MEGABYTES })
  await said(path, () => access(path, constants.R_OK))
  try {
    return await readConfined(path, { roots: undefined, most: size })
  } catch (error) {
    // It grew, or became something else, since it was looked at.
    if (error instanceof Confined) throw new AppError('file-failed', { file: path, code: 'EAGAIN' }, error)
    throw error
  }
}

async function said<T>(path: string, look: () => Promise<T>): Promise<T> {
  try {
    return await look()
  } catch (error) {
    const code = failureCode(error)
    if (code === undefined) throw error
    const missing = ['ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'ERR_INVALID_ARG_VALUE'].includes(code)
    if (missing) throw new AppError('not-found', { subject: 'file', name: path }, error)
    throw new AppError('file-failed', { file: path, code }, error)
  }
}
