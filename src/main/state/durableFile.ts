import { randomUUID } from 'node:crypto'
import { basename, dirname, join } from 'node:path'
import { disk, failureCode, ifThere, type FileFacts, type FileSystem } from './fileSystem'

/**
 * Replaces a file so that at every moment, power loss included, the old or the new content is there whole. A new file can
 * be read by its owner only; an existing one keeps its mode and, where allowed, its owner.
 */
export async function writeDurably(path: string, bytes: Uint8Array, fs: FileSystem = disk): Promise<void> {
  const folder = dirname(path)
  const temporary = join(folder, `.${basename(path)}.${randomUUID()}.tmp`)
  const like = await ifThere(fs.stat(path))
  await createSynced(fs, temporary, bytes, like)
  try {
    await fs.rename(temporary, path)
  } catch (error) {
    await removeLeftover(fs, temporary)
    throw error
  }
  await syncFolder(fs, folder)
}

/** Makes a new file whose content is on the disk when this returns; nothing is left of it after a failure. */
export async function createSynced(
  fs: FileSystem,
  path: string,
  bytes: Uint8Array,
  like?: Pick<FileFacts, 'mode' | 'uid' | 'gid'>,
): Promise<void> {
  const file = await fs.open(path, 'wx', 0o600)
  try {
    try {
      await file.writeFile(bytes)
      if (like) {
        await keepOwner(file, like)
        await file.chmod(like.mode)
      }
      await file.sync()
    } finally {
      await file.close()
    }
  } catch (error) {
    await removeLeftover(fs, path)
    throw error
  }
}

/** Makes renames and removals in a folder durable; systems that cannot sync a folder keep them in order by themselves. */
export async function syncFolder(fs: FileSystem, folder: string): Promise<void> {
  try {
    const opened = await fs.open(folder, 'r')
    try {
      await opened.sync()
    } finally {
      await opened.close()
    }
  } catch (error) {
    const code = failureCode(error)
    if (code === 'EISDIR' || code === 'EINVAL' || code === 'ENOTSUP') return
    if (process.platform === 'win32' && (code === 'EPERM' || code === 'EACCES')) return
    throw error
  }
}

/** Removes a temporary after a failure that is about to be reported; a second failure must not hide the first. */
export async function removeLeftover(fs: FileSystem, path: string): Promise<boolean> {
  try {
    await fs.unlink(path)
    return true
  } catch (error) {
    return failureCode(error) === 'ENOENT'
  }
}

/** Only the owner or root may give a file away; for everybody else the new file is theirs. */
async function keepOwner(
  file: { chown(uid: number, gid: number): Promise<void> },
  like: Pick<FileFacts, 'uid' | 'gid'>,
): Promise<void> {
  try {
    await file.chown(like.uid, like.gid)
  } catch (error) {
    const code = failureCode(error)
    if (code !== 'EPERM' && code !== 'EACCES' && code !== 'EINVAL' && code !== 'ENOSYS') throw error
  }
}
