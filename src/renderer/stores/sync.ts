import type { App } from './app'
import { asAppError } from './loadable'

/** Follows the device again. Where the page holds edits the device does not know, the person is asked what stays. */
export async function synchronise(app: App, database: string): Promise<void> {
  try {
    await app.api.call('sync.on', { database })
    app.shell.getState().say({ is: 'following' })
  } catch (cause) {
    const error = asAppError(cause)
    if (error.code === 'sync-differs') app.shell.getState().show({ is: 'sync', database })
    else app.refused(error)
  }
}

/** From now on edits are made on a copy. */
export async function stopFollowing(app: App, database: string): Promise<void> {
  try {
    await app.api.call('sync.off', { database })
    app.shell.getState().say({ is: 'not-following' })
  } catch (cause) {
    app.refused(asAppError(cause))
  }
}
