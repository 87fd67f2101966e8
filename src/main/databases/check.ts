import type { Finding } from '../../contract/databases'
import { ADMINISTRATOR } from '../../contract/nameRules'
import { GROUPS } from '../../contract/row'
import type { Group, User } from '../../contract/users'
import { knots, longestChains } from './nesting'

/** What the objects of a database say about groups, gathered once per change of rights. */
export type RightsSummary = {
  /** Groups with an entry anywhere: whether some right is granted, and the objects in tree order. */
  groups: ReadonlyMap<string, { granted: boolean; objects: readonly string[] }>
  /** Objects of single groups (`Device.UserManagement.Groups.Watch`) that have entries, by group. */
  groupObjects: ReadonlyMap<string, string>
}

/** A configuration file of the controller beside the database that allows the legacy login (user-management 3). */
export type LegacyLogin = { file: string; value: string }

export type Checked = {
  users: readonly Pick<User, 'name' | 'internal' | 'mustChangePassword' | 'lastChange' | 'outdated'>[]
  groups: readonly Pick<Group, 'name' | 'users' | 'groups'>[]
  rights: RightsSummary
  legacyLogin: readonly LegacyLogin[]
}

/** Groups of a chain that are still fine to follow by eye (pages, Check panel). */
const LEVELS = 3

/** What an engineer should look at before this database goes to a controller, the gravest first. Pure. */
export function findingsOf({ users, groups, rights, legacyLogin }: Checked): Finding[] {
  const people = users.filter((user) => !user.internal)
  const names = new Set(users.map((user) => user.name))
  const inside = new Map(groups.map((group) => [group.name, group]))
  return [
    ...administrators(people, inside),
    ...legacyLogin.map((login): Finding => ({ kind: 'legacy-login', ...login })),
    ...people
      .filter((user) => user.mustChangePassword && user.lastChange === null)
      .map((user): Finding => ({ kind: 'first-password-kept', user: user.name })),
    ...people.filter((user) => user.outdated).map((user): Finding => ({ kind: 'old-password', user: user.name })),
    ...withoutGroup(people, groups),
    ...members(groups, names, inside),
    ...emptyGroups(groups, names, inside, rights),
    ...nesting(inside),
    ...strayRights(inside, rights),
  ]
}

type Inside = ReadonlyMap<string, Pick<Group, 'name' | 'users' | 'groups'>>

/** Accounts of the controller itself never log in by hand, so they save nobody from being locked out. */
function administrators(people: Checked['users'], inside: Inside): Finding[] {
  if (people.length === 0) return []
  const powerful = new Set<string>()
  for (const group of containedIn(ADMINISTRATOR, inside)) {
    for (const user of inside.get(group)?.users ?? []) powerful.add(user)
  }
  const [first, second] = people.filter((user) => powerful.has(user.name))
  if (first === undefined) return [{ kind: 'no-administrator' }]
  return second === undefined ? [{ kind: 'only-one-administrator', user: first.name }] : []
}

function withoutGroup(people: Checked['users'], groups: Checked['groups']): Finding[] {
  const placed = new Set(groups.flatMap((group) => group.users))
  return people
    .filter((user) => !placed.has(user.name))
    .map((user) => ({ kind: 'user-without-group', user: user.name }))
}

function members(groups: Checked['groups'], names: ReadonlySet<string>, inside: Inside): Finding[] {
  return groups.flatMap((group) => [
    ...group.users.filter((user) => !names.has(user)).map((user) => missing(group.name, user)),
    ...group.groups.filter((member) => !inside.has(member)).map((member) => missing(group.name, member)),
  ])
}

function missing(group: string, member: string): Finding {
  return { kind: 'member-missing', group, member }
}

/** An empty Administrator is either said more strongly (nobody is an administrator) or a database without users. */
function emptyGroups(
  groups: Checked['groups'],
  names: ReadonlySet<string>,
  inside: Inside,
  { groups: entries }: RightsSummary,
): Finding[] {
  const powerful = new Set(containedIn(ADMINISTRATOR, inside))
  for (const [group, { granted }] of entries) {
    if (granted) for (const member of containedIn(group, inside)) powerful.add(member)
  }
  return groups
    .filter(({ name }) => name !== ADMINISTRATOR)
    .filter((group) => !group.users.some((user) => names.has(user)) && !group.groups.some((name) => inside.has(name)))
    .map(({ name }) => ({ kind: powerful.has(name) ? 'empty-group-with-power' : 'group-without-members', group: name }))
}

function nesting(inside: Inside): Finding[] {
  const circles = knots(inside)
  const knotted = new Set(circles.flatMap((knot) => knot.groups))
  const contained = new Set([...inside.values()].flatMap(({ name, groups }) => (knotted.has(name) ? [] : groups)))
  // Only the outermost group is named; its member groups are on the path.
  const outermost = [...inside.keys()].filter((name) => !contained.has(name))
  const chains = longestChains(outermost, inside, knotted)
  return [
    ...circles.map(({ path }): Finding => ({ kind: 'group-cycle', group: path[0] ?? '', path })),
    ...chains
      .filter((path) => path.length > LEVELS)
      .map((path): Finding => ({ kind: 'nesting-too-deep', group: path[0] ?? '', path })),
  ]
}

function strayRights(inside: Inside, { groups, groupObjects }: RightsSummary): Finding[] {
  const found: Finding[] = []
  for (const [group, object] of groupObjects) {
    if (!inside.has(group)) found.push({ kind: 'rights-on-missing-object', object })
  }
  for (const [group, { objects }] of groups) {
    if (!inside.has(group)) for (const object of objects) found.push({ kind: 'rights-of-missing-group', object, group })
  }
  return found
}

/** A group and everything nested in it; whatever the outer one is granted, the inner ones have too. */
function containedIn(group: string, inside: Inside): string[] {
  const reached = new Set([group])
  for (const name of reached) for (const member of inside.get(name)?.groups ?? []) reached.add(member)
  return [...reached]
}

const PREFIX = `${GROUPS}.`

/** Which group an object stands for, if it is the object of a single group (user-management 6). */
export function groupOfObject(object: string): string | undefined {
  return object.startsWith(PREFIX) ? object.slice(PREFIX.length) : undefined
}
