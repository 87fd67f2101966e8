import { chmod, mkdir } from 'node:fs/promises'

/** Makes a folder, with those above it, for its owner only; one that is there already becomes so. */
export async function makePrivateFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  // It may be there from before, and an umask may have taken away what we need ourselves.
  if (process.platform !== 'win32') await chmod(folder, 0o700)
}
