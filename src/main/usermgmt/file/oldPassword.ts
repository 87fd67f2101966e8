import { createHash } from 'node:crypto'
import { NEW_COST, SALT_BYTES, type Hashing } from './hashing'
import { credentialText } from './userRows'

/** What an older runtime kept of a password, in lower-case hexadecimal: MD5 of its UTF-8 (*unverified against a controller*). */
export function md5Of(password: string): string {
  return createHash('md5').update(password).digest('hex')
}

/** No MD5 stays as it was: it is salted and hashed as a password would be (type 4). When it was last changed nobody knows. */
export async function oldCredential(
  md5: string,
  sources: { hashing: Hashing; random(bytes: number): Uint8Array },
): Promise<string> {
  const salt = Buffer.from(sources.random(SALT_BYTES)).toString('hex')
  const hash = await sources.hashing.hash(md5, salt, NEW_COST)
  return credentialText({ salt, hash, cost: NEW_COST, time: 0 }, 'md5')
}
