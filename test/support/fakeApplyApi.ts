import type { Difference } from '../../src/contract/databases'
import { AppError } from '../../src/contract/errors'
import type { ImportMode, Restored, Run, Target, TargetOutcome } from '../../src/contract/exchange'
import { fakeProgram, group, user, type FakeProgram, type Handlers } from './fakeApi'

/** A folder as the fake would find it. */
export type FakeTarget = {
  differences?: Difference[]
  /** Why it would be left as it is. */
  refused?: Target['error']
  /** Why it is left as it is when it comes to it, although the plan said otherwise. */
  fails?: AppError
  /** Why it is not given back. */
  kept?: AppError
}

/** What the fake applied, and to what; tests change it. */
export type FakeApply = {
  /** By folder; one that is not here is no database. */
  targets: Map<string, FakeTarget>
  /** Below each folder; what is not here has no database below. */
  below: Map<string, { folders: string[]; more: boolean }>
  runs: Run[]
  /** Modes that were asked for, the latest last. */
  modes: ImportMode[]
  /** Folders that were applied to, in order. */
  applied: string[]
  restored: string[]
}

export type FakeApplyProgram = FakeProgram & { apply: FakeApply }

export const HERE = '/plant/line-3'

const CONTENT = {
  users: [user('anna', ['Administrator']), user('erin', ['Watch'])],
  groups: [group('Administrator'), group('Watch')],
  objects: ['Device'],
}

/** A program in memory with one opened database (`d1`) and many folders it can be applied to. */
export function fakeApplyProgram(given: Partial<FakeApply> = {}, more: Handlers = {}): FakeApplyProgram {
  const apply: FakeApply = {
    targets: new Map(),
    below: new Map(),
    runs: [],
    modes: [],
    applied: [],
    restored: [],
    ...given,
  }
  const plans = new Map<string, Target[]>()
  /** What each run applied to. */
  const folders = new Map<string, string[]>()

  function targetOf(folder: string): Target {
    const found = apply.targets.get(folder)
    const base = { folder, title: folder.split('/').at(-1) ?? folder, counts: { added: 0, changed: 0, removed: 0 } }
    if (!found) return { ...base, is: 'refused', error: { code: 'not-a-database', details: { folder } } }
    if (found.refused) return { ...base, is: 'refused', error: found.refused }
    const { differences = [] } = found
    for (const { kind } of differences) base.counts[kind] += 1
    return { ...base, is: differences.length > 0 ? 'differs' : 'same', error: null }
  }

  function outcomeOf({ folder, title }: Target): TargetOutcome {
    const fails = apply.targets.get(folder)?.fails
    if (fails)
      return {
        folder,
        title,
        is: 'refused',
        applied: 0,
        error: { code: fails.code, details: told(fails) },
        refused: [],
      }
    apply.applied.push(folder)
    const applied = apply.targets.get(folder)?.differences?.length ?? 0
    return { folder, title, is: 'applied', applied, error: null, refused: [] }
  }

  const fake = fakeProgram([{ folder: HERE, title: 'line-3', content: CONTENT }], [HERE], {
    'folders.databases': ({ folder }) => {
      const found = apply.below.get(folder)
      if (!found) return { folders: [], more: false }
      return found
    },
    'apply.plan': ({ folders: asked, mode = 'replace' }) => {
      apply.modes.push(mode)
      const targets = asked.map(targetOf)
      const plan = `p${plans.size + 1}`
      plans.set(plan, targets)
      return { plan, targets }
    },
    'apply.differences': ({ folder }) => {
      const differences = apply.targets.get(folder)?.differences ?? []
      return { differences, total: differences.length }
    },
    'apply.run': ({ plan, folders: only }) => {
      const targets = plans.get(plan)
      if (!targets) throw new AppError('not-found', { subject: 'plan', name: plan })
      const outcomes = targets.filter(({ folder }) => !only || only.includes(folder)).map(outcomeOf)
      const done = outcomes.flatMap(({ folder, is }) => (is === 'applied' ? [folder] : []))
      if (done.length === 0) return { run: null, targets: outcomes }
      const run = `r${apply.runs.length + 1}`
      folders.set(run, done)
      apply.runs.unshift({
        run,
        at: Date.UTC(2026, 2, 1, 12),
        title: 'line-3',
        folders: done.length,
        left: done.length,
      })
      return { run, targets: outcomes }
    },
    'apply.runs': () => ({ runs: [...apply.runs] }),
    'apply.undo': ({ run }) => {
      const targets = (folders.get(run) ?? []).map((folder): Restored => {
        const kept = apply.targets.get(folder)?.kept
        if (kept) return { folder, is: 'refused', error: { code: kept.code, details: told(kept) } }
        apply.restored.push(folder)
        return { folder, is: 'restored', error: null }
      })
      apply.runs = apply.runs.map((each) => (each.run === run ? { ...each, left: 0 } : each))
      return { targets }
    },
    ...more,
  })
  return Object.assign(fake, { apply })
}

/** Details as they are kept in a report. */
function told({ details }: AppError): NonNullable<Target['error']>['details'] {
  return Object.fromEntries(
    Object.entries(details).map(([name, value]) => [
      name,
      typeof value === 'object' && value !== null ? [...value] : value,
    ]),
  )
}
