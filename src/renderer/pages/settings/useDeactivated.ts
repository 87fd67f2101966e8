import { valueOf } from '../../stores/loadable'
import { useLogin } from '../../stores/useLogin'

/** Whether this computer has no user management of its own, so that nobody needs to log in. */
export function useDeactivated(): boolean {
  return useLogin((view) => valueOf(view.who)?.activation === 'deactivated')
}
