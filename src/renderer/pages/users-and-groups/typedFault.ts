import { nameFault } from '../../../contract/nameRules'
import type { TypedFault } from '../../text/users'

/** What is wrong with a name as typed, among the names there are; its own old name does not count. Nothing typed yet is no fault to show. */
export function typedFault(name: string, others: NameSet, own?: string): TypedFault | undefined {
  const fault = nameFault(name)
  if (fault) return fault
  if (name === own) return undefined
  if (others.exact.has(name)) return 'taken'
  const sameButForCase = others.lower.has(name.toLowerCase()) && name.toLowerCase() !== own?.toLowerCase()
  return sameButForCase ? 'differs-only-in-case' : undefined
}

export type NameSet = { exact: ReadonlySet<string>; lower: ReadonlySet<string> }

/** Names to compare with, made once per list. */
export function nameSet(items: readonly { name: string }[]): NameSet {
  return {
    exact: new Set(items.map((item) => item.name)),
    lower: new Set(items.map((item) => item.name.toLowerCase())),
  }
}
