import type { Restored } from '../../contract/exchange'
import { AppError } from '../../contract/errors'
import type { Work } from '../usermgmt/operations'
import type { KeptRuns, KeptTarget } from './keptRuns'
import { AT_ONCE, refuseUnsaved, type TargetParts } from './plan'
import { restoreFolder } from './restore'
import { together } from './together'
import { told } from './told'

export type UndoParts = Pick<TargetParts, 'openedAt' | 'log' | 'random'> & { runs: KeptRuns }

/**
 * Gives the folders of a run their files back, each all of them or none; those that are refused can be tried again. Fails
 * with `nothing-to-undo` where all of them were restored before.
 */
export async function undoRun(run: string, parts: UndoParts, { signal, progress }: Work): Promise<Restored[]> {
  const left = await parts.runs.left(run)
  if (left.length === 0) throw new AppError('nothing-to-undo')
  let done = 0
  return together(left, AT_ONCE, async (kept) => {
    if (signal?.aborted) return { folder: kept.folder, is: 'cancelled', error: null }
    const restored = await undoTarget(kept, parts)
    progress?.((done += 1), left.length)
    return restored
  })
}

async function undoTarget(kept: KeptTarget, parts: UndoParts): Promise<Restored> {
  const { folder } = kept
  try {
    refuseUnsaved(folder, parts)
    await restoreFolder(kept)
  } catch (error) {
    return { folder, is: 'refused', error: told(error, parts) }
  }
  // It is restored all the same: the next undo finds it so.
  await kept.restored().catch((error: unknown) => parts.log({ kept: told(error, parts).code }))
  return { folder, is: 'restored', error: null }
}
