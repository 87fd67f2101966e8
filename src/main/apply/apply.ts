import type { Difference } from '../../contract/databases'
import { AppError } from '../../contract/errors'
import type { Handlers, Peer } from '../bridge/handler'
import { existingFolder } from '../databases/folderPath'
import { workOf } from '../databases/given'
import type { OpenedDatabase } from '../databases/opened'
import type { FileStore } from '../usermgmt/file/store'
import { findDatabases } from './findDatabases'
import { openKeptRuns } from './keptRuns'
import { differencesOf, planTargets, type Plan, type PlannedTarget } from './plan'
import { applyTargets } from './run'
import { undoRun } from './undo'
import { takeWanted } from './wanted'

type ApplyMethod = Extract<keyof Handlers, `apply.${string}`> | 'folders.databases'

export type ApplyParts = {
  /** `not-found` for an id that is not open. */
  databaseOf: (id: string) => OpenedDatabase
  /** The opened database of a real folder; a target that is open and has unsaved edits is refused. */
  openedAt: (folder: string) => OpenedDatabase | undefined
  openStore: (folder: string) => Promise<FileStore>
  /** Where the files of folders are kept as they were, so that a run can be undone. */
  keptFolder: string
  home: string
  random: (bytes: number) => Uint8Array
  /** Milliseconds since 1970. */
  now: () => number
  log: (problem: Record<string, unknown>) => void
}

/** One database applied to many folders: planned, applied, read back, undone. */
export type Apply = {
  handlers: Pick<Handlers, ApplyMethod>
  /** Which database a peer has planned to apply, and to which folders; undefined where there is no such plan. */
  about(peer: Pick<Peer, 'id'>, plan: string): { from: string; folders: string[] } | undefined
  /** What a peer had planned is forgotten. */
  leave(peer: Pick<Peer, 'id'>): void
}

/** Of one peer; the oldest is forgotten for a fifth. Stored passwords of the database are in each. */
const MOST_PLANS = 4
const SHOWN = 1000

export function createApply(parts: ApplyParts): Apply {
  const { databaseOf, openedAt, openStore, home, random, now, log } = parts
  const common = { openStore, openedAt, random, log }
  const runs = openKeptRuns({ folder: parts.keptFolder, random, now, log })
  const plans = createPlans()
  /** Pages ask for one list part by part. */
  const lists = new WeakMap<PlannedTarget, { files: PlannedTarget['files']; differences: Difference[] }>()

  async function listOf(plan: Plan, target: PlannedTarget, offset: number): Promise<Difference[]> {
    const known = lists.get(target)
    if (known && known.files === target.files && offset > 0) return known.differences
    const differences = await differencesOf(target, { openStore, wanted: plan.wanted })
    lists.set(target, { files: target.files, differences })
    return differences
  }

  return {
    handlers: {
      'folders.databases': async ({ folder }, context) =>
        findDatabases(await existingFolder(folder, home), workOf(context)),
      'apply.plan': async ({ database, folders, mode = 'replace' }, context) => {
        const { peer } = context
        const one = databaseOf(database)
        const source = await one.read((manager) => takeWanted(manager, one.actor(peer)))
        const wanted = { source, mode }
        const targets = await planTargets(folders, { ...common, home, from: one.folder, wanted }, workOf(context))
        const id = Buffer.from(random(9)).toString('base64url')
        // A peer that is gone would never be asked to forget it.
        if (!context.signal.aborted) plans.add(peer, { id, title: one.title, wanted, targets })
        return { plan: id, targets: targets.map(withoutFiles) }
      },
      'apply.differences': async ({ plan: id, folder, offset = 0, limit = SHOWN }, { peer }) => {
        const plan = plans.get(peer, id)
        const differences = await listOf(plan, targetOf(plan, folder), offset)
        return { differences: differences.slice(offset, offset + limit), total: differences.length }
      },
      'apply.run': async ({ plan: id, folders }, context) => {
        const plan = plans.get(context.peer, id)
        const targets = folders ? [...new Set(folders.map((folder) => targetOf(plan, folder)))] : plan.targets
        const keeping = runs.begin({ title: plan.title })
        try {
          const outcomes = await applyTargets(plan, targets, { ...common, keeping }, workOf(context))
          return { run: keeping.id, targets: outcomes }
        } finally {
          await keeping.end()
        }
      },
      'apply.runs': async () => ({ runs: await runs.list() }),
      'apply.undo': async ({ run }, context) => ({
        targets: await undoRun(run, { runs, openedAt, random, log }, workOf(context)),
      }),
    },
    about(peer, id) {
      const plan = plans.find(peer, id)
      return plan && { from: plan.title, folders: plan.targets.map(({ folder }) => folder) }
    },
    leave: (peer) => plans.leave(peer),
  }
}

function targetOf({ targets }: Plan, folder: string): PlannedTarget {
  const target = targets.find((one) => one.folder === folder)
  if (!target) throw new AppError('not-found', { subject: 'folder', name: folder })
  return target
}

function withoutFiles({ folder, title, is, counts, error }: PlannedTarget) {
  return { folder, title, is, counts, error }
}

/** Plans belong to whoever made them. */
function createPlans() {
  const byPeer = new Map<string, Plan[]>()
  const find = (peer: Pick<Peer, 'id'>, id: string) => byPeer.get(peer.id)?.find((one) => one.id === id)
  return {
    add(peer: Peer, plan: Plan): void {
      byPeer.set(peer.id, [...(byPeer.get(peer.id) ?? []), plan].slice(-MOST_PLANS))
    },
    find,
    get(peer: Peer, id: string): Plan {
      const plan = find(peer, id)
      if (!plan) throw new AppError('not-found', { subject: 'plan', name: id })
      return plan
    },
    leave({ id }: Pick<Peer, 'id'>): void {
      byPeer.delete(id)
    },
  }
}
