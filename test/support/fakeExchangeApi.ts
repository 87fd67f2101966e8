import type { MethodInput, MethodOutput } from '../../src/contract/contract'
import type { Difference } from '../../src/contract/databases'
import { AppError } from '../../src/contract/errors'
import type { Import, ImportMode, RowProblem } from '../../src/contract/exchange'
import type { Handlers } from './fakeApi'

/** A file as the fake's disk holds it. */
export type FakeFile = Partial<Omit<Import, 'import' | 'database' | 'file' | 'problems'>> & {
  passphrase?: string
  differences?: readonly Difference[]
  problems?: readonly RowProblem[]
}

export type FakeExchange = {
  files: Map<string, FakeFile>
  /** What was written, by file. */
  written: Map<string, MethodInput<'exports.write'>>
  /** Readings that are kept. */
  kept: Set<string>
  /** Counts up whenever the list of differences is another one. */
  revision: number
  applied: MethodInput<'imports.apply'>[]
  /** What applying answers instead of how much was wanted. */
  result: MethodOutput<'imports.apply'> | AppError | undefined
  handlers: Handlers
}

export const PROBLEM: RowProblem = {
  line: 3,
  column: 'may change password',
  fault: 'flag',
  value: 'perhaps',
  details: [],
}

export function added(name: string): Difference {
  return { subject: 'user', kind: 'added', name, was: null, fields: [] }
}

export function removed(name: string): Difference {
  return { subject: 'user', kind: 'removed', name, was: null, fields: [] }
}

/** Files going in and out of a fake program; without anything of what is in them. */
export function fakeExchange(files: Record<string, FakeFile> = {}): FakeExchange {
  const read = new Map<string, { database: string; file: FakeFile }>()
  let ids = 0
  const fileOf = (id: string): FakeFile => {
    const found = read.get(id)
    if (!found) throw new AppError('not-found', { subject: 'import', name: id })
    return found.file
  }
  const listOf = (id: string, mode: ImportMode): readonly Difference[] =>
    (fileOf(id).differences ?? []).filter(({ kind }) => mode === 'replace' || kind !== 'removed')
  const exchange: FakeExchange = {
    files: new Map(Object.entries(files)),
    written: new Map(),
    kept: new Set(),
    revision: 1,
    applied: [],
    result: undefined,
    handlers: {
      'exports.write': (input) => {
        const there = exchange.written.has(input.file) || exchange.files.has(input.file)
        if (there && input.overwrite !== true)
          throw new AppError('already-exists', { subject: 'file', name: input.file })
        exchange.written.set(input.file, input)
        return { file: input.file, bytes: 100, users: 2, groups: 1, objects: 3 }
      },
      'imports.read': ({ database, file, passphrase }) => {
        const found = exchange.files.get(file)
        if (!found) throw new AppError('not-found', { subject: 'file', name: file })
        if (found.passphrase !== undefined && passphrase === undefined)
          throw new AppError('passphrase-needed', { file })
        if (found.passphrase !== passphrase) throw new AppError('passphrase-wrong', { file })
        ids += 1
        const id = `i${ids}`
        read.set(id, { database, file: found })
        exchange.kept.add(id)
        return importOf(id, { database, file, found })
      },
      'imports.problems': ({ import: id, offset = 0, limit = 10_000 }) => {
        const { problems = [] } = fileOf(id)
        return { problems: problems.slice(offset, offset + limit), total: problems.length }
      },
      'imports.differences': ({ import: id, mode, offset = 0, limit = 10_000 }) => {
        const all = listOf(id, mode)
        const counts = { added: 0, changed: 0, removed: 0 }
        for (const { kind } of all) counts[kind] += 1
        return {
          differences: all.slice(offset, offset + limit),
          total: all.length,
          counts,
          revision: `${mode} ${exchange.revision}`,
        }
      },
      'imports.apply': (input) => {
        const { mode, revision, leave = [] } = input
        if (revision !== `${mode} ${exchange.revision}`) throw new AppError('sync-differs', { count: 1 })
        exchange.applied.push(input)
        if (exchange.result instanceof AppError) throw exchange.result
        return (
          exchange.result ?? {
            applied: listOf(input.import, mode).length - leave.length,
            refused: [],
            refusedTotal: 0,
          }
        )
      },
      'imports.close': ({ import: id }) => {
        exchange.kept.delete(id)
        read.delete(id)
        return {}
      },
    },
  }
  return exchange
}

function importOf(id: string, { database, file, found }: { database: string; file: string; found: FakeFile }): Import {
  const { passphrase, differences: _differences, problems = [], ...said } = found
  return {
    import: id,
    database,
    file,
    kind: 'kusers',
    encrypted: passphrase !== undefined,
    title: 'Line 9',
    made: null,
    parts: ['users', 'groups', 'rights'],
    counts: { users: 2, groups: 1, objects: 3 },
    withoutPassword: 0,
    settings: null,
    ...said,
    problems: problems.length,
  }
}
