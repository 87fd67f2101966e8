import type { Difference } from '../../../contract/databases'

/** A difference in words, with what a filter looks at. */
export type ToldDifference = { key: string; difference: Difference; what: string; where: string; lower: string }

type Tell = (difference: Difference) => { what: string; where: string }

export function toldDifferences(differences: readonly Difference[], tell: Tell): ToldDifference[] {
  return differences.map((difference) => {
    const { what, where } = tell(difference)
    return { key: JSON.stringify(difference), difference, what, where, lower: `${what}\n${where}`.toLowerCase() }
  })
}

export function countKinds(differences: readonly Difference[]): Record<Difference['kind'], number> {
  const counts = { added: 0, changed: 0, removed: 0 }
  for (const { kind } of differences) counts[kind] += 1
  return counts
}
