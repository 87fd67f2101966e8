import { constants } from 'node:fs'
import { access, mkdir, open, readdir, readFile, rename, stat, unlink, utimes } from 'node:fs/promises'

/** What is known of a file without reading it. `identity` differs whenever the file was written or replaced. */
export type FileFacts = { mode: number; uid: number; gid: number; modified: number; identity: string }

/** A file opened for writing, or a folder opened to be synced. */
export type OpenFile = {
  writeFile(bytes: Uint8Array): Promise<void>
  sync(): Promise<void>
  chmod(mode: number): Promise<void>
  chown(uid: number, gid: number): Promise<void>
  close(): Promise<void>
}

/** The few operations durable files are made of; failures are Node's own errors with their code. */
export type FileSystem = {
  readFile(path: string): Promise<Buffer>
  /** `wx` makes a new file and fails when there is one; `r` is for syncing a folder. */
  open(path: string, flags: 'wx' | 'r', mode?: number): Promise<OpenFile>
  rename(from: string, to: string): Promise<void>
  unlink(path: string): Promise<void>
  stat(path: string): Promise<FileFacts>
  readdir(path: string): Promise<string[]>
  /** With the folders above it; fine when it is there. */
  mkdir(path: string): Promise<void>
  /** Fails when the file or folder cannot be written. */
  writable(path: string): Promise<void>
  /** Sets the time of last change to now. */
  touch(path: string): Promise<void>
}

/** The disk. */
export const disk: FileSystem = {
  readFile: (path) => readFile(path),
  open: (path, flags, mode) => open(path, flags, mode),
  rename: (from, to) => rename(from, to),
  unlink: (path) => unlink(path),
  async stat(path) {
    const { mode, uid, gid, ino, size, mtimeNs, ctimeNs, mtimeMs } = await stat(path, { bigint: true })
    return {
      mode: Number(mode & 0o7777n),
      uid: Number(uid),
      gid: Number(gid),
      modified: Number(mtimeMs),
      identity: [ino, size, mtimeNs, ctimeNs].join('.'),
    }
  },
  readdir: (path) => readdir(path),
  async mkdir(path) {
    await mkdir(path, { recursive: true })
  },
  writable: (path) => access(path, constants.W_OK),
  async touch(path) {
    const now = new Date()
    await utimes(path, now, now)
  },
}

/** The system's code of a failed file operation, such as ENOSPC; undefined for anything else. */
export function failureCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined
  return typeof error.code === 'string' ? error.code : undefined
}

/** The value, or undefined when the file or folder is not there. */
export async function ifThere<T>(wanted: Promise<T>): Promise<T | undefined> {
  try {
    return await wanted
  } catch (error) {
    if (failureCode(error) === 'ENOENT') return undefined
    throw error
  }
}
