import { hash } from 'node:crypto'
import { realpath } from 'node:fs/promises'
import { confinedFolderIn } from '../state/confinedFolder'
import { disk, ifThere } from '../state/fileSystem'
import { writeAddress, type Address } from './address'

/** A login that stands for somebody in later connections to one daemon. */
export type SavedLogin = { user: string; loginToken: string }

/** Where the command line keeps its login to one daemon: a file of its owner only, in the state folder. */
export type LoginStore = {
  /** Undefined where there is none, or none that can be used. */
  read(): Promise<SavedLogin | undefined>
  save(login: SavedLogin): Promise<void>
  forget(): Promise<void>
}

const MOST_BYTES = 16_384

export function savedLoginFor(address: Address, { stateFolder }: { stateFolder: string }): LoginStore {
  const name = `login-${hash('sha256', writeAddress(address)).slice(0, 16)}.json`
  const folder = async () => confinedFolderIn(await realpath(stateFolder), 'run')
  return {
    async read() {
      const there = await ifThere(folder())
      const bytes = await there?.read(name, MOST_BYTES)
      return bytes && savedIn(Buffer.from(bytes).toString())
    },
    async save({ user, loginToken }) {
      await disk.mkdir(stateFolder)
      await (await folder()).write(name, Buffer.from(`${JSON.stringify({ user, loginToken })}\n`))
    },
    async forget() {
      await (await ifThere(folder()))?.remove(name)
    },
  }
}

/** What is damaged is no login. */
function savedIn(text: string): SavedLogin | undefined {
  let saved: unknown
  try {
    saved = JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
  if (typeof saved !== 'object' || saved === null || !('user' in saved) || !('loginToken' in saved)) return undefined
  const { user, loginToken } = saved
  return typeof user === 'string' && typeof loginToken === 'string' ? { user, loginToken } : undefined
}
