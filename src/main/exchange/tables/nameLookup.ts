/** Finds a name as it is written, or else the only one that differs from it in upper and lower case alone. */
export function nameLookup(names: Iterable<string>): (name: string) => string | undefined {
  const exact = new Set<string>()
  const folded = new Map<string, string | null>()
  for (const name of names) {
    exact.add(name)
    const key = name.toLowerCase()
    folded.set(key, folded.has(key) ? null : name)
  }
  return (name) => (exact.has(name) ? name : (folded.get(name.toLowerCase()) ?? undefined))
}
