import { asAppError, valueOf } from '../stores/loadable'
import type { App } from '../stores/app'

/** Open…: the system's dialog where there is one, else the path dialog. */
export async function openFolder(app: App): Promise<void> {
  const about = valueOf(app.settings.getState().about)
  if (!about?.canPickFolders) {
    app.shell.getState().show({ is: 'open' })
    return
  }
  try {
    const { folder } = await app.api.call('folders.pick', {})
    if (folder !== null) await openPath(app, folder)
  } catch (cause) {
    app.refused(asAppError(cause))
  }
}

/** Opens a known path; a refusal is said. */
export async function openPath(app: App, folder: string): Promise<void> {
  const outcome = await app.places.getState().open(folder)
  if (outcome.is === 'refused') app.refused(outcome.error)
}
