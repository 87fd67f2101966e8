import { AppError } from '../../../contract/errors'

/** The first member of every `.kusers` file says this. */
export const KUSERS_FORMAT = 'keyswitch-users'
/** The newest version that is read, and the one that is written. */
export const KUSERS_VERSION = 1

/** What is looked at before any work is done with a file. Far above what any user database needs. */
export const LIMITS = {
  megabytes: 256,
  nesting: 16,
  /** Of users, of groups, of objects. */
  entries: 1_000_000,
  /** In one entry, such as the users of one group. */
  values: 1_100_000,
  /** Bytes of an entry that are no text: spaces, and the digits of numbers. */
  loose: 8_000_000,
  /** Characters. */
  name: 4096,
} as const

export type FileProblem = 'cut' | 'changed' | 'form' | 'encoding' | 'cost' | 'nothing'

/** A file that is not taken over, and why. */
export function notUnderstood(file: string, problem: FileProblem): AppError {
  return new AppError('file-not-understood', { file, problem })
}

/** `file-too-large` above the limit. */
export function checkSize(file: string, bytes: number): void {
  const most = LIMITS.megabytes
  if (bytes > most * 2 ** 20) throw new AppError('file-too-large', { file, most })
}
