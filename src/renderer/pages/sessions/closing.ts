import type { SessionRow } from '../../../contract/sessions'
import type { App } from '../../stores/app'
import { asAppError } from '../../stores/loadable'
import { othersOf } from './sessionRows'

/** Closes at once what nobody else holds; asks first otherwise. */
export async function closeSession(app: App, row: SessionRow): Promise<void> {
  if (othersOf(row) > 0) {
    app.shell.getState().show({ is: 'close-session', session: row.session })
    return
  }
  try {
    await app.api.call('sessions.close', { session: row.session })
    app.shell.getState().say({ is: 'session-closed', endpointUrl: row.endpointUrl })
    await app.station.sessions.getState().reload()
  } catch (cause) {
    app.refused(asAppError(cause))
  }
}
