import { constants } from 'node:fs'
import { open, type FileHandle } from 'node:fs/promises'
import { dirname } from 'node:path'
import { syncFolder } from './durableFile'
import { disk, ifThere } from './fileSystem'

/** A file opened for reading at any place; whoever opens it closes it. */
export type ReadableFile = {
  /** Bytes at present. */
  size(): Promise<number>
  /** The bytes from `at`, fewer at the end of the file. */
  read(at: number, length: number): Promise<Buffer>
  close(): Promise<void>
}

/** A file that only grows. */
export type AppendedFile = ReadableFile & {
  /** Puts bytes at the end. After a failure any number of them may be there. */
  append(bytes: Uint8Array): Promise<void>
  /** Everything appended survives a loss of power once this has returned. */
  sync(): Promise<void>
}

const NO_FOLLOW = constants.O_NOFOLLOW ?? 0

/** Opens a file to append to it; makes it for its owner only where it is not there. */
export async function openToAppend(path: string): Promise<AppendedFile> {
  const { O_RDWR, O_APPEND, O_CREAT, O_EXCL } = constants
  const there = await ifThere(open(path, O_RDWR | O_APPEND | NO_FOLLOW))
  if (there) return privately(there)
  // Another program may make it at the same moment.
  const made = await open(path, O_RDWR | O_APPEND | O_CREAT | O_EXCL | NO_FOLLOW, 0o600).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return undefined
    throw error
  })
  if (!made) return openToAppend(path)
  try {
    await syncFolder(disk, dirname(path))
    return await privately(made)
  } catch (error) {
    await made.close()
    throw error
  }
}

/** Undefined where there is none. */
export async function openToRead(path: string): Promise<ReadableFile | undefined> {
  const file = await ifThere(open(path, constants.O_RDONLY))
  return file && readable(file)
}

async function privately(file: FileHandle): Promise<AppendedFile> {
  try {
    if (process.platform !== 'win32' && ((await file.stat()).mode & 0o077) !== 0) await file.chmod(0o600)
  } catch (error) {
    await file.close()
    throw error
  }
  return {
    ...readable(file),
    async append(bytes) {
      for (let written = 0; written < bytes.length;) {
        written += (await file.write(bytes, written)).bytesWritten
      }
    },
    sync: () => file.sync(),
  }
}

function readable(file: FileHandle): ReadableFile {
  return {
    size: async () => (await file.stat()).size,
    async read(at, length) {
      const bytes = Buffer.allocUnsafe(length)
      let size = 0
      while (size < length) {
        const { bytesRead } = await file.read(bytes, size, length - size, at + size)
        if (bytesRead === 0) break
        size += bytesRead
      }
      return bytes.subarray(0, size)
    },
    close: () => file.close(),
  }
}
