import type { Api } from '../../contract/client'
import { AppError } from '../../contract/errors'
import type { MethodName } from '../../contract/names'
import type { LoginView } from './login'

/** Refusals that a login may turn into an answer. */
const ANSWERED_BY_LOGIN: ReadonlySet<string> = new Set(['not-permitted', 'reauthenticate', 'change-password'])

/**
 * The program as pages reach it: what is refused for want of a login is asked for once more after the person has logged
 * in, so that a click, an open dialog or a page that loads goes on by itself. A second refusal is final.
 */
export function guardApi(api: Api, login: () => Pick<LoginView, 'settle' | 'done'>): Api {
  return {
    async call(method, input) {
      const before = login().done()
      try {
        return await api.call(method, input)
      } catch (error) {
        if (isLogin(method) || !(error instanceof AppError) || !ANSWERED_BY_LOGIN.has(error.code)) throw error
        // Somebody has logged in while this was on its way.
        const again = login().done() !== before || (await login().settle({ error, method }))
        if (!again) throw error
      }
      return api.call(method, input)
    },
    on: (event, listener) => api.on(event, listener),
  }
}

/** These are how one logs in. */
function isLogin(method: MethodName): boolean {
  return method.startsWith('login.')
}
