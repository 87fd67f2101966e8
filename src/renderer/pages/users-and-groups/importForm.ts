import type { MethodInput } from '../../../contract/contract'
import { sameButForCase } from '../../../contract/nameRules'
import { PASSWORD_RULES } from '../../../contract/passwordRules'
import { judge, NO_PASSWORD, passwordProblems, type TypedPassword } from '../../parts/NewPassword'
import type { EstimatePassword } from '../../parts/useEstimate'
import type { usersText } from '../../text/users'

/** How imported users get their passwords: all the same one, or each their own. Lives in the dialog only. */
export type ImportPasswords = {
  way: 'one' | 'each'
  one: TypedPassword
  each: ReadonlyMap<string, string>
  mustChange: boolean
}

export const FIRST_PASSWORDS: ImportPasswords = { way: 'one', one: NO_PASSWORD, each: new Map(), mustChange: true }

/** More than this are not typed in one by one. */
export const MOST_EACH = 100

export function isGood(password: string, name: string, estimate: EstimatePassword | undefined): boolean {
  const report = judge(password, name, estimate)
  return !report.tooLong && PASSWORD_RULES.every((rule) => report.met[rule] !== false)
}

/** What is still missing, in words. One password for all must suit every name. */
export function importProblems(
  names: readonly string[],
  passwords: ImportPasswords,
  words: { missing: (typeof usersText)['en']['missing']; each: (names: readonly string[]) => string },
  estimate: EstimatePassword | undefined,
): string[] {
  if (names.length === 0) return []
  if (passwords.way === 'each') {
    const without = names.filter((name) => !isGood(passwords.each.get(name) ?? '', name, estimate))
    return without.length === 0 ? [] : [words.each(without)]
  }
  return passwordProblems(passwords.one, unluckyName(names, passwords.one.password), words, estimate)
}

/** The one name a password does not suit, where there is such; the rules are shown for that. */
export function unluckyName(names: readonly string[], password: string): string {
  return names.find((name) => sameButForCase(password, name)) ?? names[0] ?? ''
}

/** `fixed` may not change their passwords, so they cannot be told to either. */
export function importUsers(
  names: readonly string[],
  passwords: ImportPasswords,
  fixed: ReadonlySet<string>,
): MethodInput<'users.import'>['users'] {
  return names.map((name) => ({
    name,
    password: passwords.way === 'one' ? passwords.one.password : (passwords.each.get(name) ?? ''),
    mustChangePassword: passwords.mustChange && !fixed.has(name),
  }))
}
