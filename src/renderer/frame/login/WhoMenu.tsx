import type { JSX } from 'react'
import { ADMINISTRATOR } from '../../../contract/nameRules'
import { Button } from '../../parts/Button'
import { MenuButton } from '../../parts/ContextMenu'
import { Icon } from '../../parts/Icon'
import { standing, userOf } from '../../stores/login'
import { useApp } from '../../stores/useApp'
import { useLogin } from '../../stores/useLogin'
import { useText } from '../../text/language'
import { loginText } from '../../text/login'
import { useLogOff } from './useLogOff'

/** Who is logged in, with the ways to change the password and to log off; nothing while nobody need be. */
export function WhoMenu(): JSX.Element | null {
  const { login } = useApp()
  const text = useText(loginText)
  const logOff = useLogOff()
  const now = useLogin((view) => standing(view.who))
  const user = useLogin((view) => userOf(view.who))
  if (now === 'out' || now === 'set-up')
    return (
      <Button onPress={() => login.getState().ask({ is: 'log-in', because: 'needed', name: '' })}>
        {text.locked[now].does}
      </Button>
    )
  if (!user) return null
  const says = text.who(user.name, user.administrator ? [ADMINISTRATOR] : user.groups)
  return (
    <MenuButton
      label={text.whoLabel(says)}
      acts={[
        {
          id: 'change',
          name: user.mayChangePassword ? text.changePassword : text.mayNotChange,
          do: user.mayChangePassword
            ? () => login.getState().ask({ is: 'change-password', because: 'wished', name: user.name })
            : undefined,
        },
        '-',
        { id: 'off', name: text.logOff, do: logOff },
      ]}
    >
      <>
        <Icon name="user" />
        <span className="who">{says}</span>
        <Icon name="down" />
      </>
    </MenuButton>
  )
}
