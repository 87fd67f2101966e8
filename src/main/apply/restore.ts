import { realpath } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '../../contract/errors'
import { syncFolder } from '../state/durableFile'
import { disk, ifThere } from '../state/fileSystem'
import { inWords } from '../usermgmt/file/fileFailure'
import { FILE_NAMES } from '../usermgmt/file/fileNames'
import { withFolderLock } from '../usermgmt/file/folderLock'
import { commit, recover, type Write } from '../usermgmt/file/journal'
import { hashesOf, readFiles, unlike, type DatabaseFiles, type FileHashes } from './databaseFiles'
import type { KeptTarget } from './keptRuns'

/**
 * Gives a folder the very files it had before a run, all or none of them, and reads them back. Only where its files are
 * those that the run made, or those of `found`, or of before: anything else is `changed-outside` and stays.
 */
export async function restoreFolder(kept: KeptTarget, found: FileHashes = kept.after): Promise<void> {
  const { folder, before } = kept
  await refuseElsewhere(folder)
  const files = await kept.files()
  await withFolderLock(folder, (lock) =>
    inWords(folder, async () => {
      await recover(disk, folder)
      const present = await readFiles(folder)
      const hashes = hashesOf(present)
      if (unlike(hashes, before).length === 0) return
      if (!isOurs(hashes, kept.after, before) && !isOurs(hashes, found, before)) {
        throw new AppError('changed-outside', { files: unlike(hashes, kept.after) })
      }
      await putInPlace(folder, { present, files }, () => lock.verify())
      if (unlike(hashesOf(await readFiles(folder)), before).length > 0) throw new AppError('not-as-planned', { folder })
    }),
  )
}

/** Files that were not there before go last: when that is interrupted, all the others are those of before already. */
function isOurs(present: FileHashes, after: FileHashes, before: FileHashes): boolean {
  if (unlike(present, after).length === 0) return true
  return FILE_NAMES.every((name) => present[name] === (before[name] ?? after[name]))
}

async function putInPlace(
  folder: string,
  { present, files }: { present: DatabaseFiles; files: DatabaseFiles },
  verify: () => Promise<void>,
): Promise<void> {
  const writes: Write[] = []
  for (const [name, bytes] of files) {
    const now = present.get(name)
    if (bytes === undefined || (now !== undefined && Buffer.from(now).equals(bytes))) continue
    writes.push({ name, before: now, after: bytes, like: await ifThere(disk.stat(join(folder, name))) })
  }
  if (writes.length > 0) await commit(disk, folder, { writes, moves: [] }, verify)
  await verify()
  for (const [name, bytes] of files) if (bytes === undefined) await ifThere(disk.unlink(join(folder, name)))
  await syncFolder(disk, folder)
}

/** The path may lead elsewhere by now, where nobody ever applied anything. */
async function refuseElsewhere(folder: string): Promise<void> {
  const real = await inWords(folder, () => ifThere(realpath(folder)), true)
  if (real === undefined) throw new AppError('not-found', { subject: 'folder', name: folder })
  if (real !== folder) throw new AppError('changed-outside', { files: [folder] })
}
