import { useEffect, type JSX } from 'react'
import type { LoginStore } from '../../stores/login'
import { useApp } from '../../stores/useApp'
import { useLogin } from '../../stores/useLogin'
import { AgainDialog } from './AgainDialog'
import { ChangePasswordDialog } from './ChangePasswordDialog'
import { LogInDialog } from './LogInDialog'
import { SetUpDialog } from './SetUpDialog'

/** The dialog of logging in that is open, if any: over everything else, which stays as it is behind it. */
export function LoginDialogs(): JSX.Element | null {
  const { login } = useApp()
  const asked = useLogin((view) => view.asked)
  useEffect(() => keyboardGoesBack(login), [login])
  if (!asked) return null
  // Only closes itself: what it does may have opened another dialog meanwhile.
  const onClose = (): void => {
    if (login.getState().asked === asked) login.getState().dismiss()
  }
  switch (asked.is) {
    case 'log-in':
      return <LogInDialog because={asked.because} name={asked.name} onClose={onClose} />
    case 'again':
      return <AgainDialog name={asked.name} onClose={onClose} />
    case 'change-password':
      return <ChangePasswordDialog name={asked.name} must={asked.because === 'needed'} onClose={onClose} />
    case 'set-up':
      return <SetUpDialog onClose={onClose} />
  }
}

/** Where the keyboard was before the first of several dialogs, it is after the last, so that the person goes on typing. */
function keyboardGoesBack(login: LoginStore): () => void {
  let before: Element | null = null
  return login.subscribe((now, was) => {
    if (now.asked && !was.asked) before = document.activeElement
    if (now.asked || !was.asked) return
    const back = before
    before = null
    // A dialog gives the keyboard back itself, one frame after it has gone.
    requestAnimationFrame(() =>
      requestAnimationFrame(() => {
        if (document.activeElement === document.body && back instanceof HTMLElement && back.isConnected) back.focus()
      }),
    )
  })
}
