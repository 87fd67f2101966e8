import type { EventName } from './names'
import { AUDIT, DATABASES, SECURITY, SESSIONS } from './row'

/** The object of the station that needs View for hearing of an event; null where nobody needs a right. */
export const EVENT_OBJECTS: Record<EventName, string | null> = {
  'databases.changed': DATABASES,
  'places.changed': 'Device',
  'settings.changed': 'Device',
  'work.progress': 'Device',
  'app.leaving': 'Device',
  'daemon.changed': SESSIONS,
  'sessions.changed': SESSIONS,
  'sessions.values': SESSIONS,
  'certificates.changed': SESSIONS,
  'login.changed': null,
  'security.changed': SECURITY,
  'audit.changed': AUDIT,
  'desktop.changed': 'Device',
  'app.toOpen': null,
  'vault.changed': SESSIONS,
}
