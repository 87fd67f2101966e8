import { constants } from 'node:fs'
import { lstat, open, readlink, realpath, stat, type FileHandle } from 'node:fs/promises'
import { basename, dirname, isAbsolute, join, sep } from 'node:path'

/** Where a file may really lie, and how big it may be. */
export type Confinement = {
  /** Folders; undefined for anywhere. */
  roots: readonly string[] | undefined
  /** Bytes. */
  most: number
}

/** The file may not be read, or cannot be: whoever asked learns nothing else, not even whether it is there. */
export class Confined extends Error {
  constructor() {
    super('confined')
    this.name = 'Confined'
  }
}

/**
 * Reads a regular file that really lies inside one of the roots, links followed. What is checked is the opened file, not
 * its path, so that exchanging a file or link between check and reading gains nothing: on Linux the system itself says
 * where an open file lies (`/proc/self/fd`); elsewhere the place is determined before and after opening, and the file
 * found there has to be the open one. Nothing outside the roots is opened: its place is known before.
 */
export async function readConfined(path: string, { roots, most }: Confinement): Promise<Uint8Array> {
  try {
    const place = await placeOf(path, roots)
    // A pipe or a device must not hold us up; the last step of a real place is no link, unless it was made one just now.
    const file = await open(place, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW)
    try {
      if (!(await file.stat()).isFile()) throw new Confined()
      if (roots && (await placeOfOpen(file, place)) !== place) throw new Confined()
      return await readAtMost(file, most)
    } finally {
      await file.close()
    }
  } catch (error) {
    throw confinedOf(error)
  }
}

/** The real place of a folder inside one of the roots; it may be missing itself, not the folder above it. */
export async function confinedFolder(path: string, roots: readonly string[] | undefined): Promise<string> {
  try {
    refuseIllMeant(path, roots)
    const there = await realpathIfThere(path)
    if (there === undefined) {
      // A link that leads nowhere is no missing folder: making it would make what it points to.
      if (await isThere(path)) throw new Confined()
      return join(await placeOf(dirname(path), roots), basename(path))
    }
    if (!(await stat(there)).isDirectory()) throw new Confined()
    return await placeOf(path, roots)
  } catch (error) {
    throw confinedOf(error)
  }
}

/** The real place of a path; Confined when that is outside. */
async function placeOf(path: string, roots: readonly string[] | undefined): Promise<string> {
  refuseIllMeant(path, roots)
  const place = await realpath(path)
  if (roots && !(await inside(place, roots))) throw new Confined()
  return place
}

function refuseIllMeant(path: string, roots: readonly string[] | undefined): void {
  if (path === '' || path.includes('\0')) throw new Confined()
  if (roots && (!isAbsolute(path) || path.split(/[\\/]/).includes('..'))) throw new Confined()
}

/** A root itself is inside as well. */
async function inside(place: string, roots: readonly string[]): Promise<boolean> {
  const real = await Promise.all(roots.map(realpathIfThere))
  return real.some((root) => {
    // With its separator, so that a folder whose name only begins alike is another one.
    if (root === undefined) return false
    return place === root || place.startsWith(root.endsWith(sep) ? root : root + sep)
  })
}

async function placeOfOpen(file: FileHandle, place: string): Promise<string | undefined> {
  if (process.platform === 'linux') {
    try {
      return await readlink(`/proc/self/fd/${file.fd}`)
    } catch (error) {
      // Without /proc the other way remains.
      if (!hasCode(error)) throw error
    }
  }
  const [opened, now] = await Promise.all([file.stat({ bigint: true }), lstat(place, { bigint: true })])
  if (opened.ino !== now.ino || opened.dev !== now.dev) return undefined
  return realpath(place)
}

async function readAtMost(file: FileHandle, most: number): Promise<Uint8Array> {
  const bytes = Buffer.alloc(most + 1)
  let size = 0
  while (size <= most) {
    const { bytesRead } = await file.read(bytes, size, bytes.length - size, size)
    if (bytesRead === 0) return Uint8Array.from(bytes.subarray(0, size))
    size += bytesRead
  }
  throw new Confined()
}

async function realpathIfThere(path: string): Promise<string | undefined> {
  try {
    return await realpath(path)
  } catch (error) {
    if (hasCode(error)) return undefined
    throw error
  }
}

async function isThere(path: string): Promise<boolean> {
  try {
    await lstat(path)
    return true
  } catch (error) {
    if (hasCode(error)) return false
    throw error
  }
}

/** Every failure of the file system looks the same. */
function confinedOf(error: unknown): unknown {
  return hasCode(error) ? new Confined() : error
}

function hasCode(error: unknown): boolean {
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
}
