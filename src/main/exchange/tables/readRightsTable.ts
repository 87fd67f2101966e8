import { AppError } from '../../../contract/errors'
import { nameFault } from '../../../contract/nameRules'
import { checkObjectName } from '../../usermgmt/guards'
import type { Reading } from '../reading'
import { plainText } from './cellText'
import { MOST_ENTRIES } from './limits'
import { openTable, type OpenedTable, type TableOptions } from './openTable'
import type { CellProblem } from './problems'
import { masksOf } from './rightWords'
import { rightsOver, type TableEntry, type TableObject } from './rightsOver'
import type { TableRow } from './rows'
import { CASE_ONLY, nameTwice, SeenNames } from './seenNames'

type GroupColumn = {
  group: string
  at: number
  /** Most cells of a column say one of a few things. */
  entries: Map<string, TableEntry>
}

/** Different cells of one column that are remembered. */
const MOST_KINDS = 1000

/**
 * Reads a table of objects and the rights of groups on them (docs/tables.md). Rows with problems are left out whole: the
 * objects they name stay as they are. Fails with `file-too-large`, `file-not-understood` or `cancelled`.
 */
export async function readRightsTable(bytes: Uint8Array, options: TableOptions): Promise<Reading> {
  const table = await openTable(bytes, { ...options, kind: 'rights-table' })
  const columns = groupColumns(table)
  const objects: TableObject[] = []
  const left = new Set<string>()
  const names = new Map<string, number>()
  const [nameHeading = ''] = table.headings
  let entryCount = 0
  await table.eachRow({
    needed: table.headings.length,
    secret: false,
    read({ line, cells }) {
      const name = plainText(cells[0] ?? '')
      const { entries, problems } = entriesOf(cells, columns, table.headings)
      const fault = objectFault(name)
      const first = names.get(name)
      if (fault !== undefined) {
        problems.unshift({ fault: 'name-refused', column: nameHeading, value: name, details: [fault] })
      } else if (first !== undefined) problems.unshift(nameTwice(name, first, nameHeading))
      else names.set(name, line)
      entryCount += entries.length
      if (entryCount > MOST_ENTRIES) throw table.refused('form')
      if (problems.length === 0) objects.push({ name, entries })
      else {
        left.add(name)
        table.problems.add(line, problems)
      }
    },
    refuse({ cells }) {
      left.add(plainText(cells[0] ?? ''))
    },
  })
  const groups = columns.map(({ group }) => group)
  return {
    kind: 'rights-table',
    encrypted: false,
    title: null,
    made: null,
    parts: ['rights'],
    counts: { users: 0, groups: groups.length, objects: objects.length },
    problems: table.problems.list,
    ignored: [],
    over: (base) => rightsOver(base, { groups, objects, left }),
  }
}

/** The groups of the heading; one that cannot be a group is a problem there, and its column says nothing. */
function groupColumns({ headings, line, problems, refused }: OpenedTable): GroupColumn[] {
  const names = new SeenNames()
  const columns: GroupColumn[] = []
  for (const [at, group] of headings.entries()) {
    if (at === 0 || group === '') continue
    if (names.lineOf(group) !== undefined) throw refused('columns')
    const fault = nameFault(group) ?? (names.clashes(group, line) ? CASE_ONLY : undefined)
    if (fault === undefined) columns.push({ group, at, entries: new Map() })
    else problems.add(line, [{ fault: 'group-refused', column: group, value: group, details: [fault] }])
  }
  return columns
}

function entriesOf(
  cells: TableRow['cells'],
  columns: readonly GroupColumn[],
  headings: readonly string[],
): { entries: TableEntry[]; problems: CellProblem[] } {
  const entries: TableEntry[] = []
  const problems: CellProblem[] = []
  for (const column of columns) {
    const cell = cells[column.at] ?? ''
    if (cell === '') continue
    const entry = column.entries.get(cell) ?? entryOf(column, cell)
    if (entry !== undefined) entries.push(entry)
    else if (masksOf(plainText(cell)) === undefined) {
      problems.push({ fault: 'right', column: headings[column.at] ?? null, value: cell })
    }
  }
  return { entries, problems }
}

/** Undefined for a cell that says nothing, or nothing that is understood. */
function entryOf({ group, entries }: GroupColumn, cell: string): TableEntry | undefined {
  const masks = masksOf(plainText(cell))
  if (masks === undefined || (masks.granted === 0 && masks.denied === 0)) return undefined
  const entry = { group, ...masks }
  if (entries.size < MOST_KINDS) entries.set(cell, entry)
  return entry
}

/** Whether it lies in a tree that is there shows only beside a database. */
function objectFault(name: string): string | undefined {
  try {
    checkObjectName(name, () => true)
    return undefined
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'name-refused') throw error
    return String(error.details['fault'])
  }
}
