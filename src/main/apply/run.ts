import { AppError } from '../../contract/errors'
import type { TargetOutcome } from '../../contract/exchange'
import type { RefusedDifference } from '../../contract/sync'
import { OWNER } from '../databases/owner'
import type { FileStore } from '../usermgmt/file/store'
import { applyDifferences } from '../usermgmt/transfer/applyDifferences'
import { differences } from '../usermgmt/transfer/differences'
import { snapshot, type Snapshot } from '../usermgmt/transfer/snapshot'
import type { Work } from '../usermgmt/operations'
import { filesAfter, hashesOf, readFiles, unlike, type FileHashes } from './databaseFiles'
import type { KeptTarget, RunToKeep, ToKeep } from './keptRuns'
import { AT_ONCE, countsOf, refuseUnsaved, type Plan, type PlannedTarget, type TargetParts } from './plan'
import { restoreFolder } from './restore'
import { differencesIn, filesAsRead, refuseUnfit, withTarget, type OpenTarget } from './target'
import { together } from './together'
import { told } from './told'

export type RunParts = TargetParts & { keeping: RunToKeep }

/**
 * Applies a plan to some of its targets, each whole or not at all; a failure of one never stops the others. Cancelled:
 * folders that were begun are finished, the others are left. Targets that were applied are `same` in the plan then.
 */
export async function applyTargets(
  plan: Plan,
  targets: readonly PlannedTarget[],
  parts: RunParts,
  { signal, progress }: Work,
): Promise<TargetOutcome[]> {
  let done = 0
  return together(targets, AT_ONCE, async (target) => {
    if (signal?.aborted) return outcomeOf(target, { is: 'cancelled' })
    const outcome = await applyTarget(plan, target, parts)
    progress?.((done += 1), targets.length)
    return outcome
  })
}

async function applyTarget(plan: Plan, target: PlannedTarget, parts: RunParts): Promise<TargetOutcome> {
  const { files } = target
  if (files === undefined) return outcomeOf(target, { is: 'refused', error: target.error })
  let kept: KeptTarget | undefined
  try {
    refuseUnsaved(target.folder, parts)
    if (target.is === 'same') {
      refuseChanged(hashesOf(await readFiles(target.folder)), files)
      return outcomeOf(target, { is: 'same' })
    }
    const keep = async (asked: ToKeep) => (kept = await parts.keeping.keep(asked))
    const applied = await withTarget(target.folder, parts.openStore, (open) =>
      open.store.exclusive(() => applyHere(open, { plan, target, files, keep, parts })),
    )
    Object.assign(target, { is: 'same', counts: countsOf([]), files: kept?.after ?? files })
    return outcomeOf(target, { is: applied > 0 ? 'applied' : 'same', applied })
  } catch (error) {
    // The lock is free again; should somebody else have written here meanwhile, nothing of theirs is overwritten.
    return refusalOf(target, kept ? await putBack(kept, error) : error, parts)
  }
}

type Here = {
  plan: Plan
  target: PlannedTarget
  files: FileHashes
  keep: RunToKeep['keep']
  parts: RunParts
}

/** Under the folder's lock. How many differences were applied. */
async function applyHere(open: OpenTarget, { plan, target, files, keep, parts }: Here): Promise<number> {
  const { store, manager } = open
  const { folder, title } = target
  await store.reload()
  refuseUnfit(store)
  const before = await filesAsRead(store)
  refuseChanged(hashesOf(before), files)
  const wanted = await differencesIn(manager, plan.wanted)
  if (wanted.length === 0) return 0
  await store.act({ method: 'apply.run', name: plan.title, count: wanted.length }, async () => {
    const { refused } = await applyDifferences({
      from: plan.wanted.source,
      to: manager,
      actor: OWNER,
      differences: wanted,
    })
    const [first] = refused
    if (first !== undefined) throw new Refused(refused)
  })
  const expected = await snapshot(manager)
  // Nothing has been written yet.
  if ((await differencesIn(manager, plan.wanted)).length > 0) throw new AppError('not-as-planned', { folder })
  const after = hashesOf(filesAfter(before, store.contents()))
  await keep({ number: plan.targets.indexOf(target) + 1, folder, title, before, after })
  await store.save()
  await readBack(store, { plan, expected, after, parts })
  return wanted.length
}

function refuseChanged(now: FileHashes, planned: FileHashes): void {
  const files = unlike(now, planned)
  if (files.length > 0) throw new AppError('changed-outside', { files })
}

/** What the disk holds, read anew, is what was wanted. */
async function readBack(
  { folder }: FileStore,
  { plan, expected, after, parts }: { plan: Plan; expected: Snapshot; after: FileHashes; parts: RunParts },
): Promise<void> {
  const found = hashesOf(await readFiles(folder))
  if (unlike(found, after).length > 0) throw new Unlike(found)
  await withTarget(folder, parts.openStore, async ({ manager }) => {
    const read = await snapshot(manager)
    const other = differences(read, expected).length + differences(expected, read).length
    if (other > 0 || (await differencesIn(manager, plan.wanted)).length > 0) throw new Unlike(found)
  })
}

/** Leaves the folder as it was, whatever the failure did to it. What is to be told: that, or why it could not be done. */
async function putBack(kept: KeptTarget, failure: unknown): Promise<unknown> {
  try {
    await restoreFolder(kept, failure instanceof Unlike ? failure.found : kept.after)
    await kept.discard()
    return failure
  } catch (error) {
    return error
  }
}

/** Single differences were refused; everything of that folder was taken back before anything was written. */
class Refused extends Error {
  readonly differences: RefusedDifference[]
  constructor(differences: RefusedDifference[]) {
    super('refused')
    this.differences = differences
  }
}

/** The files that were read back are not what was to be written. */
class Unlike extends Error {
  readonly found: FileHashes
  constructor(found: FileHashes) {
    super('unlike')
    this.found = found
  }
}

function refusalOf(target: PlannedTarget, failure: unknown, parts: RunParts): TargetOutcome {
  if (failure instanceof Refused) {
    const { differences: refused } = failure
    const [first] = refused
    return outcomeOf(target, {
      is: 'refused',
      error: first ? { code: first.code, details: first.details } : null,
      refused,
    })
  }
  const { folder } = target
  const error = failure instanceof Unlike ? new AppError('not-as-planned', { folder }) : failure
  return outcomeOf(target, { is: 'refused', error: told(error, parts) })
}

function outcomeOf(
  { folder, title }: PlannedTarget,
  outcome: Pick<TargetOutcome, 'is'> & Partial<TargetOutcome>,
): TargetOutcome {
  return { applied: 0, error: null, refused: [], ...outcome, folder, title }
}
