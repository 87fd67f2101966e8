import type { JSX } from 'react'
import {
  Text,
  UNSTABLE_Toast as Toast,
  UNSTABLE_ToastContent as ToastContent,
  UNSTABLE_ToastQueue as ToastQueue,
  UNSTABLE_ToastRegion as ToastRegion,
} from 'react-aria-components'
import type { AppError } from '../../contract/errors'
import { Button } from '../parts/Button'
import { Icon } from '../parts/Icon'
import { standing } from '../stores/login'
import { useApp } from '../stores/useApp'
import { useLogin } from '../stores/useLogin'
import { frameText } from '../text/frame'
import { useText } from '../text/language'
import { loginText } from '../text/login'
import { sentences } from '../text/sentences'

export type Refusals = ToastQueue<AppError>

const VISIBLE = 3
const SHOWN_FOR_MS = 15_000

/** Where refusals wait to be read; each goes after a while, later while the pointer or keyboard is on it. */
export function createRefusals(): { queue: Refusals; show: (error: AppError) => void } {
  const queue = new ToastQueue<AppError>({ maxVisibleToasts: VISIBLE })
  return { queue, show: (error) => void queue.add(error, { timeout: SHOWN_FOR_MS }) }
}

/** What the program refused, in a sentence each; read out by screen readers. */
export function Toasts({ queue }: { queue: Refusals }): JSX.Element {
  const text = useText(frameText)
  const { error: sentence } = useText(sentences)
  return (
    <ToastRegion queue={queue} className="toasts" aria-label={text.notifications}>
      {({ toast }) => (
        <Toast toast={toast} className="toast">
          <Icon name="warning" />
          <ToastContent className="toast-text">
            <Text slot="title">{sentence(toast.content.code, toast.content.details)}</Text>
            {toast.content.code === 'not-permitted' && <AsOther />}
          </ToastContent>
          <Button slot="close" kind="flat" square aria-label={text.dismiss}>
            <Icon name="close" />
          </Button>
        </Toast>
      )}
    </ToastRegion>
  )
}

/** Somebody else may have the right that was missing. */
function AsOther(): JSX.Element | null {
  const { login } = useApp()
  const text = useText(loginText)
  const loggedIn = useLogin((view) => standing(view.who) === 'in')
  if (!loggedIn) return null
  return (
    <Button onPress={() => login.getState().ask({ is: 'log-in', because: 'wished', name: '' })}>{text.asOther}</Button>
  )
}
