import { basename, dirname, join, resolve } from 'node:path'
import type { Notice } from '../../../contract/databases'
import { AppError } from '../../../contract/errors'
import { failureCode, ifThere, type FileSystem } from '../../state/fileSystem'
import { FILE_NAMES, FILES, JOURNAL_NAME, OLD_FILE, SUBJECTS, type Subject } from './fileNames'
import { inWords } from './fileFailure'
import { withFolderLock, type FolderLock } from './folderLock'
import { groupsBytes, parseGroups, type GroupFileRow } from './groupRows'
import { leftBehind, recover } from './journal'
import { objectsBytes, parseObjects, type ObjectRow } from './objectRows'
import { parseOldUsers, type OldUserDatabase } from './oldUserDatabase'
import { damaged, RUNTIME_ENDS, type LineEnds } from './textLines'
import { parseUsers, usersBytes, type UserRow } from './userRows'

/** One file as read: its rows come from `content`; `onDisk` is the primary as it is there, damaged or missing included. */
export type FileReading<Row> = { rows: Row[]; ends: LineEnds; content: Buffer; onDisk: Buffer | undefined }
export type FolderReading = {
  users: FileReading<UserRow>
  groups: FileReading<GroupFileRow>
  objects: FileReading<ObjectRow>
  /** There while the database of an older runtime is all there is of users: it becomes this one with the first save. */
  old: OldReading | undefined
  notices: Notice[]
}
export type OldReading = { content: Buffer; database: OldUserDatabase; missing: { groups: boolean; objects: boolean } }
type Parse<Row> = (bytes: Uint8Array, file?: string) => { rows: Row[]; ends: LineEnds }

const ATTEMPTS = 20
const READ_NAMES: readonly string[] = [...FILE_NAMES, OLD_FILE]

/** The folder meant by a path: the folder itself, or that of one of the database files. */
export function folderOf(path: string): string {
  return READ_NAMES.includes(basename(path)) ? dirname(resolve(path)) : resolve(path)
}

/** Reads the three files as they were at one moment; a save that was interrupted is finished first. */
export async function readFolder(fs: FileSystem, folder: string, lock?: FolderLock): Promise<FolderReading> {
  let finished = false
  for (let attempt = 1; ; attempt++) {
    const names = await folderNames(fs, folder)
    const left = leftBehind(names)
    if (left !== undefined && (await recovered(fs, folder, { left, lock })) === 'finished') finished = true
    const before = await identities(fs, folder)
    const bytes = await inWords(folder, () => readAll(fs, folder), true)
    const after = await identities(fs, folder)
    // Another program put a save in place while this one was reading: the three files would not belong together.
    const torn = after !== before || (await folderNames(fs, folder)).includes(JOURNAL_NAME)
    if (torn && attempt < ATTEMPTS) continue
    if (torn) throw new AppError('folder-in-use', { folder, by: null })
    const reading = interpret(folder, bytes)
    return finished ? { ...reading, notices: [{ is: 'save-finished' }, ...reading.notices] } : reading
  }
}

/** Reads the primaries alone, as they are. */
export async function readPrimaries(fs: FileSystem, folder: string): Promise<Record<Subject, Buffer | undefined>> {
  const [users, groups, objects] = await Promise.all(
    SUBJECTS.map((subject) => ifThere(fs.readFile(join(folder, FILES[subject].name)))),
  )
  return { users, groups, objects }
}

/** The database files that are in a folder, an older runtime's too; none when there is no such folder. */
export async function databaseFilesIn(fs: FileSystem, folder: string): Promise<string[]> {
  const names = await inWords(folder, () => ifThere(fs.readdir(folder)), true)
  return (names ?? []).filter((name) => READ_NAMES.includes(name))
}

async function folderNames(fs: FileSystem, folder: string): Promise<string[]> {
  try {
    return await fs.readdir(folder)
  } catch (error) {
    const code = failureCode(error)
    if (code === 'ENOENT' || code === 'ENOTDIR') throw new AppError('not-a-database', { folder }, error)
    if (code !== undefined) throw new AppError('file-failed', { file: folder, code }, error)
    throw error
  }
}

async function recovered(
  fs: FileSystem,
  folder: string,
  { left, lock }: { left: 'journal' | 'temporaries'; lock: FolderLock | undefined },
): Promise<'finished' | 'cleaned' | 'nothing' | 'left'> {
  const work = () => inWords(folder, () => recover(fs, folder))
  try {
    if (lock) return await work()
    // Temporaries without a journal may belong to a save that is just beginning: nothing to wait for.
    return await withFolderLock(folder, work, left === 'journal' ? { fs } : { fs, waitMilliseconds: 0 })
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    if (left === 'temporaries' && ['folder-in-use', 'read-only', 'disk-full'].includes(error.code)) return 'left'
    if (error.code !== 'read-only') throw error
    throw damaged(
      JOURNAL_NAME,
      null,
      'a save was interrupted here and cannot be finished in a folder that is read-only',
    )
  }
}

async function identities(fs: FileSystem, folder: string): Promise<string> {
  const facts = await inWords(
    folder,
    () => Promise.all(READ_NAMES.map((name) => ifThere(fs.stat(join(folder, name))))),
    true,
  )
  return facts.map((fact) => fact?.identity ?? '-').join(' ')
}

async function readAll(fs: FileSystem, folder: string): Promise<Map<string, Buffer>> {
  const read = await Promise.all(
    READ_NAMES.map(async (name) => [name, await ifThere(fs.readFile(join(folder, name)))] as const),
  )
  return new Map(read.filter((entry): entry is [string, Buffer] => entry[1] !== undefined))
}

function interpret(folder: string, bytes: ReadonlyMap<string, Buffer>): FolderReading {
  const missing = SUBJECTS.filter((subject) => {
    const { name, copy } = FILES[subject]
    return !bytes.has(name) && (copy === undefined || !bytes.has(copy))
  })
  const old = bytes.get(OLD_FILE)
  if (old !== undefined && missing.includes('users')) return interpretOld(old, bytes, missing)
  if (missing.length === SUBJECTS.length) throw new AppError('not-a-database', { folder })
  if (missing.length > 0) {
    throw new AppError('database-incomplete', { folder, missing: missing.map((subject) => FILES[subject].name) })
  }
  const notices: Notice[] = []
  return {
    users: readOne(bytes, { subject: 'users', parse: parseUsers, notices }),
    groups: readOne(bytes, { subject: 'groups', parse: parseGroups, notices }),
    objects: readOne(bytes, { subject: 'objects', parse: parseObjects, notices }),
    old: undefined,
    // Not looked at: users who have gone since, and their passwords, would come back.
    notices: old === undefined ? notices : [...notices, { is: 'old-left', file: OLD_FILE }],
  }
}

/** No user file but an older runtime's: what is there of the other two stays (seed 003, 1.5.1). */
function interpretOld(content: Buffer, bytes: ReadonlyMap<string, Buffer>, missing: readonly Subject[]): FolderReading {
  const database = parseOldUsers(content)
  const { users, skipped } = database
  const notices: Notice[] = [{ is: 'old-imported', file: OLD_FILE, users: users.length, skipped: [...skipped] }]
  const noGroups = missing.includes('groups')
  const noObjects = missing.includes('objects')
  return {
    users: nothing(usersBytes([], RUNTIME_ENDS)),
    groups: noGroups
      ? nothing(groupsBytes([], RUNTIME_ENDS))
      : readOne(bytes, { subject: 'groups', parse: parseGroups, notices }),
    objects: noObjects
      ? nothing(objectsBytes([], RUNTIME_ENDS))
      : readOne(bytes, { subject: 'objects', parse: parseObjects, notices }),
    old: { content, database, missing: { groups: noGroups, objects: noObjects } },
    notices,
  }
}

/** A file that is not there yet. */
function nothing<Row>(content: Buffer): FileReading<Row> {
  return { rows: [], ends: RUNTIME_ENDS, content, onDisk: undefined }
}

/** The primary, or its copy when the primary is damaged or missing and the copy is good (user-management 5). */
function readOne<Row>(
  bytes: ReadonlyMap<string, Buffer>,
  { subject, parse, notices }: { subject: Subject; parse: Parse<Row>; notices: Notice[] },
): FileReading<Row> {
  const { name, copy } = FILES[subject]
  const onDisk = bytes.get(name)
  const second = copy === undefined ? undefined : bytes.get(copy)
  let damage: AppError
  try {
    if (onDisk) return { ...parse(onDisk, name), content: onDisk, onDisk }
    damage = damaged(name, null, 'the file is missing')
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'database-damaged' || second === undefined) throw error
    damage = error
  }
  if (copy === undefined || second === undefined) throw damage
  const reading = copyOf(parse, { second, copy, damage: onDisk ? damage : undefined })
  const { line, problem } = damage.details
  notices.push({
    is: 'copy-used',
    file: name,
    problem: typeof problem === 'string' ? problem : '',
    line: typeof line === 'number' ? line : null,
  })
  return { ...reading, content: second, onDisk }
}

/** Both damaged: the primary's damage is what is reported. */
function copyOf<Row>(
  parse: Parse<Row>,
  { second, copy, damage }: { second: Buffer; copy: string; damage: AppError | undefined },
): { rows: Row[]; ends: LineEnds } {
  try {
    return parse(second, copy)
  } catch (error) {
    throw damage ?? error
  }
}
