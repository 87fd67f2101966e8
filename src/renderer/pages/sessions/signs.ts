import type { SessionState, Trust } from '../../../contract/sessions'
import type { SignProps } from '../../parts/Sign'

/** The sign beside the word for a session's state. */
export const STATE_SIGNS: Record<SessionState['is'] | 'ended', SignProps> = {
  open: { shape: 'dot', tone: 'good' },
  opening: { shape: 'dashes', tone: 'quiet' },
  lost: { shape: 'triangle', tone: 'warn' },
  ended: { shape: 'ring', tone: 'quiet' },
}

/** The sign beside the word for what was decided about a certificate. */
export const TRUST_SIGNS: Record<Trust, SignProps> = {
  trusted: { shape: 'tick', tone: 'good' },
  unknown: { shape: 'question', tone: 'warn' },
  changed: { shape: 'triangle', tone: 'warn' },
  rejected: { shape: 'cross', tone: 'bad' },
}
