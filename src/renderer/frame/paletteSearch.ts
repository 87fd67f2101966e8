export type PaletteKind = 'command' | 'session' | 'user' | 'group' | 'object'
export type PaletteHit = { kind: PaletteKind; name: string }

/** Names of one kind with what they are compared by, made once per list. */
export type PaletteSource = { kind: PaletteKind; names: readonly string[]; lower: readonly string[] }

export function paletteSource(kind: PaletteKind, names: readonly string[]): PaletteSource {
  return { kind, names, lower: names.map((name) => name.toLowerCase()) }
}

/**
 * Up to `limit` names that contain the text, whatever their case: those that begin with it first, then those where a
 * part of a path or name begins with it, then the rest, kinds in the order given. Linear in the names: 60 000 take a few milliseconds.
 */
export function searchPalette(sources: readonly PaletteSource[], text: string, limit: number): PaletteHit[] {
  const wanted = text.trim().toLowerCase()
  const ranks: [PaletteHit[], PaletteHit[], PaletteHit[]] = [[], [], []]
  for (const { kind, names, lower } of sources) {
    for (let index = 0; index < names.length; index++) {
      const name = names[index]
      const at = lower[index]?.indexOf(wanted) ?? -1
      if (name === undefined || at < 0) continue
      const rank = at === 0 ? 0 : /[\s./_-]/u.test(name[at - 1] ?? '') ? 1 : 2
      const hits = ranks[rank]
      if (hits.length < limit) hits.push({ kind, name })
    }
  }
  return ranks.flat().slice(0, limit)
}
