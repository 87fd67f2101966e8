import { byteLength, PASSWORD_BYTES, sameButForCase } from './nameRules'

/** Rules a new password must meet, in the order the dialogs list them. `current`, only the program can know. */
export const PASSWORD_RULES = ['length', 'not-name', 'guessable'] as const
export type PasswordRule = (typeof PASSWORD_RULES)[number]

/** How hard a password is to guess: 0 to 4, as zxcvbn counts. */
export type Estimate = 0 | 1 | 2 | 3 | 4

export type PasswordReport = {
  /** Undefined: not known yet, since nobody has made the estimate so far. */
  met: Record<PasswordRule, boolean | undefined>
  /** 0 none, 1 weak, 2 fair, 3 good, 4 strong; undefined while it is not known. */
  strength: Estimate | undefined
  tooLong: boolean
}

const MINIMUM = 8
/** An estimate from here on is not too easy to guess: more than a million tries. */
export const LEAST_ESTIMATE = 2

/** Words that anybody would try first here; they count for the estimate as if they stood in its dictionaries. */
export const WELL_KNOWN_WORDS: readonly string[] = [
  'keyswitch',
  'codesys',
  'administrator',
  'station',
  'controller',
  'steuerung',
  'opcua',
  'plclogic',
  'passwort',
  'kennwort',
]

/** Options of zxcvbn for page and program: what is longer is strong already, and nobody keeps the estimate busy. */
export const ESTIMATE_LIMITS = { maxLength: 40, l33tMaxSubstitutions: 8 } as const

/** What makes a password easy to guess for this user besides dictionaries. */
export function guessesFor(userName: string): string[] {
  return [...WELL_KNOWN_WORDS, userName, ...userName.split(/[^\p{L}\p{N}]+/u)].filter((word) => word !== '')
}

/**
 * Judges a password for a user as it is typed; pure, used by the page and by the program alike. The estimate is made
 * elsewhere, since its dictionaries are large. Length is in characters, the limit in bytes.
 */
export function judgePassword(password: string, userName: string, estimate: Estimate | undefined): PasswordReport {
  const isThere = password !== ''
  const met = {
    length: Array.from(password).length >= MINIMUM,
    'not-name': isThere && !sameButForCase(password, userName),
    guessable: isThere ? isHard(estimate) : false,
  }
  return { met, strength: strengthOf(isThere, met, estimate), tooLong: byteLength(password) > PASSWORD_BYTES }
}

/** Nothing is more than weak that is refused anyway. */
function strengthOf(
  isThere: boolean,
  met: PasswordReport['met'],
  estimate: Estimate | undefined,
): Estimate | undefined {
  if (!isThere) return 0
  if (!met.length || !met['not-name']) return 1
  if (estimate === undefined) return undefined
  return estimate < LEAST_ESTIMATE ? 1 : estimate
}

function isHard(estimate: Estimate | undefined): boolean | undefined {
  return estimate === undefined ? undefined : estimate >= LEAST_ESTIMATE
}
