import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { onTestFinished } from 'vitest'

/** A new folder that is removed when the running test is over. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'keyswitch-test-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** The sample database of the program. */
export const SAMPLE = resolve(import.meta.dirname, '../../resources/sample')

/** A copy of the sample that is removed when the running test is over. */
export async function sampleCopy(): Promise<string> {
  const folder = join(await temporaryFolder(), 'filling-line')
  await cp(SAMPLE, folder, { recursive: true })
  return folder
}

/** Every file of a folder with its bytes as latin1 text, which compares byte for byte and prints well. */
export async function contentsOf(folder: string): Promise<Record<string, string>> {
  const names = await readdir(folder)
  const contents = await Promise.all(
    names.map(async (name) => [name, await readFile(join(folder, name), 'latin1')] as const),
  )
  return Object.fromEntries(contents.toSorted(([one], [other]) => (one < other ? -1 : 1)))
}
