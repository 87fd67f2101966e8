import { useMemo } from 'react'
import { standing, userOf } from '../../stores/login'
import { useApp } from '../../stores/useApp'
import { useLogin } from '../../stores/useLogin'
import { useText } from '../../text/language'
import { loginText } from '../../text/login'
import { useLogOff } from './useLogOff'

/** What can be done about who is logged in, by the words it is found under. */
export function useLoginCommands(): readonly (readonly [string, () => void])[] {
  const { login } = useApp()
  const text = useText(loginText)
  const logOff = useLogOff()
  const now = useLogin((view) => standing(view.who))
  const user = useLogin((view) => userOf(view.who))
  return useMemo(() => {
    const { ask } = login.getState()
    if (now === 'open') return [[text.setUpStation, () => ask({ is: 'set-up' })]]
    if (now === 'out' || now === 'set-up')
      return [[text.locked[now].does, () => ask({ is: 'log-in', because: 'needed', name: '' })]]
    if (!user) return []
    return [
      ...(user.mayChangePassword
        ? [[text.changePassword, () => ask({ is: 'change-password', because: 'wished', name: user.name })] as const]
        : []),
      [text.logOff, logOff],
    ]
  }, [login, text, logOff, now, user])
}
