import { readdir, readFile, realpath, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { disk, ifThere } from '../state/fileSystem'
import type { FileStore } from '../usermgmt/file/store'

export type SampleParts = {
  /** The folder with the sample's files. */
  sample: string
  /** Where copies of it go. */
  copies: string
  openStore: (folder: string) => Promise<FileStore>
  isOpen: (folder: string) => boolean
}

const NAME = 'Sample filling line'
const MOST_COPIES = 10_000

/**
 * A folder with a fresh copy of the sample to try things on; never the sample itself. A copy that nobody changed and
 * nobody has open is as good as a new one, so trying twice does not pile up folders.
 */
export async function copySample({ sample, copies, openStore, isOpen }: SampleParts): Promise<string> {
  await disk.mkdir(copies)
  const root = await realpath(copies)
  for (let number = 1; number <= MOST_COPIES; number += 1) {
    const folder = join(root, number === 1 ? NAME : `${NAME} ${number}`)
    if ((await ifThere(stat(folder))) === undefined) return copyTo(folder, await openStore(sample))
    if (!isOpen(folder) && (await isUnchanged(folder, sample))) return folder
  }
  throw new Error('no name left for a copy of the sample')
}

async function copyTo(folder: string, store: FileStore): Promise<string> {
  try {
    await disk.mkdir(folder)
    await store.saveCopy(folder)
    return folder
  } finally {
    await store.close()
  }
}

/** Every database file of the sample is there as it was; what is not a database file is not copied. */
async function isUnchanged(folder: string, sample: string): Promise<boolean> {
  const files = (await readdir(sample)).filter((name) => name.startsWith('.'))
  const same = await Promise.all(
    files.map(async (file) => {
      const [own, original] = await Promise.all([ifThere(readFile(join(folder, file))), readFile(join(sample, file))])
      return own?.equals(original) === true
    }),
  )
  return same.every(Boolean)
}
