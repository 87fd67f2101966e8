import { useEffect } from 'react'
import { leave, unsavedDatabases } from '../stores/acts'
import type { App } from '../stores/app'

/** How often a page that is looked at asks whether the program is still there. */
const LOOK_EVERY_MS = 20_000

/** Leaving with unsaved edits asks first: the desktop's own question, or the browser's. Notices when the program is gone. */
export function useWindow(app: App): void {
  useEffect(() => {
    const desktop = window.keyswitch !== undefined
    const onUnload = (event: BeforeUnloadEvent): void => {
      // The program keeps edits when a browser page goes; the question is whether the person meant to leave them.
      if (!desktop && unsavedDatabases(app).length > 0) event.preventDefault()
    }
    const look = (): void => {
      // Whoever watches the link learns from the reply, or from its absence.
      if (document.visibilityState === 'visible') app.api.call('app.about', {}).catch(() => undefined)
    }
    const stopLeaving = app.api.on('app.leaving', () => void leave(app))
    const timer = setInterval(look, LOOK_EVERY_MS)
    window.addEventListener('beforeunload', onUnload)
    window.addEventListener('focus', look)
    return () => {
      stopLeaving()
      clearInterval(timer)
      window.removeEventListener('beforeunload', onUnload)
      window.removeEventListener('focus', look)
    }
  }, [app])
}
