import { chmod, mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { syncFolder } from './durableFile'
import { disk } from './fileSystem'

/** Makes a folder, with those above it, durably and for its owner only; one that is there already becomes so. */
export async function makePrivateFolder(folder: string): Promise<void> {
  const made = await mkdir(folder, { recursive: true, mode: 0o700 })
  if (made !== undefined) await syncFolder(disk, dirname(made))
  // It may be there from before, and an umask may have taken away what we need ourselves.
  if (process.platform !== 'win32') await chmod(folder, 0o700)
}
