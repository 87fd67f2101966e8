import { AppError } from '../../contract/errors'
import { ADMINISTRATOR, nameFault } from '../../contract/nameRules'
import { judgePassword, PASSWORD_RULES } from '../../contract/passwordRules'
import type { UserTable } from './context'
import { administratorsIn, withinGroup, type MembershipTable } from './memberships'
import { estimatePassword } from './passwordPolicy'

/** Users and memberships, as they are or as they would be after a planned change. */
export type People = { users: UserTable; memberships: MembershipTable }

/**
 * Who can administer: in Administrator, directly or nested, existing, and no account of the controller itself. Where
 * users are not listed, membership alone counts.
 */
export function administratorsOf({ users, memberships }: People): string[] {
  const names = [...administratorsIn(memberships)]
  if (users === undefined) return names
  return names.filter((name) => users.get(name)?.internal === false)
}

/** The last administrator stays one (user-management 6); where there is none yet, nothing is held up. */
export function keepAdministrator(before: People, after: People): void {
  const [last] = administratorsOf(before)
  if (last !== undefined && administratorsOf(after).length === 0) {
    throw new AppError('last-administrator', { name: last })
  }
}

/** The group Administrator is neither removed nor renamed. */
export function keepAdministratorGroup(group: string): void {
  if (group === ADMINISTRATOR) throw new AppError('administrator-group')
}

/** Names that are taken, as they are and without upper and lower case. */
export type TakenNames = { exact: Set<string>; folded: Set<string> }

/** `own`: the present name of what is being renamed, which may differ from its new one in case alone. */
export function takenNames(existing: Iterable<string>, own?: string): TakenNames {
  const exact = new Set(existing)
  if (own !== undefined) exact.delete(own)
  return { exact, folded: new Set([...exact].map((name) => name.toLowerCase())) }
}

/** A good name that no other has, nor one that a person would read as the same. */
export function checkNewName(subject: 'user' | 'group', name: string, taken: TakenNames): void {
  const fault = nameFault(name)
  if (fault !== undefined) throw new AppError('name-refused', { subject, name, fault })
  if (taken.exact.has(name)) throw new AppError('already-exists', { subject, name })
  if (taken.folded.has(name.toLowerCase())) {
    throw new AppError('name-refused', { subject, name, fault: 'differs-only-in-case' })
  }
}

/** May not change and must change together make no sense (user-management 6). */
export function checkFlags(name: string, flags: { mayChangePassword: boolean; mustChangePassword: boolean }): void {
  if (!flags.mayChangePassword && flags.mustChangePassword) throw new AppError('flags-contradict', { name })
}

type PasswordCheck = {
  name: string
  password: string
  /** SECURITY.UserMgmt.PasswordPolicy; without it only what a database can hold is asked for. */
  policy: boolean
  /** Where it is known: the password that is to be replaced. */
  current?: string
}

/** The rules of contract/passwordRules, with the estimate. Fails with `password-refused`, which says what is missing. */
export async function checkPassword({ name, password, policy, current }: PasswordCheck): Promise<void> {
  if (password === '') throw new AppError('password-refused', { missing: ['empty'] })
  const { met, tooLong } = judgePassword(password, name, policy ? await estimatePassword(password, name) : undefined)
  const missing: string[] = policy ? PASSWORD_RULES.filter((rule) => met[rule] !== true) : []
  if (tooLong) missing.push('too-long')
  if (policy && password === current) missing.push('current')
  if (missing.length > 0) throw new AppError('password-refused', { missing })
}

/** Putting a group into another one must not close a circle. */
export function checkNoCycle(memberships: MembershipTable, membership: { group: string; member: string }): void {
  const chain = withinGroup(memberships, membership.member).get(membership.group)
  if (chain !== undefined) throw new AppError('group-cycle', { path: [membership.group, ...chain] })
}

const BAD_SIGN = /[,"<>\u0000-\u001f\u007f-\u009f\u2028\u2029]/u
const OBJECT_NAME_LENGTH = 4096
const ROOTS: ReadonlySet<string> = new Set(['Device', '/'])

/** An object's name fits the file and lies in one of the two trees (user-management 6), or in a tree that is there. */
export function checkObjectName(name: string, isKnown: (name: string) => boolean): void {
  const refuse = (fault: string): never => {
    throw new AppError('name-refused', { subject: 'object', name, fault })
  }
  const parts = name === '/' ? [name] : name.startsWith('/') ? name.slice(1).split('/') : name.split('.')
  if (parts.includes('')) refuse('empty')
  if (name.length > OBJECT_NAME_LENGTH) refuse('too-long')
  if (BAD_SIGN.test(name) || !name.isWellFormed()) refuse('sign')
  if (name.trim() !== name) refuse('space-at-end')
  const root = name.startsWith('/') ? '/' : (parts[0] ?? name)
  if (!ROOTS.has(root) && !isKnown(root)) throw new AppError('not-found', { subject: 'object', name: root })
}
