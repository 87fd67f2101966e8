import { randomUUID } from 'node:crypto'
import { constants } from 'node:fs'
import { mkdir, open, readdir, readlink, realpath, unlink, type FileHandle } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { Confined, readConfined } from './confinedFile'
import { createSynced, removeLeftover } from './durableFile'
import { disk, failureCode, ifThere } from './fileSystem'

/** Small files in a folder that others can write to as well; links in it are never followed. */
export type ConfinedFolder = {
  names(): Promise<string[]>
  /** Undefined where there is none, or something that is no small regular file. */
  read(name: string, most: number): Promise<Uint8Array | undefined>
  /** Whole or not at all, in place of whatever has the name, and readable by its owner only. */
  write(name: string, bytes: Uint8Array): Promise<void>
  remove(name: string): Promise<void>
}

/** A name that stays in its folder. */
const NAME = /^[\w-][\w.-]{0,127}$/

/**
 * The folder `name` inside a real folder; both are made when something is written. On Linux all changes go through the
 * opened folder, so that exchanging it for a link gains nothing; elsewhere its place is checked before each of them.
 */
export function confinedFolderIn(place: string, name: string): ConfinedFolder {
  const inside = join(place, name)
  return {
    async names() {
      return (await ifThere(within(inside, (path) => readdir(path)))) ?? []
    },
    async read(name, most) {
      if (!NAME.test(name)) return undefined
      try {
        return await readConfined(join(inside, name), { roots: [inside], most })
      } catch (error) {
        if (error instanceof Confined) return undefined
        throw error
      }
    },
    async write(name, bytes) {
      if (!NAME.test(name)) throw new Confined()
      await makeFolder(place)
      await makeFolder(inside)
      await within(inside, (path) => replacePrivately(join(path, name), bytes))
    },
    async remove(name) {
      if (NAME.test(name)) await ifThere(within(inside, (path) => unlink(join(path, name))))
    },
  }
}

/** Gives a path that stays the folder it was, whatever happens to names on the way to it. */
async function within<T>(folder: string, work: (path: string) => Promise<T>): Promise<T> {
  const opened = await open(folder, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW)
  try {
    const through = await throughOpen(opened)
    if ((through === undefined ? await realpath(folder) : await readlink(through)) !== folder) throw new Confined()
    return await work(through ?? folder)
  } finally {
    await opened.close()
  }
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await within(dirname(folder), (above) => mkdir(join(above, basename(folder)), { mode: 0o700 }))
  } catch (error) {
    if (failureCode(error) !== 'EEXIST') throw error
  }
}

/** Not written over what is there: a link would lead elsewhere, and a file of others would keep its mode. */
async function replacePrivately(path: string, bytes: Uint8Array): Promise<void> {
  const temporary = `${path}.${randomUUID()}.tmp`
  await createSynced(disk, temporary, bytes)
  try {
    await disk.rename(temporary, path)
  } catch (error) {
    await removeLeftover(disk, temporary)
    throw error
  }
}

async function throughOpen(folder: FileHandle): Promise<string | undefined> {
  if (process.platform !== 'linux') return undefined
  const path = `/proc/self/fd/${folder.fd}`
  return (await ifThere(readlink(path))) === undefined ? undefined : path
}
