type Names = { has(name: string): boolean; keys(): Iterable<string> }

/** Finds a name as it is written, or else the only one that differs from it in upper and lower case alone. */
export function nameLookup(names: Names): (name: string) => string | undefined {
  let folded: Map<string, string | null> | undefined
  return (name) => {
    if (names.has(name)) return name
    // Only now: most names are found as they are.
    folded ??= foldedNames(names.keys())
    return folded.get(name.toLowerCase()) ?? undefined
  }
}

/** Null where several names are the same but for case. */
function foldedNames(names: Iterable<string>): Map<string, string | null> {
  const folded = new Map<string, string | null>()
  for (const name of names) {
    const key = name.toLowerCase()
    folded.set(key, folded.has(key) ? null : name)
  }
  return folded
}
