/**
 * The rights of user-management 6, written naively from its text and from nothing else: no import from the program, one
 * right at a time, numbers as sets of powers of two, recursion where the text says "walk".
 */
export type OracleDatabase = {
  groups: { name: string; users: string[]; members: string[] }[]
  objects: { name: string; entries: { group: string; granted: number; denied: number }[] }[]
}
export type OracleAnswer = 'granted' | 'denied' | 'undecided'

const BIT_NUMBERS: Record<string, number> = { view: 0, modify: 1, execute: 2, addRemove: 3 }

/** "Two roots: Device (dots) and / (folders)." */
export function above(object: string): string | undefined {
  if (object[0] === '/') {
    if (object.length === 1) return undefined
    const parts = object.split('/')
    parts.pop()
    return parts.length === 1 ? '/' : parts.join('/')
  }
  const parts = object.split('.')
  parts.pop()
  return parts.length === 0 ? undefined : parts.join('.')
}

/** The group and every group it belongs to. "Groups may contain groups." */
function belongsTo(database: OracleDatabase, group: string, seen: string[] = []): string[] {
  if (seen.includes(group)) return seen
  let all = [...seen, group]
  for (const outer of database.groups) {
    if (outer.members.includes(group)) all = belongsTo(database, outer.name, all)
  }
  return all
}

function hasBit(mask: number, right: string): boolean {
  return Math.floor(mask / 2 ** (BIT_NUMBERS[right] ?? 0)) % 2 === 1
}

/**
 * "Walk from the object to its root; the first object on the way where the group (or a group it belongs to) has the
 * right granted or denied decides, and denied beats granted there; nothing on the way → undecided."
 */
export function groupAnswer(database: OracleDatabase, group: string, object: string, right: string): OracleAnswer {
  const groups = belongsTo(database, group)
  if (groups.includes('Administrator')) return 'granted'
  return walk(object)

  function walk(at: string | undefined): OracleAnswer {
    if (at === undefined) return 'undecided'
    const here = database.objects
      .filter(({ name }) => name === at)
      .flatMap(({ entries }) => entries)
      .filter((entry) => groups.includes(entry.group))
    if (here.some(({ denied }) => hasBit(denied, right))) return 'denied'
    if (here.some(({ granted }) => hasBit(granted, right))) return 'granted'
    return walk(above(at))
  }
}

/**
 * "Denied for one of the user's groups → denied; else granted for one → granted; else → denied. Members of
 * Administrator (also through nesting) have every right everywhere."
 */
export function userMay(database: OracleDatabase, user: string, object: string, right: string): boolean {
  const direct = database.groups.filter(({ users }) => users.includes(user)).map(({ name }) => name)
  if (direct.some((group) => belongsTo(database, group).includes('Administrator'))) return true
  const answers = new Set(direct.map((group) => groupAnswer(database, group, object, right)))
  return !answers.has('denied') && answers.has('granted')
}
