import type { JSX } from 'react'
import { standing } from '../stores/login'
import { useApp } from '../stores/useApp'
import { useLogin } from '../stores/useLogin'
import { useText } from '../text/language'
import { loginText } from '../text/login'
import { Button } from './Button'
import { Icon } from './Icon'

/** Stands where something is that cannot be seen without a login: never an empty list. */
export function LogInHere(): JSX.Element | null {
  const { login } = useApp()
  const text = useText(loginText).locked
  const now = useLogin((view) => standing(view.who))
  if (now !== 'out' && now !== 'set-up' && now !== 'change-password') return null
  return (
    <div className="place-note place-locked">
      <p>
        <Icon name="lock" /> {text[now].says}
      </p>
      <Button kind="primary" onPress={() => login.getState().ask({ is: 'log-in', because: 'needed', name: '' })}>
        {text[now].does}
      </Button>
    </div>
  )
}
