import { KUSERS_FORMAT } from './format'

/** So much of a file tells what it is. */
const BEGINNING = 256

/** Whether a file begins as a `.kusers` file does; nothing is said of the rest. */
export function looksLikeKusers(bytes: Uint8Array): boolean {
  const beginning = new TextDecoder().decode(bytes.subarray(0, BEGINNING))
  return new RegExp(`^\\uFEFF?\\s*\\{\\s*"format"\\s*:\\s*"${KUSERS_FORMAT}"`, 'u').test(beginning)
}
