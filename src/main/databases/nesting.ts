/** Which groups a group contains directly. Groups that are named but not listed contain nothing. */
export type Nesting = ReadonlyMap<string, { groups: readonly string[] }>

/** Groups that contain each other: one closed path among them (a → b → a, outer before inner), and all of them. */
export type Knot = { path: string[]; groups: string[] }

/** All knots, in the order of the groups. Pure, without recursion: a damaged file may nest thousands deep. */
export function knots(inside: Nesting): Knot[] {
  const found: Knot[] = []
  const known = new Set<string>()
  for (const start of leadingToKnots(inside)) {
    if (known.has(start)) continue
    const path = shortestWayBack(start, inside)
    if (path === undefined) continue
    const groups = knotOf(start, inside)
    for (const name of groups) known.add(name)
    found.push({ path, groups })
  }
  return found
}

/**
 * The longest chain of nested groups under each of some groups, itself first. Groups of a knot are left out: their chain
 * has no end. Pure.
 */
export function longestChains(of: Iterable<string>, inside: Nesting, knotted: ReadonlySet<string>): string[][] {
  const longest = new Map<string, { length: number; inner: string | undefined }>()
  const lengthOf = (name: string | undefined) => (name === undefined ? 0 : (longest.get(name)?.length ?? 0))
  const membersOf = (name: string) =>
    (inside.get(name)?.groups ?? []).filter((member) => inside.has(member) && !knotted.has(member))

  const measure = (start: string) => {
    const waiting = [start]
    for (let name = waiting.at(-1); name !== undefined; name = waiting.at(-1)) {
      const members = membersOf(name)
      const open = members.filter((member) => !longest.has(member))
      if (open.length > 0) {
        waiting.push(...open)
        continue
      }
      waiting.pop()
      let inner: string | undefined
      for (const member of members) if (lengthOf(member) > lengthOf(inner)) inner = member
      longest.set(name, { length: 1 + lengthOf(inner), inner })
    }
  }

  return [...of]
    .filter((name) => !knotted.has(name))
    .map((name) => {
      measure(name)
      const chain: string[] = []
      for (let at: string | undefined = name; at !== undefined; at = longest.get(at)?.inner) chain.push(at)
      return chain
    })
}

/** Groups are left out as long as everything in them is: what remains leads to a circle. O(groups + members). */
function leadingToKnots(inside: Nesting): Iterable<string> {
  const containers = containersOf(inside)
  const open = new Map<string, number>()
  for (const [name, { groups }] of inside) open.set(name, groups.filter((member) => inside.has(member)).length)
  const ended = [...open].filter(([, count]) => count === 0).map(([name]) => name)
  for (const name of ended) {
    open.delete(name)
    for (const outer of containers.get(name) ?? []) {
      const left = (open.get(outer) ?? 0) - 1
      open.set(outer, left)
      if (left === 0) ended.push(outer)
    }
  }
  return open.keys()
}

function containersOf(inside: Nesting): Map<string, string[]> {
  const containers = new Map<string, string[]>()
  for (const [name, { groups }] of inside) {
    for (const member of groups) {
      const outer = containers.get(member)
      if (outer) outer.push(name)
      else containers.set(member, [name])
    }
  }
  return containers
}

function shortestWayBack(start: string, inside: Nesting): string[] | undefined {
  const cameFrom = new Map<string, string>()
  const waiting = [start]
  for (const name of waiting) {
    for (const member of inside.get(name)?.groups ?? []) {
      if (member === start) {
        const path = [start]
        for (let at: string | undefined = name; at !== undefined && at !== start; at = cameFrom.get(at)) path.push(at)
        return [...path, start].toReversed()
      }
      if (cameFrom.has(member)) continue
      cameFrom.set(member, name)
      waiting.push(member)
    }
  }
  return undefined
}

/** Everything reachable from a group that also leads back to it. */
function knotOf(start: string, inside: Nesting): string[] {
  const containers = containersOf(inside)
  const forward = reach(start, (name) => inside.get(name)?.groups ?? [])
  const back = reach(start, (name) => containers.get(name) ?? [])
  return [...forward].filter((name) => back.has(name))
}

function reach(start: string, step: (name: string) => readonly string[]): Set<string> {
  const reached = new Set([start])
  for (const name of reached) for (const other of step(name)) reached.add(other)
  return reached
}
