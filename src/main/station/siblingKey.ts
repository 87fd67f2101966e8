import { randomBytes, timingSafeEqual } from 'node:crypto'
import { lstatSync, readFileSync } from 'node:fs'
import { createSynced } from '../state/durableFile'
import { disk, failureCode } from '../state/fileSystem'

/**
 * A key that only this person's programs can read. A Keyswitch that shows the sessions of another one proves with it that
 * both follow the same user management; whoever can read it could change that user management's files just as well.
 */
export type SiblingKey = {
  /** Makes the key unless there is one; its folder must be there. */
  create(): Promise<void>
  /** Undefined where there is none, or none that only this person can read. */
  read(): string | undefined
  is(key: string): boolean
}

export function siblingKey(file: string): SiblingKey {
  const read = (): string | undefined => {
    try {
      const facts = lstatSync(file)
      const others = process.platform === 'win32' ? 0 : facts.mode & 0o077
      if (!facts.isFile() || others !== 0) return undefined
      const key = readFileSync(file, 'utf8').trim()
      return key.length >= KEY_LENGTH ? key : undefined
    } catch {
      return undefined
    }
  }
  return {
    async create() {
      try {
        await createSynced(disk, file, Buffer.from(randomBytes(32).toString('base64url')))
      } catch (error) {
        if (failureCode(error) !== 'EEXIST') throw error
      }
    },
    read,
    is(key) {
      const own = read()
      if (own === undefined) return false
      const [one, other] = [Buffer.from(own), Buffer.from(key)]
      return one.length === other.length && timingSafeEqual(one, other)
    },
  }
}

/** 32 bytes in base64url. */
const KEY_LENGTH = 43
