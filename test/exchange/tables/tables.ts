import type { RowProblem } from '../../../src/contract/exchange'
import type { Reading } from '../../../src/main/exchange/reading'
import { readRightsTable } from '../../../src/main/exchange/tables/readRightsTable'
import { readUsersTable } from '../../../src/main/exchange/tables/readUsersTable'
import type { Content } from '../../../src/main/usermgmt/transfer/content'
import type { Snapshot } from '../../../src/main/usermgmt/transfer/snapshot'

export const FILE = 'line.csv'
export const NOBODY: Snapshot = { users: new Map(), groups: new Map(), objects: new Map() }

export function usersOf(table: string | Uint8Array): Promise<Reading> {
  return readUsersTable(bytesOf(table), { file: FILE })
}

export function rightsOf(table: string | Uint8Array): Promise<Reading> {
  return readRightsTable(bytesOf(table), { file: FILE })
}

export function bytesOf(table: string | Uint8Array): Uint8Array {
  return typeof table === 'string' ? Buffer.from(table) : table
}

/** Everybody with their groups, as an empty user management would get them. */
export function people(reading: Reading): Record<string, string[]> {
  return groupsByUser(reading.over(NOBODY))
}

export function groupsByUser({ users = [], groups = [] }: Content): Record<string, string[]> {
  return Object.fromEntries(
    users.map(({ name }) => [name, groups.filter((group) => group.users.includes(name)).map((group) => group.name)]),
  )
}

/** Problems in short: line, column, fault and what is told of it. */
export function told(problems: readonly RowProblem[]): unknown[] {
  return problems.map(({ line, column, fault, value, details }) => [line, column, fault, value, ...details])
}

/** A user management in short: users with their flags (`may`, `must`, `internal`), groups, objects. */
export function standing(given: {
  users?: Record<string, readonly ('may' | 'must' | 'internal')[]>
  groups?: Record<string, { users?: readonly string[]; groups?: readonly string[]; property?: number }>
  objects?: Record<string, Record<string, { granted: number; denied: number }>>
}): Snapshot {
  return {
    users: new Map(
      Object.entries(given.users ?? {}).map(([name, flags]) => [
        name,
        {
          mayChangePassword: flags.includes('may'),
          mustChangePassword: flags.includes('must'),
          internal: flags.includes('internal'),
          fingerprint: `of ${name}`,
        },
      ]),
    ),
    groups: new Map(
      Object.entries(given.groups ?? {}).map(([name, { users = [], groups = [], property }]) => [
        name,
        { users: new Set(users), groups: new Set(groups), property },
      ]),
    ),
    objects: new Map(
      Object.entries(given.objects ?? {}).map(([name, entries]) => [name, new Map(Object.entries(entries))]),
    ),
  }
}
