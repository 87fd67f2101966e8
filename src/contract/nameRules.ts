/** Why a user or group name is refused (user-management 5), or undefined for a good one. Length is 1–59 bytes of UTF-8. */
export type NameFault = 'empty' | 'too-long' | 'sign' | 'space-at-end' | 'reserved'

export const NAME_BYTES = 59
export const PASSWORD_BYTES = 59
/** The group that cannot be removed and whose members have every right. */
export const ADMINISTRATOR = 'Administrator'
export const RESERVED_NAMES: readonly string[] = ['Everyone']

export function nameFault(name: string): NameFault | undefined {
  if (name === '') return 'empty'
  if (byteLength(name) > NAME_BYTES) return 'too-long'
  if (/[,"<>\u0000-\u001f\u007f-\u009f\u2028\u2029]/u.test(name) || !name.isWellFormed()) return 'sign'
  if (name.trim() !== name) return 'space-at-end'
  if (RESERVED_NAMES.some((reserved) => sameButForCase(reserved, name))) return 'reserved'
  return undefined
}

/** Two names that a person would read as one. */
export function sameButForCase(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase()
}

export function byteLength(text: string): number {
  return new TextEncoder().encode(text).length
}
