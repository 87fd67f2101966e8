import { byteLength, PASSWORD_BYTES, sameButForCase } from './nameRules'

/** Rules a new password must meet, in the order the dialogs list them. */
export const PASSWORD_RULES = ['length', 'not-name', 'no-sequence'] as const
export type PasswordRule = (typeof PASSWORD_RULES)[number]

/** Shown as advice and counted for strength; never required. */
export const PASSWORD_ADVICE = ['sign'] as const
export type PasswordAdvice = (typeof PASSWORD_ADVICE)[number]

export type PasswordReport = {
  met: Record<PasswordRule | PasswordAdvice, boolean>
  /** 0 none, 1 weak, 2 fair, 3 good, 4 strong. */
  strength: 0 | 1 | 2 | 3 | 4
  tooLong: boolean
}

const MINIMUM = 8

/** Judges a password for a user as it is typed; pure, used by the page and by the program alike. Length is in characters, the limit in bytes. */
export function judgePassword(password: string, userName: string): PasswordReport {
  const characters = Array.from(password)
  const met = {
    length: characters.length >= MINIMUM,
    'not-name': password !== '' && !sameButForCase(password, userName),
    'no-sequence': password !== '' && !isSequence(characters),
    sign: /[^\p{L}\p{N}\s]/u.test(password),
  }
  const kinds = [/\p{Ll}/u, /\p{Lu}/u, /\p{N}/u, /[^\p{L}\p{N}]/u].filter((kind) => kind.test(password)).length
  const points =
    (characters.length >= 12 ? 1 : 0) + (characters.length >= 16 ? 1 : 0) + (kinds >= 2 ? 1 : 0) + (kinds >= 3 ? 1 : 0)
  const fits = met.length && met['not-name'] && met['no-sequence']
  const strength = password === '' ? 0 : !fits ? 1 : points >= 3 ? 4 : points >= 2 ? 3 : 2
  return { met, strength, tooLong: byteLength(password) > PASSWORD_BYTES }
}

const COMMON = [
  'password',
  'passwort',
  'qwertz',
  'qwerty',
  'asdfgh',
  'administrator',
  'changeme',
  'letmein',
  'welcome',
  'iloveyou',
]

/** One sign repeated, a run up or down (12345678, hgfedcba), or a well-known word with at most three more signs. */
function isSequence(characters: string[]): boolean {
  const codes = characters.map((sign) => sign.toLowerCase().codePointAt(0) ?? 0)
  const steps = new Set(codes.slice(1).map((code, index) => code - (codes[index] ?? 0)))
  const step = [...steps][0]
  if (steps.size <= 1 && (step === undefined || Math.abs(step) <= 1)) return true
  const text = characters.join('').toLowerCase()
  return COMMON.some((word) => text.includes(word) && text.length - word.length <= 3)
}
