import { lstatSync, unlinkSync } from 'node:fs'
import { join } from 'node:path'
import { createOwn, takeLock, type Probe } from './lockFile'
import { StartRefused } from './startRefused'

/** The token that a daemon made itself, in a file beside its socket for programs of the same person. */
export type OwnToken = { readonly file: string; readonly token: string; remove(): void }

/** Beside the socket; clients look here when they were given no token. */
export const TOKEN_FILE = 'keyswitch.token'

export type OwnTokenParts = { random: (bytes: number) => Buffer; probe?: Probe }

/**
 * Writes a new token, for its owner only (session-daemon 1). Only one that a daemon left behind is replaced: StartRefused
 * for a file that somebody made, a link, or the file of a daemon that runs.
 */
export function writeOwnToken(folder: string, { random, probe }: OwnTokenParts): OwnToken {
  const file = join(folder, TOKEN_FILE)
  const lock = takeLock(`${file}.lock`, probe)
  try {
    const there = lstatSync(file, { throwIfNoEntry: false })
    if (there && !(there.isFile() && lock.replaced)) throw inTheWay(file)
    if (there) unlinkSync(file)
    const token = random(32).toString('base64url')
    const own = createOwn(file, `${token}\n`)
    if (!own) throw inTheWay(file)
    return {
      file,
      token,
      remove() {
        own.remove()
        lock.remove()
      },
    }
  } catch (error) {
    lock.remove()
    throw error
  }
}

function inTheWay(file: string): StartRefused {
  return new StartRefused(
    `${file} is there already and was left by no daemon; use it with --auth-token-file, or remove it and start again.`,
  )
}
