import { resolve } from 'node:path'
import { disk, type FileSystem } from '../../state/fileSystem'
import { NEW_DATABASE } from '../standardObjects'
import { inWords } from './fileFailure'
import { withFolderLock } from './folderLock'
import { groupRow, groupsBytes } from './groupRows'
import { objectRow, objectsBytes } from './objectRows'
import { RUNTIME_ENDS } from './textLines'
import { usersBytes } from './userRows'
import { refuseDatabaseIn, writeFolder, type FolderBytes } from './writeFolder'

/** Writes a new database without any user into a new folder or one that has none; refuses to replace one. */
export async function createDatabase(folder: string, { fs = disk }: { fs?: FileSystem } = {}): Promise<void> {
  const to = resolve(folder)
  await refuseDatabaseIn(fs, to)
  await inWords(to, () => fs.mkdir(to))
  await withFolderLock(
    to,
    async (lock) => {
      await refuseDatabaseIn(fs, to)
      await writeFolder({ fs, folder: to, lock, wanted: newDatabaseBytes(), accept: undefined })
    },
    { fs },
  )
}

/** What the files of a database hold that nobody has put anything into yet. */
export function newDatabaseBytes(): FolderBytes {
  return {
    users: usersBytes([], RUNTIME_ENDS),
    groups: groupsBytes(
      NEW_DATABASE.groups.map((name) => groupRow(name)),
      RUNTIME_ENDS,
    ),
    objects: objectsBytes(
      NEW_DATABASE.objects.map(({ name, entries }) => objectRow(name, entries)),
      RUNTIME_ENDS,
    ),
  }
}
