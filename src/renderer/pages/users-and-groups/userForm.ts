import type { MethodInput } from '../../../contract/contract'
import type { User } from '../../../contract/users'
import { NO_PASSWORD, passwordProblems, type TypedPassword } from '../../parts/NewPassword'
import type { EstimatePassword } from '../../parts/useEstimate'
import type { usersText } from '../../text/users'
import { typedFault, type NameSet } from './typedFault'

/** The Add and Edit user dialog as filled in. */
export type UserForm = {
  name: string
  groups: readonly string[]
  password: TypedPassword
  mayChangePassword: boolean
  mustChangePassword: boolean
}

export const EMPTY_USER: UserForm = {
  name: '',
  groups: [],
  password: NO_PASSWORD,
  mayChangePassword: true,
  mustChangePassword: false,
}

/** A user to add, in the group that was chosen if it is still there. */
export function newUser(groups: readonly string[], chosen: string | undefined): UserForm {
  return chosen !== undefined && groups.includes(chosen) ? { ...EMPTY_USER, groups: [chosen] } : EMPTY_USER
}

export function formOf(user: User): UserForm {
  const { name, groups, mayChangePassword, mustChangePassword } = user
  return { name, groups, password: NO_PASSWORD, mayChangePassword, mustChangePassword }
}

/** Who may not change the password cannot be told to: taking the first away visibly takes the second too. */
export function withMayChange(form: UserForm, may: boolean): UserForm {
  return { ...form, mayChangePassword: may, mustChangePassword: may && form.mustChangePassword }
}

type Words = (typeof usersText)['en']['missing']

export type UserChecks = {
  others: NameSet
  words: Words
  estimate: EstimatePassword | undefined
  /** The user being edited; its password may be left empty to keep. */
  before?: User | undefined
}

/** What OK still misses, in words. */
export function userProblems(form: UserForm, { others, words, estimate, before }: UserChecks): string[] {
  const problems: string[] = []
  if (form.name === '') problems.push(words.name)
  else if (typedFault(form.name, others, before?.name)) problems.push(words.goodName)
  const keeps = before !== undefined && form.password.password === '' && form.password.confirm === ''
  if (!keeps) problems.push(...passwordProblems(form.password, form.name, { missing: words }, estimate))
  const flagsTouched =
    form.mayChangePassword !== before?.mayChangePassword || form.mustChangePassword !== before?.mustChangePassword
  // A file may hold such a pair already; it is only refused when somebody sets it.
  if (flagsTouched && form.mustChangePassword && !form.mayChangePassword) problems.push(words.flags)
  return problems
}

export function addInput(database: string, form: UserForm): MethodInput<'users.add'> {
  const group = form.groups[0]
  return {
    database,
    name: form.name,
    password: form.password.password,
    mayChangePassword: form.mayChangePassword,
    mustChangePassword: form.mustChangePassword,
    ...(group === undefined ? {} : { group }),
  }
}

/** Only what differs; undefined when nothing does. */
export function changeInput(database: string, form: UserForm, before: User): MethodInput<'users.change'> | undefined {
  const change = {
    ...(form.name === before.name ? {} : { to: form.name }),
    ...(form.password.password === '' ? {} : { password: form.password.password }),
    ...(sameGroups(form.groups, before.groups) ? {} : { groups: [...form.groups] }),
    ...(form.mayChangePassword === before.mayChangePassword ? {} : { mayChangePassword: form.mayChangePassword }),
    ...(form.mustChangePassword === before.mustChangePassword ? {} : { mustChangePassword: form.mustChangePassword }),
  }
  return Object.keys(change).length === 0 ? undefined : { database, name: before.name, ...change }
}

function sameGroups(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((group) => other.includes(group))
}
