import type { Difference } from '../../../contract/databases'

/** A difference in words. */
export type Told = { what: string; where: string }
type Tell = (difference: Difference) => Told

/** A difference at its place in the whole list; undefined while it is not here. */
export type ListedDifference = { key: string; index: number; difference: Difference | undefined }

/** The differences that are here. With `byPlace` each is its place in the list, also while it is not here. */
export function listDifferences(
  differences: readonly (Difference | undefined)[],
  byPlace: boolean,
): readonly ListedDifference[] {
  return differences.map((difference, index) => ({
    key: byPlace || difference === undefined ? String(index) : JSON.stringify(difference),
    index,
    difference,
  }))
}

/** Puts differences into words, each once: hundreds of thousands are only drawn, or searched, a few at a time. */
export function rememberTold(tell: Tell): Tell {
  const told = new WeakMap<Difference, Told>()
  return (difference) => {
    const known = told.get(difference)
    if (known) return known
    const words = tell(difference)
    told.set(difference, words)
    return words
  }
}

/** Those whose words hold a text. */
export function filterDifferences(
  listed: readonly ListedDifference[],
  text: string,
  tell: Tell,
): readonly ListedDifference[] {
  const lower = text.trim().toLowerCase()
  if (lower === '') return listed
  return listed.filter(({ difference }) => {
    if (!difference) return false
    const { what, where } = tell(difference)
    return `${what}\n${where}`.toLowerCase().includes(lower)
  })
}

export function countKinds(differences: readonly (Difference | undefined)[]): Record<Difference['kind'], number> {
  const counts = { added: 0, changed: 0, removed: 0 }
  for (const difference of differences) if (difference) counts[difference.kind] += 1
  return counts
}
