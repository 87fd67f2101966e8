import type { Restored, Target, TargetOutcome } from '../../../contract/exchange'
import type { SignProps } from '../../parts/Sign'

/** The sign beside the word for how a folder stands in a plan, and what became of it. */
export const TARGET_SIGNS: Record<Target['is'], SignProps> = {
  differs: { shape: 'dot', tone: 'quiet' },
  same: { shape: 'tick', tone: 'good' },
  refused: { shape: 'cross', tone: 'bad' },
}

export const OUTCOME_SIGNS: Record<TargetOutcome['is'], SignProps> = {
  applied: { shape: 'tick', tone: 'good' },
  same: { shape: 'ring', tone: 'quiet' },
  refused: { shape: 'cross', tone: 'bad' },
  cancelled: { shape: 'dashes', tone: 'quiet' },
}

export const RESTORED_SIGNS: Record<Restored['is'], SignProps> = {
  restored: { shape: 'tick', tone: 'good' },
  refused: { shape: 'cross', tone: 'bad' },
  cancelled: { shape: 'dashes', tone: 'quiet' },
}
