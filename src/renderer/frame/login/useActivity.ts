import { useEffect } from 'react'
import type { App } from '../../stores/app'

/** Notes that the person is there: nothing else keeps the edit time-out from passing (user-management 3). */
export function useActivity(app: App): void {
  useEffect(() => {
    const onAct = (): void => app.login.getState().acted()
    window.addEventListener('pointerdown', onAct, true)
    window.addEventListener('keydown', onAct, true)
    return () => {
      window.removeEventListener('pointerdown', onAct, true)
      window.removeEventListener('keydown', onAct, true)
    }
  }, [app])
}
