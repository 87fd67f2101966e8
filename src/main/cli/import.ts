import { resolve } from 'node:path'
import type { Api } from '../../contract/client'
import type { MethodOutput } from '../../contract/contract'
import type { DatabaseState, Difference } from '../../contract/databases'
import type { Import, ImportMode } from '../../contract/exchange'
import { errorSentence } from '../../contract/sentences'
import { isErrorCode } from '../../contract/errors'
import { withApi } from './database'
import { countsText, differenceLines, kindCounts, lineOf, printable } from './exchangeDifferences'
import { interruptible, WORK } from './exchangeInterrupt'
import { createPassphrases, withPassphrase } from './exchangePassphrases'
import { EXIT, WrongUsage } from './failure'
import { withTarget, type Target } from './importTarget'
import { problemLine } from './importProblems'
import { note, print, printJson } from './terminal'

export type ImportAsked = {
  file: string
  folder: string
  replace?: true
  merge?: true
  skipProblems?: true
  plan?: true
  json?: true
}
type Found = { differences: Difference[]; revision: string }
type Outcome = MethodOutput<'imports.apply'>

const TOGETHER = 10_000

/** Takes a file over into the database of a folder and saves it; nothing is saved unless all of it was taken. */
export async function importFile(asked: ImportAsked): Promise<number> {
  const mode = modeOf(asked)
  const file = resolve(asked.file)
  return withApi((api, program) =>
    interruptible(api, (signal) =>
      withTarget({ api, program, folder: resolve(asked.folder), mayCreate: mode === 'replace' }, async (target) => {
        const read = await readFile(api, target, file)
        await tellProblems(api, read, asked)
        signal.throwIfAborted()
        if (asked.plan) return planned(asked, { read, target, found: await found(api, read, mode) })
        return target.exclusively(async () => {
          const list = await found(api, read, mode)
          signal.throwIfAborted()
          const outcome = await take(api, { read, mode, found: list, skipProblems: asked.skipProblems === true })
          if (outcome.refusedTotal > 0) return refused(asked, outcome)
          signal.throwIfAborted()
          if (list.differences.length > 0 || target.created) await target.save()
          const { counts } = await api.call('databases.state', { database: target.database })
          return taken(asked, { read, target, found: list, counts })
        })
      }),
    ),
  )
}

function modeOf({ replace, merge }: ImportAsked): ImportMode {
  if (replace === merge) {
    throw new WrongUsage('import: either --replace (what the file does not hold goes) or --merge (nothing goes).')
  }
  return replace ? 'replace' : 'merge'
}

function readFile(api: Api, { database }: Target, file: string): Promise<Import> {
  return withPassphrase(file, createPassphrases(), (passphrase) =>
    api.call('imports.read', { database, file, ...(passphrase === undefined ? {} : { passphrase }), work: WORK }),
  )
}

async function tellProblems(api: Api, read: Import, { json }: ImportAsked): Promise<void> {
  if (json) return
  for (const heading of read.ignored ?? [])
    note(`The column “${printable(heading)}” is not known and was not looked at.`)
  for (let offset = 0, total = read.problems; offset < total; offset += TOGETHER) {
    const page = await api.call('imports.problems', { import: read.import, offset, limit: TOGETHER })
    for (const problem of page.problems) note(printable(problemLine(read.file, problem)))
    total = page.total
  }
}

/** The whole list; that it stays the same from page to page is seen by its revision. */
async function found(api: Api, read: Import, mode: ImportMode): Promise<Found> {
  const differences: Difference[] = []
  for (;;) {
    const page = await api.call('imports.differences', {
      import: read.import,
      mode,
      offset: differences.length,
      limit: TOGETHER,
    })
    differences.push(...page.differences)
    if (differences.length >= page.total || page.differences.length === 0) {
      return { differences, revision: page.revision }
    }
  }
}

function take(
  api: Api,
  { read, mode, found, skipProblems }: { read: Import; mode: ImportMode; found: Found; skipProblems: boolean },
): Promise<Outcome> {
  return api.call('imports.apply', {
    import: read.import,
    mode,
    revision: found.revision,
    skipProblems,
    work: WORK,
  })
}

type Report = { read: Import; target: Target; found: Found }

/** As `apply --plan`: the exit code says whether there is anything to do. */
function planned(asked: ImportAsked, { read, target, found: { differences } }: Report): number {
  if (asked.json) {
    printJson({ folder: target.folder, created: target.created, saved: false, ...reportOf(read, differences) })
  } else {
    if (target.created) print(`A new database would be made in ${target.folder}.`)
    else print(summary('would be', differences))
  }
  return differences.length > 0 || target.created || read.problems > 0 ? EXIT.refused : EXIT.fine
}

type Counts = DatabaseState['counts']

function taken(asked: ImportAsked, { read, target, found, counts }: Report & { counts: Counts }): number {
  const { differences } = found
  if (asked.json) {
    printJson({ folder: target.folder, created: target.created, saved: true, ...reportOf(read, differences) })
  } else {
    // What it has otherwise than any new one is of no interest.
    if (target.created) print(`A new database is in ${target.folder}: ${contents(counts)}.`)
    else print(summary('were', differences))
    if (read.withoutPassword > 0) {
      print(`New users without a password, who cannot log in until they get one: ${read.withoutPassword}.`)
    }
  }
  return EXIT.fine
}

function reportOf(read: Import, differences: readonly Difference[]) {
  const { kind, encrypted, problems, withoutPassword } = read
  return { kind, encrypted, problems, withoutPassword, counts: kindCounts(differences), differences }
}

function contents({ users, groups, objects }: Counts): string {
  return `${users} users, ${groups} groups, ${objects} objects`
}

function summary(verb: string, differences: readonly Difference[]): string {
  if (differences.length === 0) return 'There is nothing to change.'
  return [`These ${verb} changed: ${countsText(kindCounts(differences))}.`, ...differenceLines(differences)].join('\n')
}

/** Half a file is nothing a script can go on with: what was taken over so far is not saved. */
function refused(asked: ImportAsked, { refused: list, refusedTotal }: Outcome): number {
  if (asked.json) {
    note(JSON.stringify({ error: { code: 'refused', details: { count: refusedTotal } }, refused: list }))
    return EXIT.refused
  }
  for (const { difference, code, details } of list) {
    const reason = isErrorCode(code) ? errorSentence(code, details) : code
    note(`${printable(lineOf(difference))}: ${printable(reason)}`)
  }
  note(`Refused: ${refusedTotal}. Nothing was changed.`)
  return EXIT.refused
}
