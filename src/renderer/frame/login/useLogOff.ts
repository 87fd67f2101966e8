import { useCallback } from 'react'
import { asAppError } from '../../stores/loadable'
import { useApp } from '../../stores/useApp'

/** Logs off; a refusal is said to the person. */
export function useLogOff(): () => void {
  const app = useApp()
  return useCallback(() => {
    app.login
      .getState()
      .logOff()
      .catch((cause: unknown) => app.refused(asAppError(cause)))
  }, [app])
}
