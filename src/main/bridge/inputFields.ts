import type { z } from 'zod'

const FIELDS = 20
const LENGTH = 80

/** The paths an input is wrong at, never its values: `users.3.name`; the whole input is `input`. Pure. */
export function fieldsOf(issues: readonly z.core.$ZodIssue[]): string[] {
  const fields = new Set<string>()
  collect(issues, [], fields)
  return [...fields].slice(0, FIELDS)
}

function collect(issues: readonly z.core.$ZodIssue[], above: readonly PropertyKey[], fields: Set<string>): void {
  for (const issue of issues) {
    if (fields.size >= FIELDS) return
    const path = [...above, ...issue.path]
    if (issue.code === 'unrecognized_keys') {
      for (const key of issue.keys) fields.add(spell([...path, key]))
    } else if (issue.code === 'invalid_union' && issue.errors.some((branch) => branch.length > 0)) {
      // The branch that is least wrong is the one that was meant.
      const [nearest] = issue.errors.filter((branch) => branch.length > 0).toSorted((a, b) => weight(a) - weight(b))
      collect(nearest ?? [], path, fields)
    } else fields.add(spell(path))
  }
}

function weight(issues: readonly z.core.$ZodIssue[]): number {
  return issues.reduce((sum, issue) => sum + (issue.code === 'unrecognized_keys' ? issue.keys.length : 1), 0)
}

function spell(path: readonly PropertyKey[]): string {
  return path.length === 0 ? 'input' : path.map(String).join('.').slice(0, LENGTH)
}
