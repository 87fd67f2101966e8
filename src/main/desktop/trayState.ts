import type { Api } from '../../contract/client'
import { AppError } from '../../contract/errors'
import type { DaemonState } from '../../contract/sessions'
import type { TrayState } from './trayMenu'

/** What the tray shows, asked as the window's own peer: whoever is logged in there sees no more in the tray than in the page. */
export async function readTrayState(api: Api, startsWithComputer: boolean | null): Promise<TrayState> {
  const [who, daemon, sessions] = await Promise.all([
    api.call('login.whoami', {}),
    permitted(api.call('daemon.state', {})),
    permitted(api.call('sessions.list', {})),
  ])
  const needed = who.activation === 'active' || who.activation === 'active-empty'
  return {
    login: who.user ? { is: 'user', name: who.user.name } : { is: needed ? 'locked' : 'not-needed' },
    daemon: daemon && shownDaemon(daemon),
    sessions: sessions && sessions.sessions.length,
    startsWithComputer,
  }
}

/** Programs that would lose their sessions with this program; null where that may not be known now. */
export async function peersHere(api: Api): Promise<number | null> {
  const daemon = await permitted(api.call('daemon.state', {}))
  if (!daemon) return null
  return daemon.by === 'this' ? daemon.peers : 0
}

function shownDaemon({ paused, by, peers, address }: DaemonState): TrayState['daemon'] {
  if (paused) return { is: 'paused' }
  if (by === 'nobody') return { is: 'off' }
  return { is: by === 'this' ? 'serving' : 'joined', peers, address }
}

async function permitted<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked
  } catch (error) {
    if (error instanceof AppError) return null
    throw error
  }
}
