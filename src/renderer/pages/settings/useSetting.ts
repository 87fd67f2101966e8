import type { AppError } from '../../../contract/errors'
import type { Security } from '../../../contract/security'
import type { Setting } from '../../stores/security'
import { useApp, useSecurity } from '../../stores/useApp'
import { useText } from '../../text/language'
import { sentences } from '../../text/sentences'

export type OneSetting<S extends Setting> = {
  /** What was chosen, until the program has answered; then what is true. */
  value: Security[S]
  change: (value: Security[S]) => void
  /** What it was before its last change here; undefined without one. */
  before: Security[S] | undefined
  takeBack: () => void
  /** Why the last change was refused, in a sentence. */
  refusal: string | undefined
  isDisabled: boolean
}

/** One security setting of this computer: its value, changing it at once, taking that back. */
export function useSetting<S extends Setting>(setting: S, security: Security): OneSetting<S> {
  const { station, shell } = useApp()
  const { error: sentence } = useText(sentences)
  const pending = useSecurity((view) => view.pending[setting])
  const before = useSecurity((view) => view.before[setting])
  const refused: AppError | undefined = useSecurity((view) => view.refused[setting])
  const fixed = useSecurity((view) => view.fixed !== undefined)
  const store = station.security

  async function act(work: Promise<void>, is: 'setting-changed' | 'setting-taken-back'): Promise<void> {
    await work
    if (store.getState().refused[setting] === undefined) shell.getState().say({ is, setting })
  }

  const change: Partial<Security> = {}
  return {
    value: pending ?? security[setting],
    change(value) {
      change[setting] = value
      void act(store.getState().change(change), 'setting-changed')
    },
    before,
    takeBack: () => void act(store.getState().takeBack(setting), 'setting-taken-back'),
    refusal: refused && sentence(refused.code, refused.details),
    isDisabled: fixed,
  }
}
