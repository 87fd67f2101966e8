import { readdir, rmdir } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '../../../contract/errors'
import { disk, ifThere } from '../../state/fileSystem'
import { newDatabaseBytes } from './createDatabase'
import { inWords } from './fileFailure'
import { FILES, SUBJECTS } from './fileNames'
import { withFolderLock } from './folderLock'

/**
 * Takes a database away again that is to the byte what `createDatabase` has written; `changed-outside` for any other, of
 * which nothing is touched. `made` are the folders that were made for it, innermost first: they go as long as they are empty.
 */
export async function removeNewDatabase(folder: string, made: readonly string[]): Promise<void> {
  await withFolderLock(folder, async () => {
    const wanted = newDatabaseBytes()
    const files = SUBJECTS.flatMap((subject) => {
      const { name, copy } = FILES[subject]
      return [name, ...(copy === undefined ? [] : [copy])].map((file) => ({ file, bytes: wanted[subject] }))
    })
    const otherwise: string[] = []
    for (const { file, bytes } of files) {
      const now = await inWords(folder, () => ifThere(disk.readFile(join(folder, file))))
      if (!now?.equals(bytes)) otherwise.push(file)
    }
    if (otherwise.length > 0) throw new AppError('changed-outside', { files: otherwise })
    for (const { file } of files) await inWords(folder, () => disk.unlink(join(folder, file)))
  })
  for (const each of made) {
    const rest = await inWords(each, () => readdir(each))
    if (rest.length > 0) return
    await inWords(each, () => rmdir(each))
  }
}
