import { createHash, randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { AppError } from '../../../contract/errors'
import { createSynced, removeLeftover, syncFolder } from '../../state/durableFile'
import { failureCode, ifThere, type FileFacts, type FileSystem } from '../../state/fileSystem'
import { FILE_NAMES, JOURNAL_NAME, OLD_FILE, OLD_IMPORTED, TEMPORARY, temporaryName } from './fileNames'
import { damaged } from './textLines'

/** One file of a save: what it is to hold, and what it held when the save began (undefined: it was not there). */
export type Write = { name: string; before: Uint8Array | undefined; after: Uint8Array; like: FileFacts | undefined }
/** A file that gets another name, which nothing has, as the last step of a save. */
export type Move = { from: string; to: string; content: Uint8Array }
type Rename = { from: string; to: string; before: string | null; after: string }

/**
 * Puts several files in place as one. New contents and a journal of renames are on the disk before the first rename: what
 * happens before that leaves everything as it was, what happens after that is finished by `recover`.
 */
export async function commit(
  fs: FileSystem,
  folder: string,
  { writes, moves }: { writes: readonly Write[]; moves: readonly Move[] },
  verify: () => Promise<void>,
): Promise<void> {
  const save = randomUUID()
  const renames: Rename[] = writes.map(({ name, before, after }, index) => ({
    from: temporaryName(save, index),
    to: name,
    before: before === undefined ? null : digest(before),
    after: digest(after),
  }))
  for (const { from, to, content } of moves) renames.push({ from, to, before: null, after: digest(content) })
  const journal = join(folder, JOURNAL_NAME)
  const made: string[] = []
  try {
    for (const [index, { after, like }] of writes.entries()) {
      const path = join(folder, temporaryName(save, index))
      await createSynced(fs, path, after, like)
      made.push(path)
    }
    await verify()
    await createSynced(fs, journal, journalBytes(renames))
    made.push(journal)
    await syncFolder(fs, folder)
  } catch (error) {
    // The journal goes first: without it the temporaries mean nothing.
    for (const path of made.toReversed()) if (!(await removeLeftover(fs, path)) && path === journal) break
    throw error
  }
  try {
    await finish(fs, folder, renames)
  } catch (error) {
    // A program that thought this one dead has finished the save in its place.
    if (causeOf(error) === 'ENOENT' && (await ifThere(fs.stat(journal))) === undefined) return
    if (!(error instanceof AppError) || !(await takenBack(fs, folder, renames))) throw error
    throw error.cause
  }
}

/**
 * Finishes what an interrupted save left behind, or cleans up what it had not made certain. Only under the folder's lock.
 * A file that somebody else has changed since then is left to them.
 */
export async function recover(fs: FileSystem, folder: string): Promise<'finished' | 'cleaned' | 'nothing'> {
  const path = join(folder, JOURNAL_NAME)
  const bytes = await ifThere(fs.readFile(path))
  const renames = bytes && readJournal(bytes)
  if (renames) {
    const steps = await Promise.all(renames.map((rename) => stateOf(fs, folder, rename)))
    const torn = renames.find((_, index) => steps[index] === 'torn')
    if (torn && steps.includes('done')) {
      throw damaged(torn.to, null, 'a save of it was interrupted and what it was to hold cannot be read')
    }
    if (!torn) {
      await finish(
        fs,
        folder,
        renames.filter((_, index) => steps[index] === 'to-do'),
      )
      await removeTemporaries(fs, folder)
      return 'finished'
    }
  }
  if (bytes) {
    await fs.unlink(path)
    await syncFolder(fs, folder)
  }
  const removed = await removeTemporaries(fs, folder)
  return bytes || removed > 0 ? 'cleaned' : 'nothing'
}

/** Whether a save to this folder is going on or was interrupted. `names` are the folder's. */
export function leftBehind(names: readonly string[]): 'journal' | 'temporaries' | undefined {
  if (names.includes(JOURNAL_NAME)) return 'journal'
  return names.some((name) => TEMPORARY.test(name)) ? 'temporaries' : undefined
}

/**
 * Primaries are in place and on the disk before the first copy is touched: one good file of each kind at every moment. What
 * they take the place of is put aside after all of them.
 */
async function finish(fs: FileSystem, folder: string, renames: readonly Rename[]): Promise<void> {
  const moves = renames.filter(isMove)
  const written = renames.filter((rename) => !isMove(rename))
  const primaries = written.filter(({ to }) => !to.endsWith('_'))
  const copies = written.filter(({ to }) => to.endsWith('_'))
  for (const part of [primaries, copies, moves]) {
    for (const { from, to } of part) await placing(to, () => fs.rename(join(folder, from), join(folder, to)))
    if (part.length > 0) await placing(folder, () => syncFolder(fs, folder))
  }
  await placing(JOURNAL_NAME, () => fs.unlink(join(folder, JOURNAL_NAME)))
  await placing(folder, () => syncFolder(fs, folder))
}

/** A failure from here on is told as such: “nothing was changed” would not be true. */
async function placing(file: string, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    const code = failureCode(error)
    throw code === undefined ? error : new AppError('file-failed', { file, code }, error)
  }
}

/** Gives a save up whose very first rename failed; false when that is too late or fails too. */
async function takenBack(fs: FileSystem, folder: string, renames: readonly Rename[]): Promise<boolean> {
  try {
    const names = await fs.readdir(folder)
    if (!renames.every(({ from }) => names.includes(from))) return false
    await fs.unlink(join(folder, JOURNAL_NAME))
    await syncFolder(fs, folder)
  } catch (error) {
    if (failureCode(error) === undefined) throw error
    return false
  }
  for (const rename of renames) if (!isMove(rename)) await removeLeftover(fs, join(folder, rename.from))
  return true
}

function causeOf(error: unknown): string | undefined {
  return error instanceof AppError ? failureCode(error.cause) : undefined
}

async function stateOf(fs: FileSystem, folder: string, rename: Rename): Promise<'to-do' | 'done' | 'foreign' | 'torn'> {
  const { from, to, before, after } = rename
  const [waiting, there] = await Promise.all([from, to].map((name) => ifThere(fs.readFile(join(folder, name)))))
  const now = there === undefined ? null : digest(there)
  if (now === after) return 'done'
  // It was not made by the save: whoever changed it, or took the new name, is left alone.
  if (isMove(rename) && (now !== null || waiting === undefined || digest(waiting) !== after)) return 'foreign'
  if (now !== before || waiting === undefined) return waiting === undefined && now === before ? 'torn' : 'foreign'
  return digest(waiting) === after ? 'to-do' : 'torn'
}

async function removeTemporaries(fs: FileSystem, folder: string): Promise<number> {
  const left = (await fs.readdir(folder)).filter((name) => TEMPORARY.test(name))
  for (const name of left) await fs.unlink(join(folder, name))
  return left.length
}

/** One line of JSON and the digest of that line: a torn journal does not match. */
function journalBytes(renames: readonly Rename[]): Buffer {
  const line = JSON.stringify({ keyswitch: 'journal', version: 1, renames })
  return Buffer.from(`${line}\n${digest(Buffer.from(line))}\n`)
}

function readJournal(bytes: Buffer): Rename[] | undefined {
  const [line, sum, ...rest] = bytes.toString().split('\n')
  if (line === undefined || rest.length !== 1 || rest[0] !== '' || sum !== digest(Buffer.from(line))) return undefined
  const parsed: unknown = JSON.parse(line)
  if (typeof parsed !== 'object' || parsed === null || !('renames' in parsed)) return undefined
  const { renames } = parsed
  // A journal comes from a folder that anybody may have made: it may name files of a database and nothing else.
  return Array.isArray(renames) && renames.every(isRename) ? renames : undefined
}

function isRename(value: unknown): value is Rename {
  if (typeof value !== 'object' || value === null) return false
  if (!('from' in value) || !('to' in value) || !('before' in value) || !('after' in value)) return false
  const { from, to, before, after } = value
  return (
    typeof from === 'string' &&
    typeof to === 'string' &&
    (from === OLD_FILE ? OLD_IMPORTED.test(to) : TEMPORARY.test(from) && FILE_NAMES.includes(to)) &&
    (before === null || typeof before === 'string') &&
    typeof after === 'string'
  )
}

function isMove({ from }: Pick<Rename, 'from'>): boolean {
  return from === OLD_FILE
}

function digest(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
