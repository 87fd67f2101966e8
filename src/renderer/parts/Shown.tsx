import type { JSX, ReactNode } from 'react'
import type { AppError } from '../../contract/errors'
import type { Loadable } from '../stores/loadable'
import { useLocked } from '../stores/useLogin'
import { frameText } from '../text/frame'
import { useText } from '../text/language'
import { sentences } from '../text/sentences'
import { Button } from './Button'
import { Icon } from './Icon'
import { LogInHere } from './LogInHere'

export type ShownProps<T> = { of: Loadable<T>; onRetry: () => void; children: (value: T) => ReactNode }

/** Waiting, failed with a sentence and what to do, or data: never one for the other. */
export function Shown<T>({ of, onRetry, children }: ShownProps<T>): ReactNode {
  if (of.is === 'data') return children(of.value)
  return of.is === 'waiting' ? <Waiting /> : <Failed error={of.error} onRetry={onRetry} />
}

export function Waiting(): JSX.Element {
  const text = useText(frameText)
  return <output className="place-note">{text.waiting}</output>
}

export function Failed({ error, onRetry }: { error: AppError; onRetry: () => void }): JSX.Element {
  const text = useText(frameText)
  const { error: sentence } = useText(sentences)
  const locked = useLocked()
  if (locked && (error.code === 'not-permitted' || error.code === 'change-password')) return <LogInHere />
  return (
    <div className="place-note place-failed" role="alert">
      <p>
        <Icon name="warning" /> {text.failed} {sentence(error.code, error.details)}
      </p>
      <Button onPress={onRetry}>{text.retry}</Button>
    </div>
  )
}
