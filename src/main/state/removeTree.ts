import { rm } from 'node:fs/promises'

/** Removes a folder with everything in it; links in it are removed, not followed. Fine when it is not there. */
export async function removeTree(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true })
}
