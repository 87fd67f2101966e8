import { AppError } from '../../../contract/errors'
import { checkedBytes, hex32, rowsBetween, verifyChecksum } from './checkedFile'
import { readLines, RUNTIME_ENDS } from './textLines'
import { scryptCredential, USER_BITS, type UserRow } from './userRows'

/**
 * What goes along with one user's password: its hash as it stands in the row, and the property bits that nobody sets on
 * their own. An account of the controller itself must not arrive as one that logs in.
 */
export type Credential = Pick<UserRow, 'property' | 'credential'>

const TAG = 'UserCredential'
const ROW = /^c,0x([0-9a-f]{8}),(\d+,[^\u0000-\u001f\u007f\u2028\u2029]+)$/
/** These are carried over by name. */
const FLAGS = USER_BITS.mayChangePassword | USER_BITS.mustChangePassword

export function credentialBytes({ property, credential }: Credential): Uint8Array {
  return checkedBytes(TAG, [`c,${hex32(property & ~FLAGS)},${credential}`], RUNTIME_ENDS)
}

/** `password-refused` for anything that `credentialBytes` does not give. */
export function parseCredential(bytes: Uint8Array): Credential {
  const [row, ...more] = rowsOf(bytes)
  const [, bits, credential] = ROW.exec(row ?? '') ?? []
  if (bits === undefined || credential === undefined || more.length > 0) throw refused()
  const property = Number.parseInt(bits, 16)
  if ((property & FLAGS) !== 0) throw refused()
  if (credential.startsWith('3,') && scryptCredential({ credential }) === undefined) throw refused()
  return { property, credential }
}

/** The flags stay the user's own. */
export function withCredential(row: UserRow, { property, credential }: Credential): Omit<UserRow, 'text'> {
  return { name: row.name, property: ((row.property & FLAGS) | property) >>> 0, credential }
}

function rowsOf(bytes: Uint8Array): string[] {
  try {
    const text = readLines(TAG, bytes)
    const rows = rowsBetween(TAG, TAG, text)
    verifyChecksum(TAG, text)
    return rows
  } catch (error) {
    throw error instanceof AppError ? refused() : error
  }
}

function refused(): AppError {
  return new AppError('password-refused', { missing: ['not-carried'] })
}
