import { createSynced, removeLeftover } from '../state/durableFile'
import { disk, failureCode, ifThere } from '../state/fileSystem'
import { START, type Link } from './entry'

const HEAD = /^(\d{1,15}) ([\da-f]{64})\n$/

/** The last entry as it was noted beside the log; undefined where there is no such note, or one that nobody can read. */
export async function readHead(path: string): Promise<Link | undefined> {
  const [, seq, hash] = HEAD.exec((await ifThere(disk.readFile(path)))?.toString('latin1') ?? '') ?? []
  return seq === undefined || hash === undefined ? undefined : { seq: Number(seq), hash }
}

/**
 * Notes the last entry, whole or not at all. After a loss of power an older note may be there, never a newer one; only
 * whoever holds the log's lock calls this.
 */
export async function writeHead(path: string, { seq, hash }: Link): Promise<void> {
  const temporary = `${path}.tmp`
  const bytes = Buffer.from(`${seq} ${hash}\n`)
  try {
    await createSynced(disk, temporary, bytes)
  } catch (error) {
    if (failureCode(error) !== 'EEXIST') throw error
    // Of a program that was stopped in between.
    await removeLeftover(disk, temporary)
    await createSynced(disk, temporary, bytes)
  }
  await disk.rename(temporary, path)
}

/** Whether the log ends before the entry that was noted, or with another one in its place. */
export function isBehind(last: Link, noted: Link | undefined): boolean {
  // The note is made before the first entry, so a log without one has lost it.
  if (noted === undefined) return last.seq > START.seq
  return noted.seq > last.seq || (noted.seq === last.seq && noted.hash !== last.hash)
}
