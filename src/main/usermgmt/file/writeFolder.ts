import { join } from 'node:path'
import { AppError } from '../../../contract/errors'
import { ifThere, type FileSystem } from '../../state/fileSystem'
import { FILES, importedName, OLD_FILE, SUBJECTS, type Subject } from './fileNames'
import { inWords } from './fileFailure'
import type { FolderLock } from './folderLock'
import { groupsBytes } from './groupRows'
import { commit, recover, type Move, type Write } from './journal'
import { objectsBytes } from './objectRows'
import { databaseFilesIn, readPrimaries, type FolderReading } from './readFolder'
import type { Tables } from './tables'
import { usersBytes } from './userRows'

export type FolderBytes = Record<Subject, Buffer>

/** What the three files have to hold now; a file whose rows nobody changed is what was read, to the byte. */
export function bytesOf({ users, groups, objects }: Tables, reading: FolderReading): FolderBytes {
  return {
    users: users.changed ? usersBytes(users.rows(), reading.users.ends) : reading.users.content,
    groups: groups.changed ? groupsBytes(groups.rows(), reading.groups.ends) : reading.groups.content,
    objects: objects.changed ? objectsBytes(objects.rows(), reading.objects.ends) : reading.objects.content,
  }
}

/**
 * Makes the three files hold what is wanted, all or none. `accept` says whether bytes found on the disk may be replaced;
 * those that are wanted anyway always may. Without it everything may. A copy is written along with its primary only. `old`: what
 * was read of an older runtime's database, which these files take the place of; it is put aside, never removed.
 */
export async function writeFolder({
  fs,
  folder,
  lock,
  wanted,
  accept,
  old,
}: {
  fs: FileSystem
  folder: string
  lock: FolderLock
  wanted: FolderBytes
  accept: ((subject: Subject, now: Buffer | undefined) => boolean) | undefined
  old?: Buffer | undefined
}): Promise<void> {
  await inWords(folder, async () => {
    await recover(fs, folder)
    const now = await readPrimaries(fs, folder)
    const stale = SUBJECTS.filter((subject) => !(now[subject]?.equals(wanted[subject]) ?? false))
    const foreign: string[] = accept
      ? stale.filter((subject) => !accept(subject, now[subject])).map((subject) => FILES[subject].name)
      : []
    const oldNow = old && (await ifThere(fs.readFile(join(folder, OLD_FILE))))
    if (accept && old && oldNow && !oldNow.equals(old)) foreign.push(OLD_FILE)
    if (foreign.length > 0) throw new AppError('changed-outside', { files: foreign })
    const primaries: Write[] = []
    const copies: Write[] = []
    for (const subject of stale) {
      const { name, copy } = FILES[subject]
      const like = await ifThere(fs.stat(join(folder, name)))
      primaries.push({ name, before: now[subject], after: wanted[subject], like })
      if (copy === undefined) continue
      const before = await ifThere(fs.readFile(join(folder, copy)))
      if (before?.equals(wanted[subject])) continue
      const likeCopy = (await ifThere(fs.stat(join(folder, copy)))) ?? like
      copies.push({ name: copy, before, after: wanted[subject], like: likeCopy })
    }
    const moves: Move[] = oldNow
      ? [{ from: OLD_FILE, to: importedName(await fs.readdir(folder)), content: oldNow }]
      : []
    if (primaries.length + moves.length === 0) return
    await commit(fs, folder, { writes: [...primaries, ...copies], moves }, () => lock.verify())
  })
}

/** A new database never takes the place of one that is there. */
export async function refuseDatabaseIn(fs: FileSystem, folder: string): Promise<void> {
  if ((await databaseFilesIn(fs, folder)).length > 0) {
    throw new AppError('already-exists', { subject: 'database', name: folder })
  }
}
